"""The task list: what each role has to do, waits for and has done, at a fixed price."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.database import client
from registry.documents.platforms import Platform
from registry.documents.registrations import Registration
from registry.documents.stamped_scans import StampedScan
from registry.documents.summary_sheets import SummarySheet
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.vocabulary import WindowKind
from registry.services.readings import answer
from registry.services.task_lines import Task
from registry.services.tasks import Tasks, tasks_of
from tests.round_makers import a_round
from tests.services.account_records import host_on_record
from tests.services.records import begin, file

BEFORE = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)


@pytest.fixture
def operator() -> Actor:
    """An operator of the host that platforms on record are built on."""
    return Actor(account="op-1", name="张三", role=Role.HOST_OPERATOR, host="host-1")


def board(by: Actor, at: datetime) -> Tasks:
    """The task list of somebody at an instant."""
    return answer(tasks_of(by=by, at=at, rulebook=rulebook(), calendar=working_calendar()))


def told(by: Actor, at: datetime) -> list[tuple[str, str, str]]:
    """The lines in short: group, sentence, state."""
    return [(one.group.value, one.code, one.state) for one in board(by, at).lines]


def send(number: str, at: datetime, state: str = "staged", **changes: Any) -> None:
    """Put a summary sheet on record, past the desk."""
    values = {
        "number": number,
        "authority": "330000",
        "period": "2026H2",
        "digest": number,
        "filename": f"{number}.xlsx",
        "size": 1,
        "received_at": at,
        "account": "x",
        "account_name": "x",
        "rulebook": "x",
        "row_count": 9,
        "blocking_rows": 0,
        "warning_rows": 0,
        "note_rows": 0,
        "approved_rows": 9,
        "finding_count": 0,
        "state": state,
        "live": state != "withdrawn",
    }
    SummarySheet(**values | changes).save()


def a_scan(at: datetime) -> StampedScan:
    """A stamped scan on record."""
    return StampedScan(
        digest="x",
        name="x",
        media_type="image/jpeg",
        pages=1,
        seal_mark=True,
        preview="x",
        received_at=at,
        account_name="x",
    )


def line(by: Actor, at: datetime, code: str) -> Task:
    """The one line that says so."""
    (found,) = [one for one in board(by, at).lines if one.code == code]
    return found


def test_a_host_is_told_what_was_filed_for_it(on_record, operator, at):
    """Done, by its authority; until closing it may correct, and its own draft is to finish."""
    on_record("330000-2026-0001")
    on_record("330000-2026-0002")
    file("330000-2026-0001", at, by="330000")
    file("330000-2026-0002", at, by="330000")
    begin("330000-2026-0002", at)
    assert told(operator, at) == [
        ("done", "task_filed_on_behalf", "on_time"),
        ("todo", "task_continue_update", "draft"),
        ("done", "task_filed_on_behalf", "on_time"),
    ]
    lines = board(operator, at).lines
    assert (lines[0].note, lines[1].note) == ("task_note_correct_on_behalf", "task_note_overtaken")
    assert lines[0].params["authority"].startswith("浙江省")
    later = board(operator, datetime(2027, 1, 2, 9, tzinfo=SHANGHAI)).lines
    assert {one.note for one in later if one.group == "done"} == {"task_note_receipt"}
    assert all(one.code != "task_continue_update" for one in later)


def test_each_own_platform_says_where_its_update_stands(on_record, operator, at):
    """Not begun and begun are to do until the last day; submitted is done, with its receipt."""
    for number in ("330000-2026-0001", "330000-2026-0002", "330000-2026-0003"):
        on_record(number)
    begin("330000-2026-0002", at)
    file("330000-2026-0003", at)
    file("330000-2026-0003", at + timedelta(hours=1), version=2)
    assert told(operator, at) == [
        ("todo", "task_begin_update", "unfiled"),
        ("todo", "task_continue_update", "draft"),
        ("done", "task_submitted_update", "on_time"),
    ]
    assert line(operator, at, "task_begin_update").deadline.isoformat() == "2026-12-31"
    done = line(operator, at, "task_submitted_update")
    assert done.params["receipt"] == "2026Q4-330000-2026-0003-2"


def test_a_host_sees_no_platform_of_another_and_none_that_was_removed(on_record, operator, at):
    """Another host's platform and a removed one are no business of this host."""
    on_record("330000-2026-0001", host="host-2")
    on_record("330000-2026-0002", state="removed", removed_at=at - timedelta(days=40))
    assert told(operator, at) == []


