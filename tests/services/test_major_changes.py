"""Reporting a major change: what is kept, what is refused, who may."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from registry.documents.bans import Ban
from registry.documents.ledger import LedgerEntry
from registry.documents.major_changes import MajorChange
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.errors import Invalid, NotAllowed, NotFound, VersionConflict
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor, Role
from registry.policy.major_changes import DUTY
from registry.policy.rulebook import Rulebook
from registry.services.attachment_refusals import AttachmentWrongType
from registry.services.major_change_decisions import concerns_of, give_back
from registry.services.major_change_effects import MajorChangePlatformGone
from registry.services.major_change_records import (
    ChangeFilter,
    MajorChangeSettled,
    changes_of,
    count_by_state,
    list_changes,
    paper_out,
    readable,
)
from registry.services.major_change_values import ChangeOrder
from registry.services.major_changes import (
    GivenPaper,
    MajorChangeAlreadyReported,
    MajorChangePapersFull,
    add_paper,
    correct,
    report,
    withdraw,
)
from tests.major_change_makers import HAPPENED, NUMBER, a_change, a_host, carried_by, code_of
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")

FAR = Actor(account="gd", name="广东负责人", role=Role.PROVINCIAL_LEAD, authority="440000")
RENAMED = {"host_name": "钱江新材料研究院有限公司"}
MERGER = {
    "merging": [{"credit_code": code_of(2), "name": "之江中试研究院"}],
    "successor": {"credit_code": code_of(3), "name": "浙江中试集团"},
}
SPLIT = {
    "successors": [{"credit_code": code_of(2), "name": "之江中试研究院"}],
    "carrier": code_of(2),
}
PDF = b"%PDF-1.4 none"


@pytest.fixture
def platform(on_record) -> Platform:
    """A platform in the library, on a host that is on record."""
    return on_record(NUMBER, **carried_by(a_host()))


@pytest.fixture
def operator(platform) -> Actor:
    """Its host's operator."""
    return Actor(account="op", name="高远", role=Role.HOST_OPERATOR, host=platform.host)


@pytest.fixture
def law(operator, at) -> dict[str, object]:
    """As whom, when and under which rules the host reports."""
    return {"by": operator, "at": at, "rulebook": rulebook()}


def order(kind: str = "rename", event_on: date | None = HAPPENED, **given: object) -> ChangeOrder:
    """A change as it is reported; a rename of the host unless said otherwise."""
    return ChangeOrder(kind, event_on, given or RENAMED)


def with_months(months: int) -> Rulebook:
    """The rules in force, but for a number of months at the duty to report."""
    national = rulebook().programme(NATIONAL)
    duties = tuple(
        replace(one, months=months) if one.id == DUTY else one for one in national.duties
    )
    changed = replace(national, duties=duties)
    return Rulebook("with-months", {NATIONAL: changed})


def test_a_report_changes_nothing_yet(platform, law, at):
    """It is numbered, dated and told to the authority; the library says what it said."""
    made = report(NUMBER, order(), **law)
    assert (made.number, made.state, made.version) == ("BG-330000-2026-0001", "reported", 1)
    assert (made.timeliness, made.elapsed_days, made.last_day) == ("to_be_judged", 38, None)
    assert (made.values, made.event_on, made.clause) == (RENAMED, HAPPENED, "二（四）")
    assert Platform.objects.get().host_name == platform.host_name
    (entry,) = LedgerEntry.objects(subject=f"platform:{NUMBER}")
    assert (entry.verb, entry.after["change"]) == ("major_change.report", made.number)
    (told,) = OutboxMessage.objects
    assert (told.audience, told.recipient) == ("authority", "330000")
    assert report(NUMBER, order("other", description="换了负责人"), **law).number.endswith("0002")


