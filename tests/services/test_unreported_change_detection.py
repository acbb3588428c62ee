"""From what was filed to cases: found once, seen again, never for spelling or what was reported."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from jobs import unreported_changes as job
from registry.database import rehearse_transactions, transact
from registry.documents.applications import ApplicationVersion
from registry.documents.hosts import Host
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheetRow
from registry.documents.unreported_changes import UnreportedChange
from registry.law import rulebook
from registry.policy.unreported_changes import ChangedField, ChangeOrigin
from registry.services import outbox, unreported_change_sources
from registry.services.ledger import broken_at
from registry.services.uncompared_filings import follow_up
from registry.services.unreported_change_detection import Seen, TakenUp, take_up, the_service
from registry.services.unreported_change_sources import close_reported, look, taken_up
from tests.services.records import file
from tests.services.simultaneous import at_once
from tests.unreported_makers import NEW, OLD, PLATFORM, a_case, a_host_name, a_report

Commands = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform of Hangzhou in the library, its host known by an earlier name, too."""
    a_host_name(OLD)
    a_host_name("钱江材料研究所", on=date(2010, 1, 1))
    return on_record(PLATFORM, place="杭州市")


def said(name: str = NEW, source: str = "register_extract:DJ-2026-001:2", **more: Any) -> Seen:
    """That the register gives a host's name."""
    given = {"credit_code": "913300000001", **more}
    return Seen(ChangedField.HOST_NAME, name, ChangeOrigin.EXTRACT, source, **given)


def seen(*what: Seen, at: datetime) -> TakenUp:
    """Take up what was seen, in a transaction."""
    return taken_up(what, at=at, rulebook=rulebook())


def test_a_difference_opens_a_case(platform: Platform, at: datetime) -> None:
    """Field, both values, source and the day first seen; its authority is told, its host is not."""
    assert seen(said(), at=at) == TakenUp(opened=1)
    case = UnreportedChange.objects.get()
    assert (case.number, case.platform, case.authority) == (
        "YS-330000-2026-0001",
        PLATFORM,
        "330000",
    )  # fmt: skip - one line each
    assert (case.field, case.old_value, case.new_value) == ("host_name", OLD, NEW)
    assert (case.state, case.first_seen_on, case.told_host) == ("suspected", at.date(), "")
    assert [one.source for one in case.sightings] == ["register_extract:DJ-2026-001:2"]
    entry = LedgerEntry.objects.get(subject=f"platform:{PLATFORM}")
    assert (entry.verb, entry.account_name) == ("unreported_change.open", "系统比对")
    assert broken_at(f"platform:{PLATFORM}") is None
    assert [(one.audience, one.recipient) for one in OutboxMessage.objects] == [
        ("authority", "330000")
    ]


@pytest.mark.parametrize("name", ["钱江 新材料研究院", "钱江新材料研究院。", "钱江材料研究所"])
def test_spelling_and_former_names_open_none(platform: Platform, at: datetime, name: str) -> None:
    """A name once or otherwise written is no difference."""
    assert seen(said(name), at=at) == TakenUp()
    assert UnreportedChange.objects.count() == LedgerEntry.objects.count() == 0


def test_the_same_difference_again_is_a_sighting(platform: Platform, at: datetime) -> None:
    """Another source adds a sighting, however it writes the name; the same source adds nothing."""
    seen(said(), at=at)
    later = at + timedelta(days=90)
    again = said("钱江新材料科技（有限公司）", source="summary_sheet:330000-2027H1-01:3")
    assert seen(again, at=later) == TakenUp(seen_again=1)
    assert seen(again, said(), at=later) == TakenUp()
    case = UnreportedChange.objects.get()
    assert [one.origin for one in case.sightings] == ["extract", "extract"]
    assert (case.first_seen_on, case.version) == (at.date(), 2)


def test_another_new_value_is_another_case(platform: Platform, at: datetime) -> None:
    """Two names seen are two cases, and so are two platforms of one host."""
    assert seen(said(), said("甲公司"), at=at).opened == 2
    numbers = sorted(UnreportedChange.objects.scalar("number"))
    assert numbers == ["YS-330000-2026-0001", "YS-330000-2026-0002"]