def test_one_admitted_in_the_window_owes_nothing_yet(on_record, operator, at):
    """A platform of the same five days is told that it starts with the next quarter."""
    on_record(admitted_at=at - timedelta(hours=1))
    assert told(operator, at) == [("done", "task_not_owed_update", "not_owed")]


def test_between_windows_a_host_sees_what_was_missed_and_what_was_begun(on_record, operator):
    """A missed quarter waits for the province; a draft written ahead says when it can be sent."""
    on_record("330000-2026-0001")
    begin("330000-2026-0001", BEFORE)
    assert told(operator, BEFORE) == [
        ("waiting", "task_missed_update", "missing"),
        ("todo", "task_continue_update", "draft"),
    ]
    assert line(operator, BEFORE, "task_continue_update").note == "task_note_ahead"


def test_between_windows_the_next_one_is_named(on_record, operator):
    """With nothing to do a host still sees which window comes."""
    on_record("330000-2026-0001")
    file("330000-2026-0001", BEFORE, period="2026Q3")
    found = board(operator, BEFORE)
    assert [one.group for one in found.lines] == ["done"]
    assert [one.period for one in found.windows] == ["2026Q4"]


def test_a_province_is_asked_for_its_sheet_while_the_round_is_open(database, lead, at):
    """No sheet yet, or only a withdrawn one: uploading is to do once a notice is on record."""
    assert ("todo", "task_upload_sheet", "") not in told(lead, at)
    a_round()
    assert ("todo", "task_upload_sheet", "") in told(lead, at)
    send("S1", at, "withdrawn")
    assert line(lead, at, "task_upload_sheet").deadline.isoformat() == "2026-12-31"
    assert ("todo", "task_upload_sheet", "") not in told(lead, BEFORE)


def test_accepting_is_for_the_lead_and_waiting_for_the_reviewer(database, lead, reviewer, at):
    """The same sheet with its scan is the lead's to accept and the reviewer's to wait for."""
    send("S1", at, scan=a_scan(at))
    assert told(lead, at)[0] == ("todo", "task_accept_sheet", "staged")
    assert told(reviewer, at)[0] == ("waiting", "task_await_acceptance", "staged")
    after = datetime(2027, 1, 4, 9, tzinfo=SHANGHAI)
    assert told(lead, after)[0] == ("todo", "task_accept_sheet", "staged")
    assert line(lead, after, "task_accept_sheet").deadline is None


def test_a_scan_is_asked_for_while_it_can_still_come(database, lead, reviewer, at):
    """Without its scan a sheet has the window's last day; after it only withdrawing is left."""
    send("S1", at)
    assert line(reviewer, at, "task_attach_scan").deadline.isoformat() == "2026-12-31"
    assert line(lead, at, "task_accept_sheet").deadline.isoformat() == "2026-12-31"
    after = datetime(2027, 1, 4, 9, tzinfo=SHANGHAI)
    for by in (lead, reviewer):
        assert told(by, after)[0] == ("todo", "task_withdraw_sheet", "staged")


def test_a_mended_sheet_replaces_the_one_to_mend(database, lead, at):
    """Once a newer sheet of the round is there, the older one is nobody's work."""
    send("S1", at, "needs_mending", blocking_rows=3)
    assert line(lead, at, "task_mend_sheet").params["rows"] == 3
    after = board(lead, datetime(2027, 1, 4, 9, tzinfo=SHANGHAI)).lines
    assert "task_mend_sheet" not in [one.code for one in after]
    send("S2", at + timedelta(minutes=5), "admitting")
    codes = [one.code for one in board(lead, at + timedelta(minutes=6)).lines]
    assert codes[0] == "task_admitting_sheet"
    assert "task_mend_sheet" not in codes


