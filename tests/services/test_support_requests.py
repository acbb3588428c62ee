"""Requests for support 支持诉求: asked with an update, answered, settled, counted, exported."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from registry.clock import SHANGHAI
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.support_requests import LONGEST_TEXT, SupportRequest
from registry.errors import Invalid, NotAllowed, NotFound, SecrecyMark, VersionConflict
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.support_requests import SupportMove
from registry.services import quarterly_updates
from registry.services import support_requests as desk
from registry.services.calendar import current_calendar
from registry.services.ledger import broken_at
from registry.services.quarterly_update_drafts import Typed
from registry.services.quarterly_update_forms import PlatformNotInLibrary
from registry.services.quarterly_update_on_behalf import Grounds
from registry.services.quarterly_update_refusals import NotAcceptable, WindowClosed
from registry.services.quarterly_updates import Filing
from registry.services.readings import answer
from registry.services.support_asking import MOST, SupportNotAsked
from registry.services.support_request_exports import export_requests
from registry.services.support_requests import SupportFilter, SupportNotNow, SupportOrder
from registry.services.tasks import tasks_of
from tests.removal_makers import HOST, LEAD, NUMBER, STAFF
from tests.services.simultaneous import at_once

SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())
ASKS = {"support_land": "二期中试线需 20 亩工业用地指标", "support_energy": ""}
REVIEWER = Actor(
    account="r", name="浙江经办", role=Role.PROVINCIAL_REVIEWER, authority="330000"
)  # fmt: skip
OTHER = Actor(account="lead-9", name="江苏负责人", role=Role.PROVINCIAL_LEAD, authority="320000")
TAKE = SupportOrder(SupportMove.TAKE)
REFERRED = SupportOrder(SupportMove.ANSWER, "已致函，一个月内答复", "referred", "浙江省自然资源厅")


def moment(text: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


OPEN, AFTER = moment("2026-09-28T10:00"), moment("2026-10-12T09:00")


@pytest.fixture(autouse=True)
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform of Zhejiang in September's window."""
    return on_record(NUMBER)


def law() -> dict[str, Any]:
    """The law an act is judged by."""
    return {"rulebook": rulebook(), "calendar": current_calendar()}


def filed(at: datetime = OPEN, reason: str = "", **changes: str) -> QuarterlyUpdate:
    """Let the host file September's quarter, with what it asks."""
    filing = Filing(GOOD | ASKS | changes, reason)
    return quarterly_updates.submit(NUMBER, "2026Q3", filing, by=HOST, at=at, **law()).update


def step(order: SupportOrder, by: Actor = REVIEWER, at: datetime = AFTER) -> SupportRequest:
    """Take a step on the one request there is."""
    one = SupportRequest.objects.get()
    return desk.step_on(one.number, order, version=one.version, by=by, at=at)


def test_what_is_asked_comes_on_record_with_the_filing() -> None:
    """One request for each kind that was filled in; the update holds none of it."""
    update = filed()
    one = SupportRequest.objects.get()
    assert (one.number, one.kind, one.state) == ("ZC-330000-2026-0001", "land", "asked")
    assert (one.receipt, one.wanted) == (update.number, ASKS["support_land"])
    assert "support_land" not in update.content
    told = OutboxMessage.objects.get(code="notice_support_ask")
    assert (told.audience, told.recipient) == ("authority", "330000")
    entry = LedgerEntry.objects.get(verb="support_request.ask")
    assert ASKS["support_land"] not in str(entry.after)
    assert broken_at(f"platform:{NUMBER}") is None


def test_a_refused_filing_asks_nothing() -> None:
    """The whole is one transaction; what was typed is kept with the draft."""
    with pytest.raises(NotAcceptable):
        filed(load="150")
    assert SupportRequest.objects.count() == 0
    assert UpdateDraft.objects.get().values["support_land"] == ASKS["support_land"]
    done = quarterly_updates.save_draft(
        NUMBER, "2026Q3", Typed(GOOD | ASKS, 1), by=HOST, at=OPEN, **law()
    )
    assert done.values["support_land"] == ASKS["support_land"]
    quarterly_updates.submit(NUMBER, "2026Q3", Filing(), by=HOST, at=OPEN, **law())
    assert SupportRequest.objects.get().kind == "land"


def test_what_is_asked_holds_up_no_update() -> None:
    """Not a number of a person, which is told."""
    long = "需要支持。" * 100 + "联系人13800138000"
    opened = quarterly_updates.save_draft(
        NUMBER, "2026Q3", Typed(GOOD | {"support_safety": long}), by=HOST, at=OPEN, **law()
    )
    assert ("mobile_found", "support_safety") in [(one.code, one.field) for one in opened.findings]
    quarterly_updates.submit(NUMBER, "2026Q3", Filing(), by=HOST, at=OPEN, **law())
    assert len(SupportRequest.objects.get().wanted) == len(long)


