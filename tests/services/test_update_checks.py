"""Warnings and their explanations on the desk, what is observed, and how often checks hit."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from registry.calendars import working_calendar
from registry.documents.ledger import LedgerEntry
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.errors import Invalid, NotAllowed, NotFound, SecrecyMark
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services import quarterly_updates as desk
from registry.services.quarterly_update_drafts import Typed
from registry.services.quarterly_update_on_behalf import Grounds
from registry.services.quarterly_update_refusals import NotAcceptable, ReasonWanted, Unexplained
from registry.services.quarterly_updates import Filing
from registry.services.receipts import check_receipt, filing_digest
from registry.services.transfers import Proposal, propose, receive
from registry.services.update_checks import count_hits, places_of
from tests.services.records import file

NUMBER, OTHER = "330000-2026-0001", "330000-2026-0002"
QUARTER = "2026Q4"
GOOD = tomllib.loads(
    (Path(__file__).parents[1] / "samples" / "quarterly_update.toml").read_text(encoding="utf-8")
)
FEW = {"full_time_staff": "4"}
KEY = "update_below_entry-full_time_staff"
WHY = {KEY: "两人退休，正在招聘"}
STORY = {"accidents": "yes", "accidents_text": "2026年10月3日，二号线检修时一人轻伤，已送医治疗。"}
OPERATOR = Actor(account="op-1", name="张三", role=Role.HOST_OPERATOR, host="host-1")
LEAD = Actor(account="l", name="李四", role=Role.PROVINCIAL_LEAD, authority="330000")
MINISTRY = Actor(account="m", name="王五", role=Role.MINISTRY_STAFF)

Acting = dict[str, Any]


@pytest.fixture
def by_host(on_record: Callable[..., Platform], at: datetime) -> Acting:
    """What the operator of two platforms on record acts with."""
    on_record(NUMBER)
    on_record(OTHER)
    return {"by": OPERATOR, "at": at, "rulebook": rulebook(), "calendar": working_calendar()}


def filed(
    acting: Acting,
    why: dict[str, str] | None = None,
    *,
    number: str = NUMBER,
    reason: str = "",
    **changes: str,
) -> QuarterlyUpdate:
    """Submit the good update with some entries changed, and what is said to its warnings."""
    filing = Filing(GOOD | changes, reason, explanations=why or {})
    return desk.submit(number, QUARTER, filing, **acting).update


def test_warnings_without_a_word_are_refused_all_named(by_host):
    """Nothing is filed; each warning is named where its explanation goes; the draft is kept."""
    with pytest.raises(Unexplained) as refused:
        filed(by_host, **FEW, equipment_value="999")
    assert refused.value.fields.keys() == {
        f"explanations.{KEY}",
        "explanations.update_below_entry-equipment_value",
    }
    assert all(
        text.endswith(say("update_explanation_wanted")) for text in refused.value.fields.values()
    )
    assert QuarterlyUpdate.objects.count() == 0
    assert UpdateDraft.objects.get().values["full_time_staff"] == "4"


def test_what_blocks_and_what_wants_a_word_are_said_at_once(by_host):
    """One refusal names the figure that cannot be and the warning without a word."""
    with pytest.raises(NotAcceptable) as refused:
        filed(by_host, **FEW, load="101")
    assert refused.value.code == "update_not_acceptable"
    assert refused.value.fields.keys() == {"load", f"explanations.{KEY}"}


@pytest.mark.parametrize("word", ["", "　", "\u200b", "。", "……"])
def test_a_blank_or_a_mere_sign_is_no_word(by_host, word):
    """Unseen signs, blanks and punctuation explain nothing."""
    with pytest.raises(Unexplained):
        filed(by_host, {KEY: word}, **FEW)


def test_an_explanation_is_kept_in_the_version_and_its_digest(by_host):
    """By check and field, in digest and ledger; nothing is kept of what did not hit."""
    idle = {"update_jumped-site_area": "没有这回事"}
    update = filed(by_host, WHY | idle, **FEW)
    kept = {"check": "update_below_entry", "field": "full_time_staff", "text": WHY[KEY]}
    assert QuarterlyUpdate.objects.get().explanations == [kept]
    entry = LedgerEntry.objects(verb="quarterly_update.submit").get()
    assert entry.after["explanations"] == [kept]
    assert check_receipt(update.number, update.digest).state == "current"
    update.explanations = [kept | {"text": "改过的说明"}]
    assert filing_digest(update) != update.digest


def test_a_receipt_of_before_stays_what_it_was(by_host):
    """Without warnings the digest covers what it always did."""
    update = filed(by_host)
    bare = QuarterlyUpdate.objects.get()
    assert update.explanations == []
    QuarterlyUpdate._get_collection().update_one({}, {"$unset": {"explanations": 1, "observed": 1}})
    assert filing_digest(QuarterlyUpdate.objects.get()) == bare.digest


def test_the_same_content_without_explanations_is_the_same_receipt(by_host):
    """A repeat, with its words or without, files nothing new; another word is a correction."""
    first = filed(by_host, WHY, **FEW)
    assert filed(by_host, WHY, **FEW).number == first.number
    assert filed(by_host, **FEW).number == first.number
    with pytest.raises(ReasonWanted):
        filed(by_host, {KEY: "三人退休"}, **FEW)


def test_an_explanation_of_other_figures_is_not_taken_along(by_host):
    """A correction that comes with its figures comes with its explanations, too."""
    filed(by_host, WHY, **FEW)
    with pytest.raises(Unexplained):
        filed(by_host, reason="更正", full_time_staff="3")


def test_a_draft_keeps_explanations_and_the_correction_starts_from_them(by_host):
    """Saved beside the values, filed with the draft; the next correction shows what was said."""
    saved = desk.save_draft(NUMBER, QUARTER, Typed(GOOD | FEW, explanations=WHY), **by_host)
    assert (saved.explanations, saved.unexplained) == (WHY, ())
    desk.submit(NUMBER, QUARTER, Filing(), **by_host)
    again = desk.read_update(NUMBER, QUARTER, **by_host)
    assert (again.draft, again.explanations) == (None, WHY)


def test_a_draft_s_explanation_may_come_with_the_sending(by_host):
    """Sent without values, what is said goes over what the draft says."""
    desk.save_draft(NUMBER, QUARTER, Typed(GOOD | FEW, explanations={KEY: "旧"}), **by_host)
    update = desk.submit(NUMBER, QUARTER, Filing(explanations=WHY), **by_host).update
    assert [one["text"] for one in update.explanations] == [WHY[KEY]]


@pytest.mark.parametrize(
    "given",
    [
        {"$where": "1"},
        {"update_below_entry.full_time_staff": "x"},
        {"update_guess-load": "x"},
        {"update_below_entry-moon": "x"},
        {KEY: "长" * 501},
    ],
)
def test_an_explanation_of_nothing_is_refused(by_host, given):
    """Neither an operator nor a check or field that is not there reaches the database."""
    with pytest.raises(Invalid):
        desk.save_draft(NUMBER, QUARTER, Typed(GOOD, explanations=given), **by_host)
    with pytest.raises(Invalid):
        filed(by_host, given)
    assert UpdateDraft.objects.count() == QuarterlyUpdate.objects.count() == 0


def test_a_secrecy_mark_in_an_explanation_is_never_kept(by_host):
    """Filing is refused and says where; a draft keeps what stood there before."""
    desk.save_draft(NUMBER, QUARTER, Typed(GOOD | FEW, explanations=WHY), **by_host)
    marked = {KEY: "见 秘密★1年 文件"}
    saved = desk.save_draft(NUMBER, QUARTER, Typed(GOOD | FEW, 1, explanations=marked), **by_host)
    assert [one.field for one in saved.withheld] == [f"explanations.{KEY}"]
    assert UpdateDraft.objects.get().explanations == WHY
    with pytest.raises(SecrecyMark) as refused:
        filed(by_host, marked, **FEW)
    assert refused.value.fields.keys() == {f"explanations.{KEY}"}


def test_an_authority_explains_what_it_files_on_behalf(by_host, at):
    """The same warning wants the same word, whoever fills in."""
    acting = by_host | {"by": LEAD}
    grounds = Grounds("网络中断", "phone", "12月28日 9:10 与王主任通话")
    filing = Filing(GOOD | FEW, grounds=grounds)
    with pytest.raises(Unexplained):
        desk.submit(NUMBER, QUARTER, filing, **acting)
    update = desk.submit(NUMBER, QUARTER, replace(filing, explanations=WHY), **acting).update
    assert (update.on_behalf.authority, len(update.explanations)) == ("330000", 1)


def test_the_last_quarters_come_with_the_form(by_host, at):
    """Of each quarter its current version, corrected ones past; none of another platform."""
    file(NUMBER, at, 1, "2026Q3")
    file(NUMBER, at, 2, "2026Q3")
    file(OTHER, at, 1, "2026Q2")
    QuarterlyUpdate.objects(version=2).update(set__content={"new_enterprises": 3})
    opened = desk.read_update(NUMBER, QUARTER, **by_host)
    assert opened.before.quarters == {"2026Q3": {"new_enterprises": 3}}


def test_what_is_only_observed_is_kept_and_not_told(by_host, at):
    """Copied flows are on record with the filing, and nowhere the host looks."""
    file(NUMBER, at, 1, "2026Q3")
    flows = {"new_enterprises": 3, "projects_this_quarter": 0}
    QuarterlyUpdate.objects.update(set__content=flows)
    update = filed(by_host)
    assert [one["code"] for one in update.observed] == ["update_flows_copied"]
    assert "update_flows_copied" not in {one["code"] for one in update.findings}
    opened = desk.read_update(NUMBER, QUARTER, **by_host)
    assert "update_flows_copied" not in {one.code for one in opened.findings}


def test_the_same_words_of_another_host_are_observed(by_host):
    """Another host's are; another platform's of the same host, and one's own earlier ones, not."""
    filed(by_host, number=OTHER, **STORY)
    assert filed(by_host, **STORY).observed == []
    Platform.objects(number=OTHER).update(set__host="host-2")
    QuarterlyUpdate.objects(platform=OTHER).update(set__host="host-2")
    moved = STORY | {"accidents_text": f" {STORY['accidents_text']}！"}
    update = filed(by_host, reason="更正", load="80", **moved)
    assert [one["code"] for one in update.observed] == ["update_text_of_another"]