def test_a_province_sees_only_its_own_sheets_and_platforms(on_record, lead, at):
    """Guangdong's sheet and platform leave Zhejiang's list as it was."""
    before = told(lead, at)
    send("S1", at, authority="440000")
    on_record("440000-2026-0001")
    assert told(lead, at) == before


def test_who_has_not_reported_is_counted(on_record, lead, ministry, at):
    """Begun is not submitted: province and ministry see how many are still to come."""
    for number in ("330000-2026-0001", "330000-2026-0002", "330000-2026-0003"):
        on_record(number)
    begin("330000-2026-0001", at)
    file("330000-2026-0002", at)
    assert line(lead, at, "task_remind_hosts").params["count"] == 2
    assert line(ministry, at, "task_watch_reporting").params["count"] == 2
    assert line(ministry, BEFORE, "task_see_missing").state == "missing"


def test_the_ministry_sees_where_sheets_wait(database, ministry, at):
    """Sheets to be accepted, mended and admitted are counted over all authorities."""
    send("S1", at)
    send("S2", at, authority="440000")
    send("S3", at, "admitting", authority="110000")
    codes = {one.code: one.params.get("count") for one in board(ministry, at).lines}
    assert codes["task_await_authorities"] == 2
    assert codes["task_await_admission"] == 1


def test_a_provisional_december_asks_the_ministry_for_nothing(database, ministry, at):
    """Next year's notice is loaded at the machine: nothing that the ministry's lead can do."""
    assert "task_load_notice" not in [one.code for one in board(ministry, at).lines]


@pytest.mark.parametrize(
    "role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR]
)
def test_the_three_administrators_see_no_filing(on_record, at, role):
    """Their list is empty, whatever is on record."""
    on_record()
    send("S1", at)
    assert board(Actor(account="a", name="a", role=role), at) == Tasks((), ())


def test_both_windows_stand_before_an_office_and_one_before_a_host(on_record, operator, lead, at):
    """A host is shown the window it files in, an office also the round."""
    both = [WindowKind.QUARTERLY_UPDATE, WindowKind.ADJUSTMENT]
    assert [one.kind for one in board(lead, at).windows] == both
    assert [one.kind for one in board(operator, at).windows] == both[:1]


@pytest.mark.parametrize("who", ["operator", "lead", "ministry"])
def test_the_list_costs_the_same_however_large_the_library(
    on_record: Callable[..., Platform],
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    at: datetime,
    who: str,
) -> None:
    """One platform or forty, one sheet or twelve: the number of queries is the same."""
    by: Actor = request.getfixturevalue(who)
    sent: list[str] = []

    def noted(_: object, command: Any, *rest: object, **more: object) -> None:
        assert rest or more
        sent.append(next(iter(command)))

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            on_record(f"330000-2026-{number:04d}")
            send(f"S{number}", at.astimezone(UTC))

    fill(1, 2)
    listeners = type(client()._event_listeners)
    monkeypatch.setattr(listeners, "publish_command_start", noted)
    monkeypatch.setattr(listeners, "publish_command_success", lambda *_, **__: None)
    monkeypatch.setattr(listeners, "enabled_for_commands", property(lambda _: True))
    board(by, at)
    few = list(sent)
    fill(2, 14)
    sent.clear()
    board(by, at)
    assert sent == few
    assert len(few) == {"operator": 2, "lead": 2, "ministry": 2}[who]


def test_a_province_is_told_who_waits_for_an_account(lead, reviewer, person_of, at):
    """Registrations that wait and hosts without an account are to do; with one they are not."""
    hosts = [host_on_record(ordinal) for ordinal in (1, 2, 3)]
    person_of(Role.HOST_OPERATOR, host=hosts[0])
    person_of(Role.HOST_OPERATOR, host=hosts[1], active=False)
    Registration(
        reference="r",
        credit_code="c",
        host_name="某单位",
        authority="330000",
        username="u",
        recorded_at=at,
        expires_at=at + timedelta(days=30),
    ).save()
    for by in (lead, reviewer):
        assert line(by, at, "task_decide_registrations").params == {"count": 1}
        assert line(by, at, "task_issue_codes").params == {"count": 2}
    late = at + timedelta(days=30)
    assert "task_decide_registrations" not in {one.code for one in board(lead, late).lines}
