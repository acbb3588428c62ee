"""A round's notice: opened once, for the round at hand, corrected by further versions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.adjustments import AdjustmentRound
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services.adjustments import list_rounds, round_of
from registry.services.authorities import authorities
from registry.services.calendar import current_calendar
from registry.services.round_notices import (
    RoundAlreadyOpen,
    RoundNotAtHand,
    RoundNotice,
    correct_round,
    open_round,
)
from tests.round_makers import a_round
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")
NOVEMBER = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
NOTICE = RoundNotice("工信厅科函〔2026〕11号", date(2026, 11, 18), "请组织新一批申报。")


@pytest.fixture
def opened(ministry: Actor) -> Callable[..., AdjustmentRound]:
    """``opened(period, notice, by, at)``: open a round as the ministry's lead."""

    def act(
        period: str = "2026H2",
        notice: RoundNotice = NOTICE,
        *,
        by: Actor = ministry,
        at: datetime = NOVEMBER,
    ) -> AdjustmentRound:
        law: dict[str, Any] = {"rulebook": rulebook(), "calendar": current_calendar()}
        return open_round(period, notice, by=by, at=at, **law)

    return act


@pytest.fixture
def corrected(ministry: Actor) -> Callable[..., AdjustmentRound]:
    """``corrected(notice, version)``: correct December's notice as the ministry's lead."""

    def act(notice: RoundNotice, version: int = 1, period: str = "2026H2") -> AdjustmentRound:
        return correct_round(
            period, notice, version=version, by=ministry, at=NOVEMBER, rulebook=rulebook(),
            calendar=current_calendar(),
        )  # fmt: skip

    return act


def test_opening_is_on_record_and_told_to_every_authority(
    opened: Callable[..., AdjustmentRound],
) -> None:
    """The notice, one entry of the ledger and 37 messages come together."""
    opened()
    found = round_of("2026H2")
    assert (found.version, found.notice_number, found.opened_at) == (1, NOTICE.number, NOVEMBER)
    entry = LedgerEntry.objects.get(subject="adjustment:2026H2")
    assert (entry.verb, entry.clause, entry.after["asks"]) == (
        "adjustment.open", "二（五）", NOTICE.asks,
    )  # fmt: skip
    told = OutboxMessage.objects(code="notice_round_open")
    assert {one.recipient for one in told} == set(authorities().codes)
    assert "2026年下半年" in say(told[0].code, **told[0].params)


@pytest.mark.parametrize("at", [(2026, 12, 25), (2026, 12, 31, 23, 59, 59), (2026, 7, 1)])
def test_a_round_is_opened_before_its_window_or_in_it(
    opened: Callable[..., AdjustmentRound], at: tuple[int, ...]
) -> None:
    """From the end of the round before to the last second of its own window."""
    dated = date(2026, 6, 20)
    opened(notice=replace(NOTICE, dated=dated), at=datetime(*at, tzinfo=SHANGHAI))
    assert AdjustmentRound.objects.count() == 1


@pytest.mark.parametrize("period", ["2026H1", "2027H1", "2199H2"])
def test_only_the_round_at_hand_is_opened(
    opened: Callable[..., AdjustmentRound], period: str
) -> None:
    """Neither one that is over nor a slip of the keyboard."""
    with pytest.raises(RoundNotAtHand) as refused:
        opened(period)
    said = say(refused.value.code, clause=refused.value.clause, **refused.value.params)
    assert "现在是2026年下半年" in said
    assert AdjustmentRound.objects.count() == 0


def test_a_quarter_is_no_round(opened: Callable[..., AdjustmentRound]) -> None:
    """The field is named."""
    with pytest.raises(Invalid) as refused:
        opened("2026Q4")
    assert set(refused.value.fields) == {"period"}


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"number": " \u200b "}, {"number"}),
        ({"number": "号" * 101}, {"number"}),
        ({"dated": date(2026, 11, 21)}, {"dated"}),
        ({"asks": ""}, {"asks"}),
        ({"asks": "要" * 4001, "number": ""}, {"asks", "number"}),
    ],
)
def test_a_notice_that_does_not_hold_is_told_field_by_field(
    opened: Callable[..., AdjustmentRound], changed: dict[str, Any], fields: set[str]
) -> None:
    """All faults at once, and nothing is kept."""
    with pytest.raises(Invalid) as refused:
        opened(notice=replace(NOTICE, **changed))
    assert set(refused.value.fields) == fields
    assert AdjustmentRound.objects.count() == OutboxMessage.objects.count() == 0


