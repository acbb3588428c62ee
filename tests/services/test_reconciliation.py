"""A staged sheet beside the applications: found in few queries, blocking where none is there."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.applications import Application, ApplicationVersion
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.errors import NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.admissions import admit
from registry.services.filed_applications import filed_applications
from registry.services.ledger import broken_at
from registry.services.reconciliation import reconciliation_of
from registry.services.reconciliation_lines import counts_of, lines_of
from registry.services.summary_sheets import Received
from tests.application_makers import a_version, an_application
from tests.round_makers import a_round

MakeSheet = Callable[..., bytes]
Receive = Callable[..., Received]
Admit = Callable[..., SummarySheet]
Noting = Callable[[], AbstractContextManager[list[str]]]


def _codes(sheet: SummarySheet) -> list[list[str]]:
    rows = SummarySheetRow.objects(sheet=sheet.number).order_by("row")
    return [[one["code"] for one in row.findings] for row in rows]


def _counts(number: str, by: Actor) -> dict[str, int]:
    return dict(counts_of(reconciliation_of(number, by=by, rulebook=rulebook()).piles))


def test_a_row_without_an_application_blocks_its_sheet(
    received: Receive, make_sheet: MakeSheet
) -> None:
    """Outside the initial load a row enters on a recommended application alone (ruling 14)."""
    sheet = received(make_sheet({}), applied=False).sheet
    assert (sheet.state, sheet.blocking_rows, sheet.approved_rows) == ("needs_mending", 1, 0)
    assert _codes(sheet) == [["sheet_row_without_application"]]


def test_where_the_application_stands_is_told(received: Receive, make_sheet: MakeSheet) -> None:
    """One still in review, or of another authority, is no recommendation."""
    content = make_sheet({}, {})
    received(content, filename="第一份.csv")
    first, second = Application.objects.order_by("number")
    first.update(set__state="in_review")
    second.update(set__authority="440000")
    sheet = received(content + b"\n", applied=False).sheet
    assert _codes(sheet) == [
        ["sheet_row_application_in_review"],
        ["sheet_row_without_application"],
    ]


def test_an_application_of_a_later_round_does_not_count(
    received: Receive, make_sheet: MakeSheet
) -> None:
    """Review may finish after its window, so an earlier round counts; a later one cannot."""
    content = make_sheet({}, {})
    received(content)
    first, second = Application.objects.order_by("number")
    first.update(set__period="2026H1")
    second.update(set__period="2027H1")
    sheet = received(content + b"\n", applied=False).sheet
    assert _codes(sheet) == [[], ["sheet_row_without_application"]]


def test_a_difference_warns_and_changes_nothing(
    received: Receive, make_sheet: MakeSheet, lead: Actor
) -> None:
    """Money, counts and words that differ warn at their cells; neither side is overwritten."""
    received(make_sheet({}), filename="第一份.csv")
    before = ApplicationVersion.objects.get().to_mongo()
    sheet = received(make_sheet({"专职人员": "11", "所在地市": "温州市"})).sheet
    assert sheet.state == "staged"
    assert _codes(sheet)[0].count("sheet_differs_from_application") == 2
    assert ApplicationVersion.objects.get().to_mongo() == before
    found = reconciliation_of(sheet.number, by=lead, rulebook=rulebook()).piles
    (line,) = lines_of(found, "differing", limit=9)[0]
    assert [(one.label, one.sheet, one.online) for one in line.differences] == [
        ("所在地市", "温州市", "杭州市"),
        ("专职人员", "11", "12"),
    ]


def test_the_latest_version_is_compared(received: Receive, make_sheet: MakeSheet) -> None:
    """Of two submitted versions the later one counts."""
    received(make_sheet({}), filename="第一份.csv")
    application = Application.objects.get()
    content = ApplicationVersion.objects.get().content | {"full_time_staff": 99}
    application.update(set__version=2)
    application.reload()
    a_version(application, content=content)
    (row,) = received(make_sheet({}) + b"\n").sheet and SummarySheetRow.objects(worst="warning")
    assert [(one["read"], one["wanted"]) for one in row.findings] == [("12", "99")]


def test_three_piles(received: Receive, make_sheet: MakeSheet, lead: Actor) -> None:
    """What the sheet leaves out is listed and stays; what it alone has is kept out."""
    received(make_sheet({}, {}, {}), filename="申报.csv")
    sheet = received(make_sheet({}, {"平台名称": "没有申报的平台"}), applied=False).sheet
    assert _counts(sheet.number, lead) == {
        "matched": 1, "only_in_sheet": 1, "only_online": 2, "differing": 0,
        "new": 1, "already_in_library": 0, "kept_out": 1,
    }  # fmt: skip
    found = reconciliation_of(sheet.number, by=lead, rulebook=rulebook()).piles
    first, last = lines_of(found, "only_online", limit=1)
    rest, end = lines_of(found, "only_online", after=last, limit=1)
    assert [one.application for one in (*first, *rest)] == [
        "SB-330000-2026-0002", "SB-330000-2026-0003",
    ]  # fmt: skip
    assert (last, end) == (1, 0)
    assert Application.objects(state="recommended").count() == 3


def test_another_authority_finds_nothing(
    received: Receive, make_sheet: MakeSheet, ministry: Actor
) -> None:
    """A stranger is answered as if the sheet did not exist; the ministry reads it."""
    number = received(make_sheet({})).sheet.number
    stranger = Actor(account="s", name="江苏", role=Role.PROVINCIAL_LEAD, authority="320000")
    with pytest.raises(NotFound):
        reconciliation_of(number, by=stranger, rulebook=rulebook())
    assert _counts(number, ministry)["matched"] == 1


def test_its_queries_do_not_grow(
    received: Receive, make_sheet: MakeSheet, commands: Noting, lead: Actor
) -> None:
    """Five finds for two rows or sixty, each with its index."""
    asked: list[list[str]] = []
    for first, rows in ((1, 2), (100, 60)):
        number = received(make_sheet(*[{}] * rows, first=first)).sheet.number
        with commands() as noted:
            reconciliation_of(number, by=lead, rulebook=rulebook())
        asked.append([one for one in noted if not one.startswith("getMore")])
    assert asked[0] == asked[1]
    assert len(asked[0]) == 5


@pytest.mark.parametrize(
    ("kind", "query", "index"),
    [
        (
            Application,
            {"authority": "330000", "period": {"$gt": "", "$lte": "2026H2"}},
            "authority_1_period_1_state_1_number_1",
        ),
        (ApplicationVersion, {"application": {"$in": ["a"]}}, "application_1_version_1"),
    ],
)
def test_each_query_has_its_index(
    database: None, kind: Any, query: dict[str, Any], index: str
) -> None:
    """The index that the query names is there and bounds it."""
    kind.ensure_indexes()
    plan = kind.objects(__raw__=query).hint(index).explain()["queryPlanner"]["winningPlan"]
    assert (plan["inputStage"]["stage"], plan["inputStage"]["indexName"]) == ("IXSCAN", index)
    for field in query:
        assert "MinKey" not in str(plan["inputStage"]["indexBounds"][field])


def test_admission_ends_the_application(admitted: Admit, make_sheet: MakeSheet) -> None:
    """Platform, application and both ledgers say who entered on what; the host is told."""
    admitted(make_sheet({}))
    platform, application = Platform.objects.get(), Application.objects.get()
    assert platform.basis == "application"
    assert (application.state, application.live, application.platform) == (
        "admitted", False, platform.number,
    )  # fmt: skip
    entry = LedgerEntry.objects.get(subject=f"application:{application.number}")
    assert (entry.verb, entry.after["platform"]) == ("application.admit", platform.number)
    assert LedgerEntry.objects.get(verb="platform.admit").after["application"] == application.number
    assert broken_at(entry.subject) is None
    assert OutboxMessage.objects(code="notice_platform_admitted").count() == 1


def test_a_recommendation_taken_back_keeps_its_row_out(
    accepted: Admit, make_sheet: MakeSheet, at: datetime
) -> None:
    """What changed between acceptance and admission counts, and only for its row."""
    sheet = accepted(make_sheet({}, {}))
    Application.objects(number="SB-330000-2026-0001").update(set__state="in_review")
    assert admit(sheet.number, at=at, rulebook=rulebook())
    outcomes = Counter(row.outcome for row in SummarySheetRow.objects(sheet=sheet.number))
    assert outcomes == {"without_application": 1, "admitted": 1}
    assert Application.objects.get(number="SB-330000-2026-0001").state == "in_review"


def test_after_admission_the_piles_still_tell(
    admitted: Admit, make_sheet: MakeSheet, lead: Actor
) -> None:
    """An admitted sheet shows its rows as matched and new, not as there already."""
    sheet = admitted(make_sheet({}, {}))
    found = _counts(sheet.number, lead)
    assert (found["matched"], found["new"], found["already_in_library"]) == (2, 2, 0)


def test_an_application_already_used_does_not_serve_twice(
    admitted: Admit, received: Receive, make_sheet: MakeSheet
) -> None:
    """A platform that was removed wants a new application."""
    admitted(make_sheet({}))
    Platform.objects.update(set__state="removed")
    sheet = received(make_sheet({}) + b"\n", applied=False).sheet
    assert _codes(sheet) == [["sheet_row_application_admitted"]]


def test_drafts_are_nobodys_business(database: None) -> None:
    """What was never submitted, or was taken back, is not compared."""
    an_application(state="draft", period="")
    an_application("SB-330000-2026-0002", state="withdrawn")
    assert filed_applications("330000", "2026H2") == {}


def test_before_december_2026_a_row_alone_was_enough(
    received: Receive, make_sheet: MakeSheet
) -> None:
    """The ruling has its day: a sheet of June 2026 is judged by what held then."""
    day = datetime(2026, 6, 25, 9, tzinfo=SHANGHAI)
    a_round("2026H1", opened_at=datetime(2026, 6, 1, tzinfo=SHANGHAI))
    sheet = received(make_sheet({}), applied=False, at=day, period="2026H1").sheet
    assert (sheet.state, _codes(sheet)) == ("staged", [[]])
