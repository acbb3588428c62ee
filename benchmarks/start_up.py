"""How long the command line takes to help, and the service to show its first page.

``reserve --help`` beside an empty Python and beside one that imports click, each a process of
its own. The first page after ``reserve demo`` on a demo year that is already laid in, until
an answer of 200 is there, beside a bare mongod and a Flask page started the same way.
"""

import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import sleep

import requests

from benchmarks.ratios import Ceiling, interleaved, told
from config.settings import Settings, environment_of

PYTHON = sys.executable
BARE = """
import sys
from pathlib import Path
from flask import Flask
from registry.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
app = Flask("hello")
app.add_url_rule("/", view_func=lambda: "hello")
app.run(port=int(sys.argv[2]))
"""


def run(*command: str) -> Callable[[int], object]:
    """Return the work of running a command to its end."""
    return lambda _: subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until_the_first_page(command: Callable[[int], tuple[list[str], dict[str, str]]]) -> None:
    """Start a service and wait for its first page; stop it again."""
    port = free_port()
    words, environment = command(port)
    with subprocess.Popen(  # noqa: S603 - our own
        words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as service:
        try:
            while not _answers(port):
                assert service.poll() is None, words  # noqa: S101 - measured only if it starts
                sleep(0.01)
        finally:
            service.terminate()


def _answers(port: int) -> bool:
    with suppress(requests.ConnectionError):
        return requests.get(f"http://127.0.0.1:{port}/", timeout=30).ok
    return False


def _environment(folder: Path, port: int) -> dict[str, str]:
    settings = Settings(data=folder, port=port, training=True, secure_cookies=False)
    return {"PATH": "/usr/bin:/bin", "PYTHONPATH": "."} | {
        name: text for name, text in environment_of(settings).items() if text
    }


def _bare(folder: Path, port: int) -> list[str]:
    # A folder for each start: the mongod of the one before is still on its way out.
    return [PYTHON, "-c", BARE, str(folder / f"bare-{port}"), str(port)]


def help_page() -> bool:
    """Measure ``reserve --help``."""
    found = interleaved(
        {
            "reserve --help": run(PYTHON, "-m", "registry.cli", "--help"),
            "python -c pass": run(PYTHON, "-c", "pass"),
            "python -c 'import click'": run(PYTHON, "-c", "import click"),
        },
        rounds=7,
        repeat=3,
    )
    return told(
        "Help of the command line",
        found,
        "reserve --help",
        [Ceiling("python -c pass"), Ceiling("python -c 'import click'", 2.0)],
        limited_by="starting Python and importing click",
    )


def first_page() -> bool:
    """Measure the first page of a warm start."""
    with tempfile.TemporaryDirectory(prefix="reserve-bench-") as name:
        folder = Path(name)
        reserve = [PYTHON, "-m", "registry.cli", "demo"]
        subprocess.run(  # noqa: S603 - our own
            [*reserve, "--seed-only"],
            env=_environment(folder, 8080),
            check=True,
            capture_output=True,
        )
        found = interleaved(
            {
                "first page": lambda _: until_the_first_page(
                    lambda port: (reserve, _environment(folder, port))
                ),
                "bare mongod and Flask": lambda _: until_the_first_page(
                    lambda port: (_bare(folder, port), _environment(folder, port))
                ),
            },
            rounds=5,
            repeat=1,
        )
    return told(
        "From the command to the first page, demo year laid in",
        found,
        "first page",
        [Ceiling("bare mongod and Flask")],
        limited_by="importing the application in the master and in each worker",
    )


if __name__ == "__main__":
    sys.exit(0 if help_page() & first_page() else 1)
