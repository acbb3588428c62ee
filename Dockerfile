# The service as an image: the lock with its hashes, the project, a user of its own.
FROM python:3.11-slim-bookworm
RUN useradd --system --create-home --home-dir /srv/data --uid 10001 reserve \
  && install --directory --owner=reserve --mode=700 /srv/backup && chmod 700 /srv/data
WORKDIR /srv/reserve
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY pyproject.toml README.md LICENSE wsgi.py ./
COPY config config
COPY schemas schemas
COPY registry registry
COPY jobs jobs
COPY deploy deploy
RUN pip install --no-cache-dir --disable-pip-version-check --no-deps --no-build-isolation --editable .
USER reserve
ENV RESERVE_DATA=/srv/data RESERVE_HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["reserve", "serve"]