def test_a_secrecy_mark_is_kept_nowhere() -> None:
    """Refused when it is sent, left out when it is saved (ruling 29)."""
    with pytest.raises(SecrecyMark) as refused:
        filed(support_land="用地方案（机密★10年）")
    assert set(refused.value.fields) == {"support_land"}
    assert UpdateDraft.objects.get().values.get("support_land", "") == ""
    assert SupportRequest.objects.count() == 0


def test_the_same_sent_again_asks_nothing_twice() -> None:
    """Also at the same moment; what is over may be followed by another, in the window alone."""
    at_once(filed, filed)
    assert SupportRequest.objects.count() == 1
    step(SupportOrder(SupportMove.WITHDRAW, "改提"), HOST, OPEN)
    filed(support_land="另需 5 亩")
    assert SupportRequest.objects.count() == 2
    assert QuarterlyUpdate.objects.count() == 1
    with pytest.raises(WindowClosed):
        filed(AFTER, support_land="再要 5 亩")
    assert SupportRequest.objects.count() == 2


def test_beside_an_open_request_another_of_its_kind_is_refused() -> None:
    """With the same figures or others; what was typed is kept; two at once make one."""
    given = at_once(lambda: filed(support_land="甲"), lambda: filed(support_land="乙"))
    assert sorted(type(one).__name__ for one in given) == ["QuarterlyUpdate", "SupportNotAsked"]
    UpdateDraft.objects.delete()
    for changes in ({}, {"load": "66"}):
        with pytest.raises(SupportNotAsked) as refused:
            filed(reason="更正", support_land="另需 5 亩", **changes)
        assert "ZC-330000-2026-0001" in refused.value.fields["support_land"]
    assert UpdateDraft.objects.get().values["support_land"] == "另需 5 亩"
    assert SupportRequest.objects.count() == 1
    assert OutboxMessage.objects(code="notice_support_ask").count() == 1
    filed(reason="更正", support_land="", support_energy="增容 2000 千伏安")
    assert SupportRequest.objects.count() == 2


def test_so_many_a_quarter_and_no_longer_text() -> None:
    """Withdrawn and asked anew again and again has an end; nothing too long comes on record."""
    with pytest.raises(SupportNotAsked):
        filed(support_land="地" * (LONGEST_TEXT + 1))
    assert QuarterlyUpdate.objects.count() == 0
    filed(support_land="地" * LONGEST_TEXT)
    SupportRequest.objects.update(set__state="withdrawn")
    for ordinal in range(1, MOST):
        filed(support_land=f"第 {ordinal} 次")
        SupportRequest.objects.update(set__state="withdrawn")
    with pytest.raises(SupportNotAsked):
        filed(support_land="再提一次")
    assert SupportRequest.objects.count() == MOST


def test_a_platform_that_left_asks_nothing_more(platform: Platform) -> None:
    """Also where the figures are on file already and no version is written."""
    filed(support_land="")
    Platform.objects(number=platform.number).update(set__removed_at=OPEN)
    with pytest.raises(PlatformNotInLibrary):
        filed()
    assert SupportRequest.objects.count() == 0


def test_an_authority_filling_in_asks_nothing_of_itself() -> None:
    """Its form has no such field; a text for one is refused, not dropped without a word."""
    grounds = Grounds("填报员因病住院，单位没有其他账号", "phone", "9月28日 9:10 通话")
    filing = Filing(GOOD | ASKS, grounds=grounds)
    with pytest.raises(SupportNotAsked) as refused:
        quarterly_updates.submit(NUMBER, "2026Q3", filing, by=REVIEWER, at=OPEN, **law())
    assert "由依托单位" in refused.value.fields["support_land"]
    assert SupportRequest.objects.count() == 0


def test_what_was_withdrawn_is_asked_again_by_a_later_version() -> None:
    """In the same words; the filing it came with, sent again, asks nothing."""
    filed()
    step(SupportOrder(SupportMove.WITHDRAW, "暂不需要"), by=HOST)
    filed()
    assert SupportRequest.objects.count() == 1
    filed(moment("2026-09-29T10:00"), "核对后更正", new_enterprises="4")
    assert [one.state for one in SupportRequest.objects.order_by("number")] == [
        "withdrawn",
        "asked",
    ]


def test_a_request_goes_its_way() -> None:
    """Taken, noted, referred to a named department, asked again, resolved, settled."""
    filed()
    step(TAKE)
    step(SupportOrder(SupportMove.PROGRESS, "已转市局核实"))
    referred = step(REFERRED)
    assert (referred.state, referred.department) == ("answered", "浙江省自然资源厅")
    assert referred.handler_name == "浙江经办"
    again = step(SupportOrder(SupportMove.ASK_AGAIN, "一个月已过，尚无答复"), HOST)
    assert (again.state, again.outcome, again.answered_at) == ("asked", "", None)
    step(SupportOrder(SupportMove.ANSWER, "指标已下达", "resolved", "不相干"))
    done = step(SupportOrder(SupportMove.SETTLE), HOST)
    assert (done.state, done.outcome, done.department) == ("settled", "resolved", "")
    assert [one.step for one in done.steps] == [
        "ask", "take", "progress", "answer", "ask_again", "answer", "settle",
    ]  # fmt: skip
    assert broken_at(f"platform:{NUMBER}") is None
    told = {one.code: one.audience for one in OutboxMessage.objects(code__startswith="notice_supp")}
    assert told["notice_support_answer"] == told["notice_support_take"] == "host"
    assert told["notice_support_settle"] == told["notice_support_ask_again"] == "authority"


