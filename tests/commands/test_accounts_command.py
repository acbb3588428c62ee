"""``reserve accounts``, ``calendar import`` and ``sheet resume`` on a database."""

from pathlib import Path

import pytest

from registry.embedded import EmbeddedServer
from tests.commands.conftest import Call

NOTICE = """
number = "国办发明电〔2026〕99号"
year = 2027
issued = 2026-11-10
off_days = [2027-01-01, 2027-01-02, 2027-01-03]
work_days = [2026-12-26]
"""


@pytest.fixture
def on_database(
    reserve: Call, prepared: EmbeddedServer, database: None, monkeypatch: pytest.MonkeyPatch
) -> Call:
    """The command line on the tests' database, emptied: its two hundred indexes are there."""
    monkeypatch.setenv("RESERVE_MONGODB_URI", prepared.uri)
    monkeypatch.setenv("RESERVE_DATABASE", "reserve_tests")
    # Each command is a process of its own; here they share one, with its five-second memory.
    monkeypatch.setattr("registry.services.calendar._kept", {})
    return reserve


def test_an_account_lives_from_creation_to_disabling(on_database: Call) -> None:
    """Created, listed, its password reset, disabled: each step shows in the list."""
    first = "--name", "张三", "--role", "system_administrator"
    made = on_database("accounts", "create", "Zhang.San", *first, "--json")
    assert made.code == 0
    assert made.json["username"] == "zhang.san"
    again = on_database("accounts", "reset-password", "zhang.san", "--json")
    assert again.json["password"] not in {"", made.json["password"]}
    assert "没有被锁定" in on_database("accounts", "unlock", "zhang.san").out
    last = on_database("accounts", "disable", "zhang.san")
    assert (last.code, "先给接任人建立账号" in last.err) == (2, True)
    assert on_database("accounts", "create", "li.si", *first).code == 0
    assert on_database("accounts", "disable", "zhang.san").code == 0
    _, listed = on_database("accounts", "list", "--json").json
    assert listed["username"] == "zhang.san"
    assert listed["active"] is False
    assert "已停用" in on_database("accounts", "list").out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x", "--name", "张三", "--role", "system_administrator"), "用户名"),
        (("zhang", "--name", "张三", "--role", "console"), "角色"),
        (("zhang", "--name", "张三", "--role", "nosuch"), "provincial_lead（省级负责人）"),
        (("zhang", "--name", "张三", "--role", "provincial_lead"), "authority"),
        (("zhang", "--name", "", "--role", "system_administrator"), "name"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    on_database: Call, words: tuple[str, ...], said: str
) -> None:
    """What is wrong with a new account is said by field, and none is made."""
    answer = on_database("accounts", "create", *words)
    assert answer.code == 2
    assert said in answer.err
    assert on_database("accounts", "list", "--json").json == []


def test_an_unknown_account_is_named(on_database: Call) -> None:
    """Acts on an account nobody has are refused with the name that was read."""
    for act in ("disable", "unlock", "reset-password"):
        answer = on_database("accounts", act, "nobody")
        assert answer.code == 2
        assert "nobody" in answer.err


def test_an_imported_notice_moves_the_windows(on_database: Call, tmp_path: Path) -> None:
    """A notice makes December definite at once; the same notice again changes nothing."""
    file = tmp_path / "2027.toml"
    file.write_text(NOTICE)
    assert on_database("calendar", "import", str(file), "--json").json["changed"] is True
    assert on_database("calendar", "import", str(file), "--json").json["changed"] is False
    december = on_database("windows", "2026", "--json").json[-1]
    assert december["days"] == [f"2026-12-{day}" for day in (26, 28, 29, 30, 31)]
    assert december["provisional"] is False


def test_an_unreadable_notice_is_refused(on_database: Call, tmp_path: Path) -> None:
    """A file that is no notice is named, with what is wrong, and nothing is imported."""
    file = tmp_path / "notice.toml"
    for content in ("number = 1", "not toml at all [", NOTICE.replace("2027-01-01", "2019-01-01")):
        file.write_text(content)
        answer = on_database("calendar", "import", str(file))
        assert answer.code == 2
        assert "notice.toml" in answer.err
    assert on_database("calendar", "show", "2027", "--json").json["notices"] == []


def test_nothing_to_resume_is_said(on_database: Call) -> None:
    """Without an interrupted admission, resume says so and does nothing."""
    assert "没有中断的入库" in on_database("sheet", "resume").out
    assert on_database("sheet", "resume", "--json").json == []


def test_a_command_runs_its_own_database_for_a_moment(reserve: Call) -> None:
    """Without service and cluster a command starts the embedded server and leaves none behind."""
    assert reserve("accounts", "list", "--json").json == []
    assert reserve("accounts", "list", "--json").json == []


def test_a_second_factor_is_reset_and_sealed_anew_at_the_console(on_database: Call) -> None:
    """What is not there is said; a reason is wanted; sealing counts what it did."""
    first = "--name", "张三", "--role", "system_administrator"
    on_database("accounts", "create", "zhang.san", *first)
    reset = on_database("accounts", "reset-second-factor", "zhang.san", "--reason", "当面核对")
    assert (reset.code != 0, "没有启用两步登录" in reset.err) == (True, True)
    assert on_database("accounts", "reset-second-factor", "zhang.san").code == 2
    assert on_database("accounts", "seal-anew", "--json").json == {"sealed": 0}
