"""The law imports the standard library and itself, nothing else."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "registry" / "policy"


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_policy_imports_the_standard_library_and_itself() -> None:
    """No file of the law reaches outside, relative imports included."""
    outside = [
        (path.name, name)
        for path in sorted(FOLDER.rglob("*.py"))
        for name in _imports(path)
        if not name.startswith("registry.policy")
        and name.partition(".")[0] not in sys.stdlib_module_names
    ]
    assert outside == []
