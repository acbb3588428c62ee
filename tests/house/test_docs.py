"""What the documents say is so: commands, settings, packages, names and files exist."""

import re
import shlex
from functools import cache

import pytest

from config.settings import ROOT, declared
from registry.cli import main
from registry.commands.settings import reference
from registry.messages import say

READMES = ("README.md", "README.zh-CN.md")
DOCS = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))
_CODE = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)#]+)\)")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def _commands(name: str) -> list[str]:
    """The lines of a document's shell blocks."""
    return [line for block in _CODE.findall(_text(name)) for line in block.splitlines() if line]


def _rows(name: str, column: int) -> list[str]:
    """The code names in one column of a document's tables."""
    lines = [line.split("|") for line in _text(name).splitlines() if line.startswith("|")]
    cells = [cells[column + 1].strip() for cells in lines]
    return [cell.strip("`") for cell in cells if re.fullmatch(r"`[^`]+`", cell)]


@cache
def _targets() -> frozenset[str]:
    return frozenset(re.findall(r"^([a-z-]+):", _text("Makefile"), re.MULTILINE))


@cache
def _source() -> str:
    """All of our own Python and TOML."""
    paths = (path for folder in ("registry", "config") for path in (ROOT / folder).rglob("*"))
    return "\n".join(
        path.read_text(encoding="utf-8") for path in paths if path.suffix in {".py", ".toml"}
    )


def _without_language(command: str) -> str:
    return command.replace(" --lang en", "")


def test_both_readmes_name_the_same_commands() -> None:
    """A reader of either language is given the same commands, help in their own."""
    english, chinese = ([_without_language(one) for one in _commands(name)] for name in READMES)
    assert english == chinese
    assert english[:2] == ["make run", "make test"]


@pytest.mark.parametrize("name", [*READMES, "docs/operations.md"])
def test_each_command_of_a_document_is_real(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every command shown is a make target, or a subcommand of reserve with these options."""
    assert _commands(name)
    for line in _commands(name):
        program, *words = shlex.split(line)
        if program == "make":
            assert set(words) <= _targets(), line
            continue
        assert program == ".venv/bin/reserve", line
        subcommand = [word for word in words[:2] if re.fullmatch(r"[a-z]+(-[a-z]+)*", word)]
        assert main([*subcommand, "--help"]) == 0, line
        shown = capsys.readouterr().out
        assert all(word in shown for word in words if word.startswith("--")), line


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", *DOCS])
def test_links_lead_somewhere(name: str) -> None:
    """Every relative link of a document names a file or folder of the project."""
    folder = (ROOT / name).parent
    links = [link for link in _LINK.findall(_text(name)) if "://" not in link]
    assert [link for link in links if not (folder / link).exists()] == []


def test_the_configuration_reference_is_what_the_settings_say() -> None:
    """docs/configuration.md is made from the settings, and each has a meaning in Chinese too."""
    assert _text("docs/configuration.md") == f"{reference()}\n"
    for one in declared():
        assert say(f"setting_{one.name}")


def test_every_dependency_has_its_reason() -> None:
    """The tables of dependencies.md name exactly the input lists' and the Makefile's packages."""
    wanted: set[str] = set()
    for name in ("requirements.in", "requirements-dev.in", "requirements-bench.in"):
        lines = [line for line in _text(name).splitlines() if line[:1].isalpha()]
        wanted |= {re.split(r"[=<>\[]", line)[0] for line in lines}
    for line in re.findall(r"^\w+_PACKAGES := (.*)$", _text("Makefile"), re.MULTILINE):
        wanted |= {word for word in line.split() if not word.startswith("$")}
    assert set(_rows("docs/dependencies.md", 0)) == wanted


def test_every_measurement_is_explained_and_run() -> None:
    """performance.md names each file of benchmarks/; each script among them is run by the bench."""
    files = {
        path.name: path.read_text(encoding="utf-8") for path in (ROOT / "benchmarks").glob("*.py")
    }
    explained = set(re.findall(r"`(\w+\.py)`", _text("docs/performance.md")))
    assert explained == set(files)
    (listed,) = re.findall(r"^BENCHMARKS := (.*)$", _text("Makefile"), re.MULTILINE)
    scripts = {name for name, text in files.items() if '__name__ == "__main__"' in text}
    assert {f"{name}.py" for name in listed.split()} == scripts


def test_each_term_of_the_glossary_is_in_use() -> None:
    """Every code name of the glossary stands in the source, whole."""
    missing = [
        name
        for name in _rows("docs/glossary.md", 2)
        if not re.search(rf"\b{re.escape(name)}\b", _source())
    ]
    assert missing == []


def test_files_named_by_the_security_table_exist() -> None:
    """Where something is met and which tests show it are files that are there."""
    named = set(re.findall(r"`((?:registry|tests|docs)/[\w/.-]+)`", _text("docs/security.md")))
    assert len(named) > 20
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_the_changelog_keeps_two_lists() -> None:
    """Changes of policy and of software stand apart."""
    assert re.findall(r"^## (.+)$", _text("CHANGELOG.md"), re.MULTILINE) == ["Policy", "Software"]


def test_the_licence_is_the_one_the_project_names() -> None:
    """LICENSE is the Apache License 2.0, whole, as pyproject.toml says."""
    licence = _text("LICENSE")
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert 'license = "Apache-2.0"' in _text("pyproject.toml")