def test_a_filing_without_words_has_no_digests(by_host):
    """So the index of told words stays as small as what is told."""
    filed(by_host)
    raw = QuarterlyUpdate._get_collection().find_one({})
    assert "text_digests" not in raw


def test_hits_are_counted_over_current_versions(by_host, on_record, at):
    """Told and explained, by place and platform; a corrected version is past."""
    on_record("440000-2026-0001")
    file("440000-2026-0001", at)
    filed(by_host, WHY, **FEW)
    filed(by_host, WHY, number=OTHER, **FEW)
    filed(by_host, number=OTHER, reason="更正")
    found = count_hits(QUARTER, by=MINISTRY)
    assert found.filed == 3
    told = {one.check.id: one for one in found.hits}["update_below_entry"]
    assert (told.stage, told.platforms, told.places, told.explained) == ("warning", 1, 1, 1)
    assert count_hits(QUARTER, "440000", by=MINISTRY).filed == 1
    assert count_hits("2026Q3", by=MINISTRY).hits == ()


def test_a_province_counts_its_own_alone(by_host, at):
    """Another authority's hits are nobody else's; a host counts nothing."""
    filed(by_host, WHY, **FEW)
    told = [one for one in count_hits(QUARTER, by=LEAD).hits if one.stage == "warning"]
    assert [(one.check.id, one.platforms) for one in told] == [("update_below_entry", 1)]
    elsewhere = replace(LEAD, authority="440000")
    assert count_hits(QUARTER, by=elsewhere).filed == 0
    assert places_of("update_below_entry", QUARTER, by=elsewhere, limit=9) == ([], None)
    with pytest.raises(NotFound):
        count_hits(QUARTER, "330000", by=elsewhere)
    with pytest.raises(NotAllowed):
        count_hits(QUARTER, by=OPERATOR)


