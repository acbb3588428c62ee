"""An authority's own cut-off: in the window, only put off, told to hosts that still write."""

from collections.abc import Callable
from datetime import datetime

import pytest

from registry.clock import SHANGHAI
from registry.documents.adjustments import HostCutOff
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services.adjustments import RoundNotOpened
from registry.services.calendar import current_calendar
from registry.services.host_cut_offs import CutOff, set_cut_off
from registry.services.windows import AdjustmentWindowClosed
from tests.application_makers import an_application
from tests.round_makers import a_round
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")
BEFORE = datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)
NOON, EVENING, END = (
    datetime(2026, 12, 30, 12, tzinfo=SHANGHAI),
    datetime(2026, 12, 30, 18, tzinfo=SHANGHAI),
    datetime(2027, 1, 1, tzinfo=SHANGHAI),
)
SetCutOff = Callable[..., HostCutOff]


@pytest.fixture
def cut_off(lead: Actor) -> SetCutOff:
    """``cut_off(until, reason, version, …)``: set Zhejiang's for December."""

    def act(
        until: datetime = NOON,
        reason: str = "",
        version: int = 0,
        *,
        by: Actor = lead,
        at: datetime = BEFORE,
        authority: str = "330000",
    ) -> HostCutOff:
        return set_cut_off(
            CutOff("2026H2", authority, until, reason),
            version=version, by=by, at=at, rulebook=rulebook(), calendar=current_calendar(),
        )  # fmt: skip

    return act


def test_hosts_that_have_not_submitted_are_told_once_each(cut_off: SetCutOff) -> None:
    """Draft, frozen and returned; not who submitted, not another authority's host."""
    a_round()
    for ordinal, (state, host, authority) in enumerate(
        [
            ("draft", "host-1", "330000"),
            ("frozen", "host-1", "330000"),
            ("returned", "host-2", "330000"),
            ("submitted", "host-3", "330000"),
            ("draft", "host-4", "440000"),
        ]
    ):
        an_application(f"SB-{ordinal}", state=state, host=host, authority=authority)
    cut_off()
    told = OutboxMessage.objects.order_by("recipient")
    assert [one.recipient for one in told] == ["host-1", "host-2"]
    assert "2026年12月30日 12:00" in say(told[0].code, **told[0].params)
    entry = LedgerEntry.objects.get(subject="adjustment:2026H2")
    assert (entry.verb, entry.authority) == ("adjustment.cut_off", "330000")


def test_it_is_put_off_with_a_reason_and_keeps_what_stood(cut_off: SetCutOff) -> None:
    """Each change is a version; hosts read why."""
    a_round()
    an_application(state="draft")
    cut_off()
    cut_off(EVENING, "系统升级两小时", version=1)
    first, second = HostCutOff.objects.order_by("version")
    assert (first.until, second.until, second.reason) == (NOON, EVENING, "系统升级两小时")
    told = OutboxMessage.objects(code="notice_cut_off_moved").get()
    assert "系统升级两小时" in say(told.code, **told.params)


@pytest.mark.parametrize(
    ("until", "reason", "fields"),
    [
        (datetime(2026, 12, 29, tzinfo=SHANGHAI), "提前", {"until"}),
        (NOON, "一样", {"until"}),
        (EVENING, " ", {"reason"}),
        (datetime(2026, 12, 30, 18, 30, tzinfo=SHANGHAI), "半点", {"until"}),
        (datetime(2027, 1, 2, tzinfo=SHANGHAI), "再晚", {"until"}),
    ],
)
def test_what_hosts_were_told_is_never_cut(
    cut_off: SetCutOff, until: datetime, reason: str, fields: set[str]
) -> None:
    """Earlier, the same, without a reason, beyond the window: refused at its field."""
    a_round()
    cut_off()
    with pytest.raises(Invalid) as refused:
        cut_off(until, reason, version=1)
    assert set(refused.value.fields) == fields
    assert HostCutOff.objects.count() == 1


def test_the_end_of_the_window_takes_it_back(cut_off: SetCutOff) -> None:
    """Put off to 24:00 of the last day, hosts have the whole window again."""
    a_round()
    cut_off()
    assert cut_off(END, "取消", version=1).until == END


def test_a_passed_cut_off_can_still_be_put_off(cut_off: SetCutOff) -> None:
    """An hour later the lead lets the latecomers in."""
    a_round()
    cut_off()
    late = datetime(2026, 12, 30, 13, tzinfo=SHANGHAI)
    assert cut_off(EVENING, "网络故障", version=1, at=late).version == 2


def test_without_a_notice_or_after_the_window_there_is_none(cut_off: SetCutOff) -> None:
    """Nothing to cut before the round is opened, nothing left when its window is over."""
    with pytest.raises(RoundNotOpened):
        cut_off()
    a_round()
    with pytest.raises(AdjustmentWindowClosed):
        cut_off(at=END)


def test_two_at_once_set_one(cut_off: SetCutOff) -> None:
    """The slower one is told that it changed; a replay of an old page too."""
    a_round()
    given = at_once(cut_off, lambda: cut_off(EVENING))
    assert sorted(type(one).__name__ for one in given) == ["HostCutOff", "VersionConflict"]
    with pytest.raises(VersionConflict):
        cut_off(END, "旧页面", version=0)


def test_only_one_s_own_lead_sets_it(cut_off: SetCutOff, reviewer: Actor) -> None:
    """A reviewer may not; for another's lead there is no such authority."""
    a_round()
    with pytest.raises(NotAllowed):
        cut_off(by=reviewer)
    with pytest.raises(NotFound):
        cut_off(by=Actor("g", "广东负责人", Role.PROVINCIAL_LEAD, authority="440000"))
