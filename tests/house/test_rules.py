"""The rules of the house, checked on every file that git tracks."""

import ast
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
MOST_LINES = 400
MOST_FUNCTION_LINES = 40
TEXT = {".py", ".toml", ".html", ".css", ".js", ".md", ".yaml", ".yml", ".txt", ".in", ""}
LONG_BY_NATURE = {"requirements.txt", "requirements-dev.txt", "requirements-bench.txt", "LICENSE"}
# One file per programme, a table per provision: a law is as long as its text.
LAW = ROOT / "config" / "policy"
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


def tracked() -> list[Path]:
    """Every file git tracks or would track."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],  # noqa: S607 - git of PATH
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / line for line in listing.splitlines() if (ROOT / line).is_file()]


def python_files() -> list[Path]:
    """Every Python file of the project."""
    return [path for path in tracked() if path.suffix == ".py"]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function in a tree, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_the_project_is_seen():
    """The checks below look at the project's own files and not at nothing."""
    names = {path.relative_to(ROOT).as_posix() for path in tracked()}
    assert {"registry/app.py", "wsgi.py", "tests/house/test_rules.py"} <= names


def test_no_file_is_over_400_lines():
    """No text file has more than 400 lines, lock files, the law's data and the licence apart."""
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in tracked()
        if path.suffix in TEXT
        and path.name not in LONG_BY_NATURE
        and path.parent != LAW
        and (lines := len(path.read_bytes().splitlines())) > MOST_LINES
    }
    assert long == {}


def test_no_function_is_over_40_lines():
    """No function has more than 40 lines, counted from its def to its end."""
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in functions(ast.parse(path.read_text()))
        if (node.end_lineno or node.lineno) - node.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_no_import_hides_in_a_function():
    """What a module of the service needs stands at its top, where the contracts see it."""
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno} {function.name}"
        for path in python_files()
        if path.relative_to(ROOT).parts[0] in {"registry", "schemas", "jobs", "config"}
        for function in functions(ast.parse(path.read_text()))
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_no_module_has_a_vague_name():
    """No module or folder is called utils, helpers, common or misc."""
    vague = [
        path
        for path in python_files()
        if VAGUE_NAMES & {path.stem, *path.relative_to(ROOT).parent.parts}
    ]
    assert vague == []


def test_every_exception_to_a_lint_rule_gives_its_reason():
    """Each noqa and type: ignore in the service names its rule and says why."""
    bare = re.compile(r"# noqa(?!: [A-Z]+\d+(?:, [A-Z]+\d+)* - \S)|# type: ignore(?!\[)")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_every_test_states_its_fact():
    """Each test has a docstring, and its first line stands by itself."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in python_files()
        if path.name.startswith("test_")
        for node in functions(ast.parse(path.read_text()))
        if node.name.startswith("test_") and not (ast.get_docstring(node) or "").strip()
    ]
    assert silent == []


def test_wsgi_imports_the_application_alone():
    """wsgi.py, which the import contracts cannot see, imports registry.app and nothing else."""
    tree = ast.parse((ROOT / "wsgi.py").read_text())
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert imported == ["registry.app"]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Import)]


def test_only_the_gateways_open_outgoing_connections():
    """requests, urllib.request, http.client and smtplib are imported in the gateways alone."""
    outgoing = re.compile(
        r"^\s*(?:import|from) (?:requests|urllib\.request|http\.client|smtplib)\b"
    )
    found = [
        path.relative_to(ROOT).as_posix()
        for path in python_files()
        if path.is_relative_to(ROOT / "registry")
        and not path.is_relative_to(ROOT / "registry" / "gateways")
        and any(outgoing.match(line) for line in path.read_text().splitlines())
    ]
    assert found == []


def test_nothing_in_the_project_needs_the_material_beside_it():
    """Only the tests of citations name the folder with the texts."""
    mark = "shared" + "/"
    found = [
        path.relative_to(ROOT).as_posix()
        for path in tracked()
        if path.suffix in TEXT
        and path != Path(__file__)
        and mark in path.read_text(errors="replace")
    ]
    assert [name for name in found if not name.startswith("tests/policy/")] == []


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"]
)
def test_the_lock_names_no_host(name):
    """A lock file pins hashes and names no index, host or folder."""
    text = (ROOT / name).read_text()
    assert "--hash=sha256:" in text
    assert not re.search(r"index-url|find-links|://|file:", text)


def _asked_with_extras() -> Iterator[tuple[str, str, str]]:
    """Who asks for whom with which extra, among the packages installed here."""
    for one in distributions():
        for requirement in map(Requirement, one.requires or ()):
            wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
            for extra in requirement.extras if wanted else ():
                yield canonicalize_name(one.metadata["Name"]), requirement.name, extra


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-bench.txt"]
)
def test_the_lock_pins_extras_too(name):
    """What a package asks for with an extra is pinned with it: pip would take the newest else."""
    text = (ROOT / name).read_text()
    pinned = {
        canonicalize_name(package): set(extras.split(","))
        for package, extras in re.findall(r"^([\w.-]+)(?:\[([\w,-]+)\])?==", text, re.MULTILINE)
    }
    missing = {
        f"{package}[{extra}]"
        for asker, package, extra in _asked_with_extras()
        if asker in pinned and extra not in pinned.get(canonicalize_name(package), ())
    }
    assert missing == set()


def test_pages_ask_nobody_outside():
    """No template, style or script names another host, and none carries script or style inline."""
    outside = re.compile(
        r"(?:src|href|action)=\"(?:https?:)?//|url\(\s*['\"]?(?:https?:)?//|@import"
    )
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in {".html", ".css", ".js"} and path.is_relative_to(ROOT / "registry")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if outside.search(line) or (path.suffix == ".html" and inline.search(line))
    ]
    assert found == []