def test_where_a_number_of_months_is_given_the_clock_decides(platform, law):
    """28 September and three months: 28 December is in time, the day after is late."""
    law |= {"rulebook": with_months(3)}
    made = report(NUMBER, order(event_on=date(2026, 9, 28)), **law)
    assert (made.timeliness, made.last_day) == ("on_time", date(2026, 12, 28))
    Platform.objects.update(set__authority="330000")
    late = report(NUMBER, order("other", date(2026, 9, 27), description="换了负责人"), **law)
    assert late.timeliness == "late"


def test_after_the_question_it_counts_as_prompted(law):
    """With the number of the case; anything else is no case."""
    asked = replace(order(), prompted_by="YS-330000-2026-0007")
    made = report(NUMBER, asked, **law)
    assert (made.timeliness, made.prompted_by) == ("prompted", "YS-330000-2026-0007")
    with pytest.raises(Invalid) as refused:
        report(NUMBER, replace(order("other", description="x"), prompted_by="x"), **law)
    assert list(refused.value.fields) == ["prompted_by"]


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        (order("fire"), {"kind"}),
        (order(event_on=None), {"event_on"}),
        (order(event_on=date(2026, 12, 29)), {"event_on"}),
        (order(event_on=date(2026, 3, 1)), {"event_on"}),
        (order(host_name=" "), {"host_name", "platform_name"}),
        (order(host_name="钱江新材料研究院"), {"host_name"}),
        (order(platform_name="先进材料中试平台0001"), {"platform_name"}),
        (order(platform_name="名" * 201), {"platform_name"}),
        (order("relocation", place="杭州市"), {"address"}),
        (order("relocation", place="月球", address="一号"), {"place"}),
        (order("other"), {"description"}),
        (order("equity_change", description="x", host_kind="神仙"), {"host_kind"}),
        (order("service_change", description="x", taxonomy_field="炼丹"), {"taxonomy_field"}),
        (order("merger"), {"merging", "successor"}),
        (
            order("merger", **MERGER | {"merging": [{"credit_code": code_of(1), "name": "x"}]}),
            {"merging"},
        ),
        (
            order(
                "merger",
                **MERGER | {"merging": [{"credit_code": "91330100MA00000020", "name": "x"}]},
            ),
            {"merging"},
        ),
        (
            order("merger", **MERGER | {"merging": [{"credit_code": code_of(2), "name": ""}]}),
            {"merging"},
        ),
        (order("merger", **MERGER | {"merging": MERGER["merging"] * 2}), {"merging"}),
        (order("merger", **MERGER | {"merging": MERGER["merging"] * 11}), {"merging"}),
        (
            order("merger", **MERGER | {"successor": {"credit_code": code_of(2), "name": "别名"}}),
            {"merging", "successor"},
        ),
        (
            order("merger", **MERGER | {"successor": {"credit_code": code_of(1), "name": "别名"}}),
            {"successor"},
        ),
        (order("merger", **MERGER, platforms=[NUMBER]), {"platforms"}),
        (order("merger", **MERGER, platforms=["440000-2026-0001"]), {"platforms"}),
        (order("merger", **MERGER, platforms=[str(one) for one in range(21)]), {"platforms"}),
        (order("split", **SPLIT | {"carrier": code_of(9)}), {"carrier"}),
        (order("split", **SPLIT | {"carrier": "x"}), {"carrier"}),
    ],
)  # fmt: skip - one case a line
def test_what_does_not_hold_is_named_at_its_field(on_record, law, wanted, fields):
    """Every fault at once, nothing is kept."""
    on_record("440000-2026-0001", authority="440000", credit_code=code_of(2))
    with pytest.raises(Invalid) as refused:
        report(NUMBER, wanted, **law)
    assert set(refused.value.fields) == fields
    assert MajorChange.objects.count() == 0


def test_only_what_the_kind_asks_is_kept(law):
    """Fields of another kind, and unseen signs, are left out."""
    made = report(NUMBER, order(host_name="新\u200b名有限公司", place="杭州市", evil="x"), **law)
    assert made.values == {"host_name": "新名有限公司"}