def test_a_host_s_other_platforms_have_cases_of_their_own(
    platform: Platform, on_record: Callable[..., Platform], at: datetime
) -> None:
    """What the register says of a host it says of each platform; a removed one has none."""
    on_record("440000-2026-0002", credit_code=platform.credit_code)
    on_record("440000-2026-0003", credit_code=platform.credit_code, state="removed")
    assert seen(said(), at=at).opened == 2
    assert sorted(UnreportedChange.objects.scalar("authority")) == ["330000", "440000"]


def test_what_was_reported_is_no_case(platform: Platform, at: datetime) -> None:
    """A report that stands answers, also of the host's other platform; a refused one does not."""
    a_report(at, platform="330000-2026-0099")
    assert seen(said(), at=at) == TakenUp()
    a_report(at, number="BG-2", hosts=["host-1"], live=False, values={"host_name": "乙公司"})
    assert seen(said("乙公司"), at=at).opened == 1


@pytest.mark.parametrize("state", ["unfounded", "confirmed", "explained"])
def test_what_people_found_on_is_not_asked_again(
    platform: Platform, at: datetime, state: str
) -> None:
    """A settled difference seen again is a sighting in the settled case."""
    a_case(state=state, open=False)
    assert seen(said(source="register_extract:DJ-2026-002:2"), at=at) == TakenUp(seen_again=1)
    assert UnreportedChange.objects.count() == 1


def test_a_report_taken_back_explains_nothing_any_more(platform: Platform, at: datetime) -> None:
    """Report, be explained, withdraw: the next sighting opens a new case."""
    report = a_report(at, live=False)
    a_case("YS-330000-2025-0001", state="explained", open=False, report=report)
    assert seen(said(source="register_extract:DJ-2026-002:2"), at=at).opened == 1


def test_two_at_once_open_one_case(platform: Platform, at: datetime) -> None:
    """Of two sources at the same moment one opens the case and the other adds its sighting."""
    rehearse_transactions(on=False)
    sources = [f"register_extract:DJ-2026-001:{row}" for row in range(4)]
    at_once(*(lambda one=one: seen(said(source=one), at=at) for one in sources))
    case = UnreportedChange.objects.get()
    assert sorted(one.source for one in case.sightings) == sources
    assert LedgerEntry.objects(verb="unreported_change.open").count() == 1


def test_the_number_of_queries_is_fixed(
    on_record: Callable[..., Platform], at: datetime, commands: Commands
) -> None:
    """Twenty cases ask the database what two do."""
    rehearse_transactions(on=False)
    for ordinal in range(1, 23):
        on_record(f"330000-2026-{ordinal:04d}", credit_code=f"code-{ordinal}")

    def asked(ordinals: range) -> Counter[str]:
        what = [said(credit_code=f"code-{one}", source=f"s:{one}") for one in ordinals]
        with commands() as noted:
            transact(lambda: take_up(what, by=the_service(), at=at, rulebook=rulebook()))
        return Counter(noted)

    few, many = asked(range(1, 3)), asked(range(3, 23))
    assert few == many
    assert sum(many.values()) <= 13
    assert asked(range(3, 23))["insert unreported_changes"] == 0


def declared(at: datetime, number: str = PLATFORM) -> None:
    """File an update in which the host says that something changed, with its message."""
    file(number, at)
    receipt = f"2026Q4-{number}-1"
    unreported_change_sources.QuarterlyUpdate.objects(number=receipt).update(
        set__content={"major_changes": True, "major_changes_text": "十一月更名"}
    )
    outbox.post(follow_up(f"quarterly_update:{receipt}", receipt, authority="330000"), at=at)


def test_a_declared_change_without_a_report_is_a_case(platform: Platform, at: datetime) -> None:
    """An update that says 是 is held against the reports; the message is done once."""
    declared(at)
    assert look(at=at, rulebook=rulebook()) == 1
    case = UnreportedChange.objects.get()
    assert (case.field, case.new_value, case.key) == ("declared", "十一月更名", "2026Q4")
    assert OutboxMessage.objects.get(audience="desk").state == "sent"
    assert look(at=at, rulebook=rulebook()) == 0
    assert job.run(at=at, rulebook=rulebook()) == 0


