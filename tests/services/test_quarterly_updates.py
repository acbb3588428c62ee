"""Drafts, submissions and corrections of the quarterly update, on the desk."""

import tomllib
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.errors import Invalid, NotAllowed, NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import quarterly_updates as desk
from registry.services.ledger import broken_at
from registry.services.quarterly_update_drafts import DraftClosed, Typed
from registry.services.quarterly_update_forms import (
    PlatformNotInLibrary,
    QuarterNotBegun,
)
from registry.services.quarterly_update_refusals import (
    NotAcceptable,
    NothingToSubmit,
    ReasonWanted,
    WindowClosed,
    WindowNotOpen,
)
from registry.services.quarterly_updates import Filing
from registry.services.windows import QuarterUnknown
from tests.services.simultaneous import at_once

NUMBER = "330000-2026-0001"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())


@pytest.fixture
def operator() -> Actor:
    """An operator of the host that the platform is built on."""
    return Actor(account="op-1", name="张三", role=Role.HOST_OPERATOR, host="host-1")


@pytest.fixture
def by_host(on_record: Callable[..., Platform], operator: Actor, at: datetime) -> dict[str, Any]:
    """What the operator of a platform on record acts with."""
    on_record(NUMBER)
    return {"by": operator, "at": at, "rulebook": rulebook(), "calendar": working_calendar()}