def test_the_same_change_is_reported_once(law):
    """Again, on another day while it is open, or at the same moment: it leads to the first."""
    report(NUMBER, order(), **law)
    for again in (order(), order(event_on=date(2026, 11, 21))):
        with pytest.raises(MajorChangeAlreadyReported) as refused:
            report(NUMBER, again, **law)
        assert refused.value.params["number"] == "BG-330000-2026-0001"
    MajorChange.objects.update(set__state="verified", set__open=False)
    with pytest.raises(MajorChangeAlreadyReported):
        report(NUMBER, order(), **law)
    MajorChange.objects.delete()
    given = at_once(lambda: report(NUMBER, order(), **law), lambda: report(NUMBER, order(), **law))
    assert sum(isinstance(one, MajorChangeAlreadyReported) for one in given) == 1


def test_a_removed_platform_changes_no_more(law):
    """The refusal names it."""
    Platform.objects.update(set__state="removed")
    with pytest.raises(MajorChangePlatformGone):
        report(NUMBER, order(), **law)


def test_only_the_platform_s_own_host_reports(law, lead):
    """Another host finds nothing; an office reports for nobody."""
    other = Actor(account="o", name="他", role=Role.HOST_OPERATOR, host="host-9")
    with pytest.raises(NotFound):
        report(NUMBER, order(), **law | {"by": other})
    with pytest.raises(NotAllowed):
        report(NUMBER, order(), **law | {"by": lead})


def test_papers_are_kept_and_not_taken_out(law, operator, lead):
    """One comes with the report, one after it; the same one twice is refused, so is rubbish."""
    paper = GivenPaper(_picture(), "变更通知书.png")
    with pytest.raises(MajorChangePapersFull):
        report(NUMBER, order(), [paper] * 21, **law)
    made = report(NUMBER, order(), [paper], **law)
    assert [one.name for one in made.attachments] == ["变更通知书.png"]
    with pytest.raises(MajorChangePapersFull):
        add_paper(made.number, paper, version=1, **law)
    with pytest.raises(AttachmentWrongType):
        add_paper(made.number, GivenPaper(b"MZ\x90", "x.exe"), version=1, **law)
    more = add_paper(made.number, GivenPaper(_picture(9), "章程.png"), version=1, **law)
    assert (len(more.attachments), more.version) == (2, 2)
    out = paper_out(made.number, more.attachments[0].id, by=lead)
    assert out.content == _picture()
    with pytest.raises(NotFound):
        paper_out(made.number, more.attachments[0].id, by=FAR)
    with pytest.raises(NotFound):
        paper_out(made.number, "none", by=operator)
    MajorChange.objects.update(set__state="verified", set__open=False)
    with pytest.raises(MajorChangeSettled):
        add_paper(made.number, GivenPaper(_picture(10), "晚.png"), version=2, **law)


def test_a_returned_report_is_corrected_and_the_first_version_stays(law, lead, at):
    """The new day counts, from the first report's arrival; only the returned can be corrected."""
    made = report(NUMBER, order(), **law)
    later = law | {"at": at + timedelta(days=9)}
    with pytest.raises(MajorChangeSettled):
        correct(made.number, order(), version=1, **later)
    give_back(made.number, "日期与通知书不一致", version=1, by=lead, at=at)
    with pytest.raises(VersionConflict):
        correct(made.number, order(), version=1, **later)
    again = order(event_on=date(2026, 12, 1), platform_name="新平台")
    done = correct(made.number, again, version=2, **later)
    assert (done.state, done.kind, done.values) == (
        "reported",
        "rename",
        {"platform_name": "新平台"},
    )
    assert (done.elapsed_days, done.reported_at) == (27, at.astimezone(UTC))
    assert [one.values for one in done.versions] == [RENAMED, {"platform_name": "新平台"}]


