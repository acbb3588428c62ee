"""Reminders of an adjustment round: its steps once to each, to whom something is left to do."""

from datetime import datetime

import pytest

from jobs import reminders as job
from registry.clock import SHANGHAI
from registry.documents.outbox import OutboxMessage
from registry.law import rulebook
from registry.messages import say
from registry.services import outbox
from registry.services.authorities import authorities
from tests.application_makers import an_application
from tests.round_makers import a_cut_off, a_round
from tests.services.simultaneous import at_once
from tests.services.test_tasks import send

pytestmark = pytest.mark.usefixtures("database")

# The window of December 2026: 25, 28, 29, 30 and 31 December.
OPENS = datetime(2026, 12, 25, 8, tzinfo=SHANGHAI)
SECOND_DAY = datetime(2026, 12, 28, 8, tzinfo=SHANGHAI)
DAYS_LEFT = datetime(2026, 12, 30, 8, tzinfo=SHANGHAI)
LAST_DAY = datetime(2026, 12, 31, 8, tzinfo=SHANGHAI)
ENDED = datetime(2027, 1, 1, tzinfo=SHANGHAI)
EVERYBODY = len(authorities().codes)


def _run(at: datetime = OPENS) -> int:
    return job.run(at=at, rulebook=rulebook())


def _codes(recipient: str) -> list[str]:
    found = OutboxMessage.objects(recipient=recipient, code__startswith="notice_remind_round")
    return [one.code.removeprefix("notice_remind_round_") for one in found.order_by("recorded_at")]


def _told(recipient: str) -> str:
    found = OutboxMessage.objects(recipient=recipient, code__startswith="notice_remind_round")
    one = found.order_by("-recorded_at").first()
    return say(one.code, **one.params)


@pytest.fixture
def applications(database: None) -> None:
    """Two of one host not submitted and one in review; another's recommended; one that ended."""
    an_application("SB-1", state="draft", period="", version=0, host="host-1")
    an_application("SB-2", state="returned", host="host-1")
    an_application("SB-3", state="in_review", host="host-2")
    an_application("SB-4", state="recommended", host="host-2")
    an_application("SB-5", state="admitted", host="host-3")


@pytest.mark.usefixtures("applications")
def test_each_step_is_told_once_to_whom_something_is_left() -> None:
    """The opening, two days left, the last day; the end is the closing's to tell."""
    a_round()
    for moment in (OPENS, OPENS, SECOND_DAY, DAYS_LEFT, LAST_DAY, LAST_DAY, ENDED):
        _run(moment)
    steps = ["opens", "days_left", "last_day"]
    assert _codes("host-1") == [f"{step}_host" for step in steps]
    assert _codes("330000") == _codes("440000") == [f"{step}_authority" for step in steps]
    assert _codes("host-2") == _codes("host-3") == []


@pytest.mark.usefixtures("applications")
def test_what_is_said_counts_what_is_left() -> None:
    """A host hears how many it has not submitted and until when; an authority where all stand."""
    a_round()
    a_cut_off(datetime(2026, 12, 31, tzinfo=SHANGHAI))
    send("330000-2026H2-01", OPENS)
    _run(DAYS_LEFT)
    assert "2 份申报没有提交，浙江省工业和信息化厅受理至2026年12月30日 24:00" in _told("host-1")
    office = _told("330000")
    assert "2026年12月31日 24:00截止" in office
    assert "2 份申报没有提交，1 份待审核，1 份拟推荐；已上传汇总表 1 份" in office


@pytest.mark.usefixtures("applications")
def test_after_the_cut_off_no_host_is_hurried() -> None:
    """Its authority takes nothing more; the authority itself still has its days."""
    a_round()
    a_cut_off(datetime(2026, 12, 31, tzinfo=SHANGHAI))
    _run(LAST_DAY)
    assert _codes("host-1") == []
    assert _codes("330000") == ["last_day_authority"]


@pytest.mark.usefixtures("applications")
def test_a_round_without_a_notice_is_no_round() -> None:
    """Nobody is reminded of what was not opened."""
    _run(OPENS)
    assert _codes("host-1") == _codes("330000") == []


@pytest.mark.usefixtures("applications")
def test_three_at_once_and_one_killed_between_authorities(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that breaks off at Zhejiang leaves it untouched; three at once then tell each once."""
    a_round()
    post_all = outbox.post_all

    def breaking(notices: list[outbox.Notice], *, at: datetime) -> None:
        post_all(notices, at=at)
        if any(one.recipient == "330000" for one in notices):
            raise SystemExit

    monkeypatch.setattr(outbox, "post_all", breaking)
    with pytest.raises(SystemExit):
        _run()
    monkeypatch.undo()
    assert _codes("330000") == _codes("host-1") == []
    assert 0 < OutboxMessage.objects(audience="authority").count() < EVERYBODY
    runs = at_once(*[_run] * 3)
    assert not [one for one in runs if isinstance(one, Exception)]
    _run()
    told = OutboxMessage.objects(code__startswith="notice_remind_round")
    assert len(set(told.scalar("recipient"))) == told.count() == EVERYBODY + 1