def moment(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def filed(acting: dict[str, Any], period: str = "2026Q4", reason: str = "", **changes: str):
    """Submit the good update with some entries changed."""
    return desk.submit(NUMBER, period, Filing(GOOD | changes, reason), **acting)


def test_a_submission_writes_everything_that_follows(by_host):
    """Version, profile, its dated fact, ledger and two messages come with one submission."""
    update = filed(by_host).update
    assert (update.number, update.version) == ("2026Q4-330000-2026-0001-1", 1)
    assert update.timeliness == "on_time"
    assert update.rulebook == rulebook().version
    assert update.content["service_income_this_year"].to_decimal() == Decimal("1180.25")
    platform = Platform.objects.get(number=NUMBER)
    assert platform.latest_update == update.number
    assert platform.profile["full_time_staff"] == 13
    fact = PlatformFact.objects.get(platform=NUMBER, aspect="profile")
    assert (str(fact.effective_on), fact.value["full_time_staff"]) == ("2026-12-28", 13)
    entry = LedgerEntry.objects.get(subject=f"platform:{NUMBER}")
    assert (entry.verb, entry.clause) == ("quarterly_update.submit", "二（三）")
    assert entry.after["digest"] == update.digest
    assert broken_at(f"platform:{NUMBER}") is None
    assert sorted(OutboxMessage.objects.scalar("audience")) == ["authority", "host"]


def test_stocks_start_filled_and_flows_empty(by_host):
    """A first form takes the stocks on file at admission; flows and yearly start empty."""
    opened = desk.read_update(NUMBER, "2026Q4", **by_host)
    assert opened.values["equipment_value"] == "1350.5"
    assert opened.values["full_time_staff"] == "12"
    assert opened.values["new_enterprises"] == ""
    assert opened.values["service_income_this_year"] == ""


def test_the_next_quarter_starts_from_the_last_version(by_host):
    """Stocks come from the last version filed, and the year's figure may not fall below it."""
    filed(by_host | {"at": moment("2026-09-24T10:00")}, "2026Q3")
    opened = desk.read_update(NUMBER, "2026Q4", **by_host)
    assert opened.values["full_time_staff"] == "13"
    assert opened.before.period == "2026Q3"
    with pytest.raises(NotAcceptable) as refused:
        filed(by_host, service_income_this_year="1180", nothing_changed="1")
    assert list(refused.value.fields) == ["service_income_this_year"]


def test_last_year_s_total_becomes_last_year_s_income(by_host):
    """The first update of a year moves the total of the year before to 上年度."""
    filed(by_host)
    filed(
        by_host | {"at": moment("2027-03-30T10:00")},
        "2027Q1",
        service_income_this_year="90",
        new_enterprises="0",
        nothing_changed="1",
    )
    profile = Platform.objects.get(number=NUMBER).profile
    assert profile["service_income"].to_decimal() == Decimal("1180.25")
    assert profile["service_income_this_year"].to_decimal() == Decimal(90)


def test_a_draft_is_kept_as_typed(by_host):
    """What cannot be read is kept all the same, and found to be wrong."""
    saved = desk.save_draft(
        NUMBER, "2026Q4", Typed({"load": "百分之八十", "new_enterprises": "－1"}), **by_host
    )
    assert saved.draft_version == 1
    again = desk.read_update(NUMBER, "2026Q4", **by_host)
    assert again.values == {"load": "百分之八十", "new_enterprises": "－1"}
    assert [one.code for one in again.live_findings] == ["update_not_a_figure", "update_negative"]


def test_two_tabs_do_not_lose_each_other_s_work(by_host, operator):
    """A draft saved on top of an old version is refused and names who saved meanwhile."""
    desk.save_draft(NUMBER, "2026Q4", Typed({"load": "80"}), **by_host)
    desk.save_draft(NUMBER, "2026Q4", Typed({"load": "81"}, 1), **by_host)
    for stale in (Typed({"load": "82"}, 1), Typed({"load": "82"})):
        with pytest.raises(desk.DraftMoved) as refused:
            desk.save_draft(NUMBER, "2026Q4", stale, **by_host)
        assert refused.value.params["name"] == operator.name
    assert UpdateDraft.objects.get().values == {"load": "81"}


def test_the_same_draft_again_changes_nothing(by_host):
    """Saving what is saved already is no new version, whatever version it names."""
    for _ in range(2):
        saved = desk.save_draft(NUMBER, "2026Q4", Typed({"load": "80"}), **by_host)
    assert saved.draft_version == 1


def test_a_draft_that_was_submitted_does_not_come_back(by_host):
    """An autosave that arrives after the submission says so and saves nothing."""
    desk.save_draft(NUMBER, "2026Q4", Typed(GOOD), **by_host)
    desk.submit(NUMBER, "2026Q4", Filing(), **by_host)
    assert UpdateDraft.objects.count() == 0
    with pytest.raises(DraftClosed):
        desk.save_draft(NUMBER, "2026Q4", Typed(GOOD | {"load": "1"}, 1), **by_host)


@pytest.mark.parametrize("values", [{"$ne": "1"}, {"platform": "x"}, {"load": "8" * 10_001}])
def test_a_field_the_form_lacks_is_refused(by_host, values):
    """Unknown fields and endless texts are refused by name and leave nothing behind."""
    with pytest.raises(Invalid) as refused:
        desk.save_draft(NUMBER, "2026Q4", Typed(values), **by_host)
    assert list(refused.value.fields) == list(values)
    assert UpdateDraft.objects.count() == 0


def test_a_double_click_is_one_receipt(by_host):
    """The draft sent twice is one version, and so is the same content sent twice."""
    desk.save_draft(NUMBER, "2026Q4", Typed(GOOD), **by_host)
    first = desk.submit(NUMBER, "2026Q4", Filing(draft_version=1), **by_host)
    second = desk.submit(NUMBER, "2026Q4", Filing(draft_version=1), **by_host)
    third = filed(by_host, full_time_staff="１３", service_income_this_year="1,180.250")
    assert (first.is_new, second.is_new, third.is_new) == (True, False, False)
    assert {one.update.number for one in (first, second, third)} == {first.update.number}
    assert QuarterlyUpdate.objects.count() == 1


def test_a_replay_after_closing_is_the_same_receipt(by_host):
    """An answer lost at the last second can be asked for again on the next day."""
    first = filed(by_host)
    again = filed(by_host | {"at": moment("2027-01-05T09:00")})
    assert again.update.number == first.update.number


def test_what_was_checked_is_what_is_sent(by_host):
    """A draft that changed since it was checked is not submitted."""
    desk.save_draft(NUMBER, "2026Q4", Typed(GOOD), **by_host)
    desk.save_draft(NUMBER, "2026Q4", Typed(GOOD | {"load": "1"}, 1), **by_host)
    with pytest.raises(desk.DraftMoved):
        desk.submit(NUMBER, "2026Q4", Filing(draft_version=1), **by_host)
    assert QuarterlyUpdate.objects.count() == 0


def test_without_a_draft_there_is_nothing_to_send(by_host):
    """Submitting a draft nobody wrote is refused."""
    with pytest.raises(NothingToSubmit):
        desk.submit(NUMBER, "2026Q4", Filing(), **by_host)


def test_a_correction_wants_a_reason_and_keeps_what_was(by_host):
    """Version 2 needs a reason, stands beside version 1, and has a receipt of its own."""
    first = filed(by_host).update
    with pytest.raises(ReasonWanted):
        filed(by_host, reason="\u200b", load="80")
    assert UpdateDraft.objects.get().values["load"] == "80"
    second = filed(by_host, reason="\u202e载荷误填", load="80").update
    assert (second.version, second.reason) == (2, "载荷误填")
    assert QuarterlyUpdate.objects.get(number=first.number).digest == first.digest
    assert Platform.objects.get(number=NUMBER).latest_update == second.number
    assert second.before == first.before
    entry = LedgerEntry.objects(subject=f"platform:{NUMBER}").order_by("-sequence").first()
    assert (entry.verb, entry.before["receipt"]) == ("quarterly_update.correct", first.number)


def test_going_back_to_an_earlier_content_is_a_version_too(by_host):
    """Content equal to an older version, but not to the current one, is a new version."""
    filed(by_host)
    filed(by_host, reason="改", load="80")
    assert filed(by_host, reason="改回").update.version == 3


@pytest.mark.parametrize(
    ("at", "refusal"),
    [
        ("2026-12-24T23:59:59", WindowNotOpen),
        ("2026-12-25T00:00:00", None),
        ("2026-12-27T12:00:00", None),
        ("2026-12-31T23:59:59", None),
        ("2027-01-01T00:00:00", WindowClosed),
    ],
)
def test_the_window_decides_by_arrival(by_host, at, refusal):
    """Open from 00:00 of the first day to 24:00 of the last, the weekend between included."""
    acting = by_host | {"at": moment(at)}
    if refusal is None:
        assert filed(acting).is_new
        return
    with pytest.raises(refusal) as refused:
        filed(acting)
    assert refused.value.clause == "二（三）"
    assert QuarterlyUpdate.objects.count() == 0
    assert UpdateDraft.objects.get().values == GOOD


def test_outside_the_window_this_and_the_next_are_named(by_host):
    """The refusal names the window that is over and the one to come."""
    with pytest.raises(WindowClosed) as refused:
        filed(by_host, "2026Q3")
    said = desk.say(refused.value.code, **refused.value.params)
    assert "2026年9月23日 00:00 至 9月30日 24:00" in said
    assert "2027年第一季度：2027年3月25日 00:00" in said


def test_a_refused_filing_never_replaces_a_draft(by_host):
    """What came with the request is kept only where nothing was being typed."""
    desk.save_draft(NUMBER, "2026Q4", Typed({"load": "1"}), **by_host)
    with pytest.raises(NotAcceptable):
        filed(by_host, load="-1")
    assert UpdateDraft.objects.get().values == {"load": "1"}


def test_a_negative_figure_leaves_nothing_behind(by_host):
    """All that blocks is named at once, and no version, message or entry is written."""
    with pytest.raises(NotAcceptable) as refused:
        filed(by_host, new_enterprises="-2", accidents="")
    assert list(refused.value.fields) == ["new_enterprises", "accidents"]
    assert refused.value.params["count"] == 2
    assert not QuarterlyUpdate.objects.count()
    assert not LedgerEntry.objects.count()
    assert not OutboxMessage.objects.count()


def test_another_host_s_platform_is_not_there(by_host, operator, lead, ministry):
    """Another host gets the answer of an unknown number; offices may read and not file."""
    stranger = by_host | {
        "by": Actor(account="x", name="李四", role=Role.HOST_OPERATOR, host="host-2")
    }
    for number in (NUMBER, "330000-2026-9999", '{"$ne": null}'):
        with pytest.raises(NotFound):
            desk.submit(number, "2026Q4", Filing(GOOD), **stranger)
        with pytest.raises(NotFound):
            desk.read_update(number, "2026Q4", **stranger)
    assert desk.read_update(NUMBER, "2026Q4", **(by_host | {"by": lead})).draft is None
    with pytest.raises(NotAllowed):
        filed(by_host | {"by": ministry})


def test_a_platform_outside_the_library_files_nothing(by_host):
    """Removed before, or admitted after, the platform has nothing to update."""
    platform = Platform.objects.get(number=NUMBER)
    platform.update(set__removed_at=by_host["at"], set__state="removed")
    with pytest.raises(PlatformNotInLibrary):
        filed(by_host)
    with pytest.raises(PlatformNotInLibrary):
        desk.save_draft(NUMBER, "2026Q4", Typed(GOOD), **by_host)
    later = by_host["at"] + timedelta(seconds=1)
    platform.update(unset__removed_at=True, set__admitted_at=later)
    with pytest.raises(PlatformNotInLibrary):
        filed(by_host)


@pytest.mark.parametrize("period", ["2026Q5", "2026H2", "第四季度", "", "2026Q4\n"])
def test_what_is_no_quarter_is_refused(by_host, period):
    """Anything but a quarter is refused as such."""
    with pytest.raises(QuarterUnknown):
        filed(by_host, period)


def test_a_quarter_to_come_is_refused(by_host):
    """A quarter that has not begun can be neither drafted nor filed."""
    with pytest.raises(QuarterNotBegun):
        filed(by_host, "2027Q1")
    with pytest.raises(QuarterNotBegun):
        desk.save_draft(NUMBER, "2027Q1", Typed(GOOD), **by_host)


def test_a_quarter_before_its_time_in_the_library_is_refused(by_host):
    """A platform tells nothing of a window that was over before it came in."""
    for period in ("2025Q4", "2001Q1"):
        with pytest.raises(PlatformNotInLibrary):
            desk.save_draft(NUMBER, period, Typed(GOOD), **by_host)
        with pytest.raises(PlatformNotInLibrary):
            filed(by_host, period)
    assert UpdateDraft.objects.count() == 0


def test_the_same_from_four_hands_at_once_is_one_receipt(by_host):
    """Four submissions of one content at one moment make one version."""
    given = at_once(*[partial(filed, by_host)] * 4)
    assert {one.update.number for one in given} == {"2026Q4-330000-2026-0001-1"}
    assert QuarterlyUpdate.objects.count() == 1


def test_corrections_at_once_get_a_number_each(by_host):
    """Different corrections at one moment become versions of their own, none lost."""
    filed(by_host)
    given = at_once(*[partial(filed, by_host, reason="改", load=str(load)) for load in (1, 2, 3)])
    assert sorted(one.update.version for one in given) == [2, 3, 4]
    assert broken_at(f"platform:{NUMBER}") is None


def test_history_can_be_filed_with_its_own_moments(by_host, on_record):
    """Filings of 2025 at their own moments are accepted in order by the same desk."""
    Platform.objects(number=NUMBER).update(set__admitted_at=moment("2025-01-06T09:00"))
    for period, at, income in (
        ("2025Q3", "2025-09-28T09:00", "700"),
        ("2025Q4", "2025-12-31T23:00", "900"),
        ("2026Q1", "2026-03-31T08:00", "200"),
    ):
        filed(
            by_host | {"at": moment(at)},
            period,
            service_income_this_year=income,
            nothing_changed="1",
        )  # fmt: skip - one filing
    assert QuarterlyUpdate.objects.count() == 3
    assert Platform.objects.get(number=NUMBER).latest_update.startswith("2026Q1")


def test_versions_are_listed_newest_first(by_host, operator):
    """All versions of all quarters, and one of them by its number."""
    filed(by_host | {"at": moment("2026-09-24T10:00")}, "2026Q3")
    filed(by_host, nothing_changed="1")
    filed(by_host, reason="改", load="80")
    listed = desk.versions_of(NUMBER, by=operator)
    assert [(one.period, one.version) for one in listed] == [
        ("2026Q4", 2),
        ("2026Q4", 1),
        ("2026Q3", 1),
    ]  # fmt: skip - one list
    assert desk.read_version(NUMBER, "2026Q4", 1, by=operator).version == 1
    with pytest.raises(NotFound):
        desk.read_version(NUMBER, "2026Q4", 3, by=operator)
