"""Help in two languages, and calls that went wrong said in one sentence."""

import subprocess
import sys

import pytest

from config.settings import ROOT
from registry.messages import commands, duties
from tests.commands.conftest import Call

LEAVES = [
    ("serve",),
    ("demo",),
    ("windows",),
    ("sheet", "check"),
    ("sheet", "upload"),
    ("sheet", "resume"),
    ("accounts", "list"),
    ("accounts", "create"),
    ("accounts", "disable"),
    ("accounts", "unlock"),
    ("accounts", "reset-password"),
    ("calendar", "show"),
    ("calendar", "import"),
    ("duties", "settle"),
    ("duties", "rebuild"),
]
GROUPS = [("sheet",), ("accounts",), ("calendar",), ("duties",)]


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("words", [(), *LEAVES, *GROUPS])
def test_help_is_chinese_and_english_on_request(reserve: Call, words: tuple[str, ...]) -> None:
    """Every command's help is Chinese, and holds no Chinese with --lang en, before or after."""
    assert _has_chinese(reserve(*words, "--help").out)
    before, after = (
        reserve("--lang", "en", *words, "--help"),
        reserve(*words, "--help", "--lang=en"),
    )
    assert before.out == after.out
    assert before.out.startswith("Usage:")
    assert not _has_chinese(before.out)


@pytest.mark.parametrize("words", LEAVES)
def test_each_command_takes_json(reserve: Call, words: tuple[str, ...]) -> None:
    """Every command that does something offers --json."""
    assert "--json" in reserve(*words, "--help").out


def test_each_help_text_has_both_languages() -> None:
    """No help text is missing in one of the languages."""
    for words in (commands, duties):
        assert words.ENGLISH.keys() <= words.SENTENCES.keys()
        assert all(_has_chinese(words.SENTENCES[code]) for code in words.ENGLISH)
        assert not any(_has_chinese(text) for text in words.ENGLISH.values())


def test_help_loads_no_command() -> None:
    """The overview of the commands loads neither web, database nor network libraries."""
    call = [sys.executable, "-X", "importtime", "-m", "registry.cli", "--help"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=30, check=True)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert not loaded & {"flask", "pymongo", "mongoengine", "requests", "gunicorn"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sevre",), "没有 sevre 这个命令"),
        (("windows",), "缺少 YEAR"),
        (("windows", "2026", "--jsno"), "没有 --jsno 这个选项"),
        (("windows", "2026", "2027"), "命令写法有误"),
        (("sheet", "check", "x.xlsx", "--period", "2026H2"), "缺少 --authority"),
        (("--lang", "fr", "windows", "2026"), "--lang 的值不能用：fr"),
        (("windows", "--lang"), "--lang"),
    ],
)
def test_a_wrong_call_is_said_in_chinese(reserve: Call, words: tuple[str, ...], said: str) -> None:
    """Wrong words on the command line give one Chinese sentence, exit code 2, no traceback."""
    answer = reserve(*words)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""


def test_a_fault_of_the_program_is_no_traceback(
    reserve: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody foresaw is exit code 70 and a sentence; the traceback waits for DEBUG."""

    def fail() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("registry.commands.windows.rulebook", fail)
    answer = reserve("windows", "2026")
    assert answer.code == 70
    assert "程序出错（ZeroDivisionError）" in answer.err
    assert "Traceback" not in answer.err
    monkeypatch.setenv("RESERVE_LOG_LEVEL", "DEBUG")
    assert "Traceback" in reserve("windows", "2026").err
