"""An export of a small ledger: made, changed, and checked in a Python of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from registry.chains.links import canonical
from registry.services.ledger_exports import Exported

Lines = list[dict[str, Any]]
Export = Callable[..., Exported]


def checked(folder: Path, *noted: str) -> tuple[int, str]:
    """Check an export in a Python of its own: nothing of ours, nothing of the site, no house."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "check.py"), *noted],
        cwd=folder.parent,
        env={"PATH": os.defpath, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def lines(folder: Path, name: str) -> Lines:
    """The lines of a file."""
    text = (folder / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def rewrite(folder: Path, name: str, change: Callable[[Lines], Lines]) -> None:
    """Change the lines of a file, and make the manifest say that it is so."""
    path = folder / f"{name}.jsonl"
    changed = change(lines(folder, name))
    path.write_text("".join(f"{canonical(line)}\n" for line in changed), "utf-8")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["files"][path.name]["sha256"] = sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