def test_opening_again_is_told_which_notice_stands(
    opened: Callable[..., AdjustmentRound],
) -> None:
    """A replay, or another's notice, makes no second round and no second message."""
    opened()
    with pytest.raises(RoundAlreadyOpen) as refused:
        opened(notice=replace(NOTICE, number="另一个文号"))
    assert NOTICE.number in say(refused.value.code, **refused.value.params)
    assert OutboxMessage.objects.count() == 37


def test_two_leads_at_once_open_one_round(opened: Callable[..., AdjustmentRound]) -> None:
    """One of them is told that it is open; the authorities hear of it once."""
    given = at_once(opened, lambda: opened(notice=replace(NOTICE, number="第二个")))
    assert sorted(type(one).__name__ for one in given) == ["AdjustmentRound", "RoundAlreadyOpen"]
    assert (AdjustmentRound.objects.count(), OutboxMessage.objects.count()) == (1, 37)


def test_a_correction_is_a_further_version(
    opened: Callable[..., AdjustmentRound], corrected: Callable[..., AdjustmentRound]
) -> None:
    """What stood before stays, when it was opened too; the reason goes to the authorities."""
    opened()
    corrected(replace(NOTICE, number="工信厅科函〔2026〕12号", reason="文号写错"))
    first, second = AdjustmentRound.objects.order_by("version")
    assert (first.notice_number, first.reason) == (NOTICE.number, "")
    assert (second.notice_number, second.reason) == ("工信厅科函〔2026〕12号", "文号写错")
    assert second.opened_at == first.opened_at == NOVEMBER
    told = OutboxMessage.objects(code="notice_round_correct").first()
    assert "文号写错" in say(told.code, **told.params)
    assert round_of("2026H2").version == 2


@pytest.mark.parametrize(
    ("notice", "fields"),
    [
        (replace(NOTICE, number="别的"), {"reason"}),
        (replace(NOTICE, number="别的", reason="由" * 501), {"reason"}),
        (replace(NOTICE, reason="没有改"), {"asks"}),
    ],
)
def test_a_correction_wants_a_reason_and_a_change(
    opened: Callable[..., AdjustmentRound],
    corrected: Callable[..., AdjustmentRound],
    notice: RoundNotice,
    fields: set[str],
) -> None:
    """Without either the first version stands alone."""
    opened()
    with pytest.raises(Invalid) as refused:
        corrected(notice)
    assert set(refused.value.fields) == fields
    assert AdjustmentRound.objects.count() == 1


def test_a_correction_of_what_changed_meanwhile_is_refused(
    opened: Callable[..., AdjustmentRound], corrected: Callable[..., AdjustmentRound]
) -> None:
    """An old page, and two at once: one correction stands, the other is told."""
    opened()
    changes = [replace(NOTICE, number=f"第{one}号", reason="更正") for one in (1, 2)]
    given = at_once(*(lambda one=one: corrected(one) for one in changes))
    assert sorted(type(one).__name__ for one in given) == ["AdjustmentRound", "VersionConflict"]
    with pytest.raises(VersionConflict):
        corrected(replace(NOTICE, number="第三号", reason="更正"))
    assert AdjustmentRound.objects.count() == 2


def test_a_round_never_opened_cannot_be_corrected(
    corrected: Callable[..., AdjustmentRound],
) -> None:
    """There is nothing to correct."""
    with pytest.raises(NotFound):
        corrected(replace(NOTICE, reason="更正"))


@pytest.mark.parametrize("role", [Role.MINISTRY_STAFF, Role.PROVINCIAL_LEAD, Role.HOST_OPERATOR])
def test_only_the_ministry_s_lead_opens(opened: Callable[..., AdjustmentRound], role: Role) -> None:
    """Nobody else, whatever they may read."""
    with pytest.raises(NotAllowed):
        opened(by=Actor("x", "某人", role, host="h", authority="330000"))


def test_rounds_are_listed_as_they_stand(ministry: Actor) -> None:
    """Newest round first, each by its newest version."""
    a_round("2025H2")
    a_round("2026H1")
    a_round("2026H1", version=2, notice_number="更正后")
    found = list_rounds(by=ministry)
    assert [(one.period, one.version) for one in found] == [("2026H1", 2), ("2025H2", 1)]
