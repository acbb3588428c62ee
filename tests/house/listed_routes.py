"""Every route of the service as the lists beside this module have it."""

import tomllib
from pathlib import Path

FILES = sorted(Path(__file__).parent.glob("routes*.toml"))
LINES = [
    line for path in FILES for line in tomllib.loads(path.read_text(encoding="utf-8"))["route"]
]