def test_withdrawn_only_while_not_answered() -> None:
    """With a reason; once answered it is settled or asked again."""
    filed()
    with pytest.raises(Invalid):
        step(SupportOrder(SupportMove.WITHDRAW), HOST)
    step(REFERRED)
    with pytest.raises(SupportNotNow):
        step(SupportOrder(SupportMove.WITHDRAW, "已自行解决"), HOST)
    with pytest.raises(SupportNotNow):
        step(TAKE)


@pytest.mark.parametrize(
    ("by", "order"),
    [
        (HOST, TAKE),
        (STAFF, REFERRED),
        (OTHER, REFERRED),
        (REVIEWER, SupportOrder(SupportMove.SETTLE)),
        (replace(HOST, host="host-2"), SupportOrder(SupportMove.WITHDRAW, "撤回")),
    ],
)
def test_each_takes_its_own_steps_alone(by: Actor, order: SupportOrder) -> None:
    """The province answers, its host follows, the ministry reads, another sees nothing."""
    filed()
    with pytest.raises((NotAllowed, NotFound)):
        step(order, by)
    assert SupportRequest.objects.get().state == "asked"


def test_two_steps_at_once_are_one() -> None:
    """An answer and a withdrawal: the second is told that it changed since."""
    filed()
    given = at_once(
        lambda: step(REFERRED), lambda: step(SupportOrder(SupportMove.WITHDRAW, "不需要了"), HOST)
    )
    done = [one for one in given if isinstance(one, SupportRequest)]
    refused = [one for one in given if isinstance(one, VersionConflict | SupportNotNow)]
    assert (len(done), len(refused)) == (1, 1)
    assert len(SupportRequest.objects.get().steps) == 2


def test_each_reads_and_counts_what_concerns_it() -> None:
    """Host and province their own, the ministry all; by kind, state and authority."""
    filed(support_energy="增容 2000 千伏安")
    for by in (HOST, LEAD, STAFF):
        found, _ = desk.list_requests(SupportFilter(kind="energy"), by=by, limit=9)
        assert [one.kind for one in found] == ["energy"]
        counts = desk.counts_of_requests(by=by)
        told = sorted((one.authority, one.kind, one.state, one.count) for one in counts)
        assert told == [("330000", "energy", "asked", 1), ("330000", "land", "asked", 1)]
    for by in (OTHER, replace(OTHER, authority=""), replace(HOST, host="")):
        assert desk.counts_of_requests(by=by) == []
        assert desk.list_requests(SupportFilter(), by=by, limit=9) == ([], [])
    with pytest.raises(NotFound):
        desk.list_requests(SupportFilter(authority="330000"), by=OTHER, limit=9)
    with pytest.raises(NotFound):
        desk.counts_of_requests(authority="330000", by=OTHER)


def test_a_workbook_masks_numbers_of_persons() -> None:
    """One row for each request; the ledger keeps who took it out."""
    filed(support_land="联系人13800138000，需 20 亩")
    step(REFERRED)
    content = export_requests(SupportFilter(), by=LEAD, at=AFTER)
    cells = [str(one.value) for row in load_workbook(BytesIO(content)).active for one in row]
    assert "已转浙江省自然资源厅" in cells
    assert not any("13800138000" in one for one in cells)
    assert LedgerEntry.objects.get(verb="support_request.export").after["rows"] == 1
    with pytest.raises(NotAllowed):
        export_requests(SupportFilter(), by=HOST, at=AFTER)


def test_home_tells_each_whose_turn_it_is() -> None:
    """To take and to answer to the province; waiting, then to look at, to the host."""
    filed()

    def codes(by: Actor) -> set[str]:
        return {
            one.code
            for one in answer(tasks_of(by=by, at=AFTER, **law())).lines
            if one.code.startswith("task_support")
        }

    assert (codes(LEAD), codes(HOST)) == ({"task_support_take"}, {"task_support_asked"})
    step(TAKE)
    assert (codes(LEAD), codes(HOST)) == ({"task_support_answer"}, {"task_support_in_hand"})
    step(REFERRED)
    assert (codes(LEAD), codes(HOST)) == (set(), {"task_support_answered"})


def test_a_transferred_platforms_new_authority_takes_over() -> None:
    """It answers; the old one sees it no more."""
    filed()
    desk.move_along(NUMBER, "320000")
    with pytest.raises(NotFound):
        step(TAKE)
    assert step(TAKE, OTHER).state == "in_hand"