def test_a_transferred_platform_takes_its_hits_along(by_host, at):
    """Its old authority reads neither findings nor explanations any more, the new one both."""
    filed(by_host, WHY, **FEW)
    filed(by_host, WHY, number=OTHER, **FEW)
    ningbo = replace(LEAD, account="nb", authority="330200")
    made = propose(NUMBER, Proposal("330200", "迁至宁波", at.date()), by=LEAD, at=at)
    receive(made.number, version=made.version, by=ningbo, at=at)
    for by, number in ((LEAD, OTHER), (ningbo, NUMBER)):
        assert count_hits(QUARTER, by=by).filed == 1
        (place,), _ = places_of("update_below_entry", QUARTER, by=by, limit=9)
        assert (place.platform, place.explanations) == (number, (WHY[KEY],))
    assert count_hits(QUARTER, "330200", by=MINISTRY).filed == 1


def test_the_platforms_of_a_check_are_named_page_by_page(by_host):
    """With what was found and what was said, by number."""
    filed(by_host, WHY, **FEW)
    filed(by_host, {KEY: "借调"}, number=OTHER, **FEW)
    first, last = places_of("update_below_entry", QUARTER, by=LEAD, limit=1)
    assert [(one.platform, one.explanations) for one in first] == [(NUMBER, (WHY[KEY],))]
    rest, end = places_of("update_below_entry", QUARTER, by=LEAD, after=last, limit=1)
    assert ([one.platform for one in rest], end) == ([OTHER], None)
    with pytest.raises(NotFound):
        places_of("update_guess", QUARTER, by=LEAD, limit=1)