def test_a_declared_change_that_was_reported_is_none(platform: Platform, at: datetime) -> None:
    """A report of an event of the quarter is what the form asks for."""
    a_report(at)
    declared(at)
    assert look(at=at, rulebook=rulebook()) == 1
    assert UnreportedChange.objects.count() == 0


def test_an_application_is_held_against_the_record(platform: Platform, at: datetime) -> None:
    """Another kind of legal entity, or name, than on record; a host unknown says nothing."""
    Host(
        credit_code=platform.credit_code, name=OLD, name_key=OLD, kind="企业", recorded_at=at
    ).save()
    for ordinal, code in enumerate((platform.credit_code, "unknown"), 1):
        content = {"host_name": OLD, "credit_code": code, "host_kind": "高等学校",
                   "platform_name": "另一平台", "place": "宁波市"}  # fmt: skip
        ApplicationVersion(
            number=f"SB-{ordinal}", application="SB", version=ordinal, authority="330000",
            host="host-1", period="2026H2", form_version="1", content=content, rulebook="r",
            digest="d", receipt_digest="d", account="a", account_name="a", submitted_at=at,
        ).save()  # fmt: skip
        outbox.post(follow_up("application:SB", f"SB-{ordinal}", authority="330000"), at=at)
    assert look(at=at, rulebook=rulebook()) == 2
    case = UnreportedChange.objects.get()
    assert (case.field, case.old_value, case.new_value) == ("host_kind", "企业", "高等学校")


def test_a_sheet_s_rows_are_held_against_the_record(platform: Platform, at: datetime) -> None:
    """Its host under another name, and the platform of the row's name in another place."""
    rows = [
        {
            "credit_code": platform.credit_code,
            "host_name": NEW,
            "platform_name": platform.name,
            "place": "宁波市",
        },
        {
            "credit_code": platform.credit_code,
            "host_name": OLD,
            "platform_name": "新的平台",
            "place": "温州市",
        },
        {"credit_code": None, "host_name": "甲", "platform_name": None, "place": None},
    ]  # fmt: skip - one row each
    for ordinal, values in enumerate(rows, 4):
        SummarySheetRow(
            sheet="330000-2026H2-01", row=ordinal, values=values, opinion="approved", outcome="x"
        ).save()
    number = "330000-2026H2-01"
    outbox.post(follow_up(f"summary_sheet:{number}", number, authority="330000"), at=at)
    assert look(at=at, rulebook=rulebook()) == 1
    found = {(one.field, one.new_value) for one in UnreportedChange.objects}
    assert found == {("host_name", NEW), ("place", "宁波市")}
    sources = {one.sightings[0].source for one in UnreportedChange.objects}
    assert sources == {"summary_sheet:330000-2026H2-01:4"}


def test_one_that_fails_is_tried_again_and_holds_up_no_other(
    platform: Platform, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault is counted, the others go on; the next look does what was left. Nothing is lost."""
    outbox.post(follow_up("summary_sheet:x", "x", authority="330000"), at=at - timedelta(days=1))
    declared(at)
    broken = dict(unreported_change_sources._READERS)
    monkeypatch.setattr(
        unreported_change_sources, "_READERS", {k: v for k, v in broken.items() if k[0] != "s"}
    )
    assert look(at=at, rulebook=rulebook()) == 1
    assert UnreportedChange.objects.count() == 1
    assert OutboxMessage.objects.get(subject="summary_sheet:x").attempts == 1
    monkeypatch.undo()
    assert look(at=at, rulebook=rulebook()) == 1


def test_a_report_before_the_question_closes_the_case(platform: Platform, at: datetime) -> None:
    """A suspected case is explained by the report that came; an asked one is people's to judge."""
    a_case()
    a_case(
        "YS-330000-2026-0002", platform=PLATFORM, field="place", key="宁波市", new_value="宁波市"
    )
    a_case("YS-330000-2026-0003", platform=PLATFORM, state="asked", key="x")
    assert close_reported(at=at, rulebook=rulebook()) == 0
    report = a_report(at)
    assert close_reported(at=at, rulebook=rulebook()) == 1
    case = UnreportedChange.objects.get(number="YS-330000-2026-0001")
    assert (case.state, case.open, case.report) == ("explained", False, report)
    assert report in case.outcome_reason
    assert UnreportedChange.objects(open=True).count() == 2
    assert close_reported(at=at, rulebook=rulebook()) == 0
