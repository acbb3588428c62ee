"""The desensitising check 脱敏脱密 on the command line: words given and texts read."""

from pathlib import Path

import pytest

from registry.cli import main
from registry.commands.files import text_of
from registry.errors import SecrecyMark

MARK = "机密★10年"


@pytest.mark.parametrize(
    "words",
    [
        ["accounts", "create", "someone", "--name", f"某人{MARK}", "--role", "ministry_staff"],
        ["accounts", "disable", "someone", "--reason", MARK],
        ["sheet", "check", f"{MARK}.xlsx", "--authority", "330000", "--period", "2026H2"],
        ["calendar", "import", f"{MARK}.toml"],
    ],
)
def test_a_word_with_a_mark_is_refused_before_anything_is_done(words, capsys):
    """Exit 2, the option named, the mark not repeated; no database is opened for it."""
    assert main(words) == 2
    said = capsys.readouterr()
    assert "密级标志" in said.err
    assert MARK not in said.err + said.out


def test_a_text_file_with_a_mark_is_refused(tmp_path: Path):
    """A notice or list that is read as text is looked at whole."""
    path = tmp_path / "notice.toml"
    path.write_text(f'title = "{MARK}"\n', encoding="utf-8")
    with pytest.raises(SecrecyMark) as refused:
        text_of(str(path), 1000)
    assert refused.value.fields == {str(path): "第 10 个字处有密级标志，请删去后重新填写。"}
    path.write_text('title = "2027年放假安排 13800138000"\n', encoding="utf-8")
    assert text_of(str(path), 1000).startswith("title")