def test_a_host_withdraws_before_verification_with_a_reason(law, operator, at):
    """Then it may be reported anew."""
    made = report(NUMBER, order(), **law)
    with pytest.raises(Invalid):
        withdraw(made.number, " ", version=1, by=operator, at=at)
    done = withdraw(made.number, "尚未登记", version=1, by=operator, at=at)
    assert (done.state, done.open, done.live) == ("withdrawn", False, False)
    with pytest.raises(MajorChangeSettled):
        withdraw(made.number, "再撤", version=2, by=operator, at=at)
    assert report(NUMBER, order(), **law).number == "BG-330000-2026-0002"


def test_each_sees_its_own(law, platform, operator, lead, ministry):
    """Host and authority their own, the ministry all; another nothing, by any door."""
    made = report(NUMBER, order(), **law)
    a_change("BG-440000-2026-0001", "440000")
    for who, numbers in (
        (operator, [made.number]),
        (lead, [made.number]),
        (FAR, ["BG-440000-2026-0001"]),
        (ministry, [made.number, "BG-440000-2026-0001"]),
    ):
        found, _ = list_changes(ChangeFilter(), by=who, limit=10)
        assert [one.number for one in found] == numbers
    assert count_by_state(by=ministry) == {"reported": 2}
    assert count_by_state(by=lead) == {"reported": 1}
    with pytest.raises(NotFound):
        readable(made.number, "major_changes:read", FAR)
    with pytest.raises(NotFound):
        list_changes(ChangeFilter(authority="330000"), by=FAR, limit=10)
    assert [one.number for one in changes_of(platform, by=operator)] == [made.number]
    first, key = list_changes(ChangeFilter(), by=ministry, limit=1)
    rest, end = list_changes(ChangeFilter(), by=ministry, after=key, limit=1)
    assert ([first[0].number, rest[0].number], end) == ([made.number, "BG-440000-2026-0001"], [])


@pytest.mark.parametrize(
    ("asked", "index"),
    [
        (ChangeFilter(), "reported_at_-1_number_-1"),
        (ChangeFilter(state="reported"), "state_1_reported_at_-1_number_-1"),
        (ChangeFilter(authority="330000"), "authority_1_reported_at_-1_number_-1"),
        (ChangeFilter("330000", "reported"), "authority_1_state_1_reported_at_-1_number_-1"),
    ],
)  # fmt: skip
def test_each_list_has_its_index(database, ministry, asked, index):
    """The index exists and is the one named for the narrowing."""
    names = MajorChange._get_collection().index_information()
    assert index in names
    assert list_changes(asked, by=ministry, limit=1) == ([], [])


def test_a_banned_partner_is_told_and_the_fact_is_taken(law, at):
    """The report stands, and who reads it is told until which day the ban runs."""
    Ban(
        host="host-2", credit_code=code_of(2), host_name="之江中试研究院",
        platform="330000-2024-0009", platform_name="某平台", ground="credit_breach",
        clause="二（四）", decision="工信部函〔2026〕1号", decided_on=date(2026, 2, 1),
        from_day=date(2026, 2, 1), until_day=date(2029, 2, 1),
        recorded_at=datetime(2026, 2, 1, tzinfo=UTC),
    ).save()  # fmt: skip
    made = report(NUMBER, order("merger", **MERGER), **law)
    (ban,) = concerns_of(made, at=at).banned
    assert (ban.credit_code, ban.until_day) == (code_of(2), date(2029, 2, 1))


@pytest.mark.parametrize(
    ("place", "leads_to"), [("杭州市", ()), ("宁波市", ("330200",)), ("广州市", ("440000",))]
)
def test_a_place_outside_the_territory_wants_a_transfer(law, at, place, leads_to):
    """The new place's authority is named, the five separate cities among them (ruling 17)."""
    made = report(NUMBER, order("relocation", place=place, address="一号"), **law)
    assert concerns_of(made, at=at).leads_to == leads_to


def _picture(width: int = 8) -> bytes:
    """A small PNG, each width another."""
    from io import BytesIO  # noqa: PLC0415 - of this maker alone

    from PIL import Image  # noqa: PLC0415 - as above

    drawn = BytesIO()
    Image.new("RGB", (width, 8), "white").save(drawn, "PNG")
    return drawn.getvalue()
