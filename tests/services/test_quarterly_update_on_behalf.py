"""Filing on behalf 代填, on the desk: by the authority, in the window, never over the host."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import BehalfDraft, QuarterlyUpdate, UpdateDraft
from registry.errors import Invalid, NotAllowed, NotFound
from registry.law import rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.services import quarterly_update_on_behalf as on_behalf
from registry.services import quarterly_updates as desk
from registry.services.ledger import broken_at
from registry.services.quarterly_update_drafts import DraftClosed, DraftMoved, Typed
from registry.services.quarterly_update_on_behalf import Grounds
from registry.services.quarterly_update_refusals import NotAcceptable, NothingToSubmit, ReasonWanted
from registry.services.quarterly_updates import Filing
from registry.services.receipts import check_receipt, filing_digest
from tests.services.simultaneous import at_once

NUMBER = "330000-2026-0001"
QUARTER = "2026Q4"
GOOD = tomllib.loads(
    (Path(__file__).parents[1] / "samples" / "quarterly_update.toml").read_text(encoding="utf-8")
)
GROUNDS = Grounds("填报员因病住院，单位没有其他账号", "phone", "12月28日 9:10 与办公室王主任通话")

Acting = dict[str, Any]


def law_at(by: Actor, at: datetime) -> Acting:
    """What somebody acts with at a moment."""
    return {"by": by, "at": at, "rulebook": rulebook(), "calendar": working_calendar()}


@pytest.fixture
def province(on_record: Callable[..., Platform], reviewer: Actor, at: datetime) -> Acting:
    """What a reviewer of the platform's authority acts with, in the window."""
    on_record(NUMBER)
    return law_at(reviewer, at)


@pytest.fixture
def host(province: Acting) -> Acting:
    """What the platform's own host acts with, at the same moment."""
    by = Actor(account="op-1", name="张三", role=Role.HOST_OPERATOR, host="host-1")
    return province | {"by": by}


def filed(acting: Acting, reason: str = "", grounds: Grounds | None = GROUNDS, **changes: str):
    """Submit the good update with some entries changed, an authority's with its grounds."""
    is_host = acting["by"].role is Role.HOST_OPERATOR
    given = Filing(GOOD | changes, reason, grounds=None if is_host else grounds)
    return desk.submit(NUMBER, QUARTER, given, **acting)


def begun(acting: Acting, values: dict[str, str] | None = None, version: int = 0, **more: Any):
    """Save a draft; an authority's begins with its grounds."""
    is_host = acting["by"].role is Role.HOST_OPERATOR
    grounds = more.pop("grounds", None if is_host or version else GROUNDS)
    typed = Typed(GOOD if values is None else values, version, grounds=grounds, **more)
    return desk.save_draft(NUMBER, QUARTER, typed, **acting)


def test_a_filing_on_behalf_says_so_everywhere(province):
    """Version, digest, ledger and both messages say who filled it in, why, and how."""
    update = filed(province).update
    kept = update.on_behalf
    assert (kept.authority, kept.channel) == ("330000", "phone")
    assert (kept.reason, kept.reference) == (GROUNDS.reason, GROUNDS.reference)
    assert update.account_name == province["by"].name
    assert update.timeliness == "on_time"
    entry = LedgerEntry.objects.get(subject=f"platform:{NUMBER}")
    assert entry.verb == "quarterly_update.submit_on_behalf"
    assert (entry.authority, entry.role) == ("330000", "provincial_reviewer")
    whom = f"host:{Platform.objects.get(number=NUMBER).credit_code}"
    assert (entry.reason, entry.acting_for) == (GROUNDS.reason, whom)
    assert broken_at(f"platform:{NUMBER}") is None
    assert Platform.objects.get(number=NUMBER).latest_update == update.number


def test_the_host_is_told_in_its_own_words(province):
    """The host's message names authority, reason, source and until when it may correct."""
    filed(province)
    told = OutboxMessage.objects.get(audience="host")
    said = say(told.code, **told.params)
    assert told.recipient == "host-1"
    for part in ("浙江省", GROUNDS.reason, "电话", GROUNDS.reference, "12月31日 24:00"):
        assert part in said
    own = OutboxMessage.objects.get(audience="authority")
    assert "贵单位" not in say(own.code, **own.params)


def test_the_digest_covers_who_filled_it_in(province):
    """A changed reason or authority shows; the check of the receipt names the authority."""
    update = filed(province).update
    stored = QuarterlyUpdate.objects.get(number=update.number)
    assert filing_digest(stored) == update.digest
    assert check_receipt(update.number, update.digest).on_behalf == "330000"
    for name, value in (("reason", "别的原因"), ("authority", "440000"), ("channel", "mail")):
        changed = QuarterlyUpdate.objects.get(number=update.number)
        setattr(changed.on_behalf, name, value)
        assert filing_digest(changed) != update.digest
    stored.on_behalf = None
    assert filing_digest(stored) != update.digest


def test_a_host_s_own_receipt_names_nobody_else(host):
    """A filing of the host's own carries no mark, and its digest is as it always was."""
    update = filed(host).update
    assert QuarterlyUpdate.objects(on_behalf=None).count() == 1
    assert check_receipt(update.number, update.digest).on_behalf == ""


@pytest.mark.parametrize("role", [Role.PROVINCIAL_REVIEWER, Role.PROVINCIAL_LEAD])
def test_reviewer_and_lead_may(province, role):
    """Both roles of the authority fill in, from draft to receipt."""
    acting = province | {"by": replace(province["by"], role=role)}
    assert begun(acting).draft_version == 1
    done = desk.submit(NUMBER, QUARTER, Filing(draft_version=1), **acting)
    assert (done.update.on_behalf.authority, done.update.from_draft) == ("330000", 1)
    assert BehalfDraft.objects.count() == 0


@pytest.mark.parametrize("act", [begun, filed])
def test_nobody_else_may(province, ministry, act):
    """Another authority finds nothing; the ministry, administrators and the console may not."""
    other = replace(province["by"], authority="440000")
    nowhere = replace(province["by"], authority="")
    for stranger in (other, nowhere):
        with pytest.raises(NotFound):
            act(province | {"by": stranger})
    for role in (Role.MINISTRY_LEAD, Role.MINISTRY_STAFF, Role.AUDIT_ADMINISTRATOR, Role.CONSOLE):
        with pytest.raises(NotAllowed):
            act(province | {"by": replace(ministry, role=role)})
    assert BehalfDraft.objects.count() == QuarterlyUpdate.objects.count() == 0


def test_a_token_of_the_authority_needs_the_scope(province):
    """A token that may only read files nothing on behalf."""
    reads = replace(province["by"], scopes=frozenset({"quarterly_updates:read"}))
    with pytest.raises(NotAllowed):
        filed(province | {"by": reads})


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " \u200b"}, "on_behalf.reason"),
        ({"reason": "长" * 501}, "on_behalf.reason"),
        ({"channel": ""}, "on_behalf.channel"),
        ({"channel": "$ne"}, "on_behalf.channel"),
        ({"reference": ""}, "on_behalf.reference"),
        ({"reference": "长" * 201}, "on_behalf.reference"),
    ],
)
@pytest.mark.parametrize("act", [begun, filed])
def test_grounds_are_wanted_whole(province, act, wrong, field):
    """Reason, source and reference are each asked for by name; nothing is kept without."""
    with pytest.raises(Invalid) as refused:
        act(province, grounds=replace(GROUNDS, **wrong))
    assert list(refused.value.fields) == [field]
    assert BehalfDraft.objects.count() == QuarterlyUpdate.objects.count() == 0


@pytest.mark.parametrize("act", [begun, filed])
def test_without_grounds_nothing_begins(province, act):
    """The form does not open, and nothing is filed, before the reason is given."""
    with pytest.raises(on_behalf.GroundsWanted):
        act(province, grounds=None)
    assert BehalfDraft.objects.count() == QuarterlyUpdate.objects.count() == 0


def test_the_grounds_stay_with_the_draft(province, lead):
    """Saved once they serve for every later save and for the filing; they can be mended."""
    begun(province, {"load": "1"})
    begun(province | {"by": lead}, GOOD, 1)
    mended = replace(GROUNDS, channel="mail", reference="12月28日来信")
    assert begun(province, GOOD, 2, grounds=mended).draft_version == 3
    update = desk.submit(NUMBER, QUARTER, Filing(draft_version=3), **province).update
    assert (update.on_behalf.channel, update.on_behalf.reason) == ("mail", GROUNDS.reason)


def test_a_host_gives_no_grounds(host):
    """A host that says it files on behalf is told so instead of being misread."""
    with pytest.raises(Invalid) as refused:
        desk.submit(NUMBER, QUARTER, Filing(GOOD, grounds=GROUNDS), **host)
    assert list(refused.value.fields) == ["on_behalf"]
    assert QuarterlyUpdate.objects.count() == 0


@pytest.mark.parametrize("text", ["2026-12-24T23:59:59", "2027-01-01T00:00:00"])
@pytest.mark.parametrize("act", [begun, filed])
def test_only_in_the_window(province, act, text):
    """Before and after the window nothing begins and nothing is filed; both windows are named."""
    outside = datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
    with pytest.raises(on_behalf.BehalfOutsideWindow) as refused:
        act(province | {"at": outside})
    assert refused.value.clause == "二（三）"
    assert "2026年12月25日" in refused.value.params["span"]
    assert BehalfDraft.objects.count() == QuarterlyUpdate.objects.count() == 0


def test_a_draft_outlives_the_window_unsent(province):
    """After closing the draft is still there and may be saved, but not sent."""
    begun(province)
    later = province | {"at": datetime(2027, 1, 1, tzinfo=SHANGHAI)}
    assert begun(later, GOOD | {"load": "2"}, 1).draft_version == 2
    with pytest.raises(on_behalf.BehalfOutsideWindow):
        desk.submit(NUMBER, QUARTER, Filing(), **later)
    assert BehalfDraft.objects.get().values["load"] == "2"


@pytest.mark.parametrize("act", [begun, filed])
def test_a_host_at_work_is_left_alone(province, host, act):
    """With a draft of the host's the authority is told who must act, and of it only since when."""
    begun(host, {"load": "只有本单位知道"})
    with pytest.raises(on_behalf.HostHasBegun) as refused:
        act(province)
    said = say(refused.value.code, **refused.value.params)
    assert "钱江新材料研究院" in said
    assert "只有本单位知道" not in said
    assert "张三" not in said
    assert UpdateDraft.objects.get().values == {"load": "只有本单位知道"}
    assert BehalfDraft.objects.count() == QuarterlyUpdate.objects.count() == 0


def test_an_office_learns_nothing_of_the_host_s_draft(province, host, ministry):
    """Authority and ministry see that there is a draft, never its figures or its writer."""
    begun(host, {"load": "77"}, reason="保密")
    for by in (province["by"], ministry):
        opened = desk.read_update(NUMBER, QUARTER, **(province | {"by": by}))
        assert opened.draft is None
        assert opened.host_saved_at == host["at"]
        assert opened.values["load"] == ""
        assert opened.reason == ""


def test_a_host_learns_nothing_of_the_authority_s_draft(province, host):
    """The host's form starts as if nobody had begun, and its own draft is its own."""
    begun(province, GOOD | {"load": "77"})
    opened = desk.read_update(NUMBER, QUARTER, **host)
    assert (opened.draft, opened.values["load"]) == (None, "")
    begun(host, GOOD | {"load": "66"})
    assert BehalfDraft.objects.get().values["load"] == "77"
    assert UpdateDraft.objects.get().values["load"] == "66"


def test_a_host_that_begins_meanwhile_goes_first(province, host):
    """The authority's draft stays but is not sent while the host has one; the host files."""
    begun(province)
    begun(host, GOOD | {"load": "66"})
    with pytest.raises(on_behalf.HostHasBegun):
        desk.submit(NUMBER, QUARTER, Filing(draft_version=1), **province)
    assert BehalfDraft.objects.count() == UpdateDraft.objects.count() == 1
    done = desk.submit(NUMBER, QUARTER, Filing(draft_version=1), **host)
    assert done.update.on_behalf is None
    with pytest.raises(on_behalf.HostHasFiled):
        desk.submit(NUMBER, QUARTER, Filing(draft_version=1), **province)


def test_what_the_host_filed_is_the_host_s(province, host):
    """After the host filed, the authority neither corrects, repeats nor begins."""
    receipt = filed(host).update.number
    for act in (filed, partial(filed, reason="改", load="1"), begun):
        with pytest.raises(on_behalf.HostHasFiled) as refused:
            act(province)
        assert refused.value.params["receipt"] == receipt
    with pytest.raises(on_behalf.HostHasFiled):
        desk.submit(NUMBER, QUARTER, Filing(), **province)
    assert QuarterlyUpdate.objects.count() == 1


def test_the_host_corrects_what_was_filed_for_it(province, host):
    """The host's correction is its own version 2, with a reason; then it is the host's alone."""
    first = filed(province).update
    with pytest.raises(ReasonWanted):
        filed(host, load="80")
    second = filed(host, reason="载荷有误", load="80").update
    assert (second.version, second.on_behalf) == (2, None)
    assert QuarterlyUpdate.objects.get(number=first.number).on_behalf.authority == "330000"
    with pytest.raises(on_behalf.HostHasFiled):
        filed(province, reason="再改", load="81")
    assert check_receipt(first.number, first.digest).state == "superseded"


def test_the_authority_corrects_its_own(province):
    """What it filed itself the authority may correct, with a reason and marked again."""
    filed(province)
    second = filed(province, reason="录入时看错一行", load="80").update
    assert (second.version, second.on_behalf.authority) == (2, "330000")
    entry = LedgerEntry.objects(subject=f"platform:{NUMBER}").order_by("-sequence").first()
    assert entry.verb == "quarterly_update.correct_on_behalf"
    assert (entry.reason, entry.after["behalf_reason"]) == ("录入时看错一行", GROUNDS.reason)


def test_a_draft_of_the_host_outlives_a_filing_for_it(province, host):
    """A host's draft that comes while the authority files becomes the draft of a correction."""
    filed(province)
    begun(host, GOOD | {"load": "66"})
    opened = desk.read_update(NUMBER, QUARTER, **host)
    assert (opened.values["load"], opened.latest.version) == ("66", 1)
    with pytest.raises(on_behalf.HostHasBegun):
        filed(province, reason="改", load="1")
    assert UpdateDraft.objects.get().values["load"] == "66"


def test_the_host_has_no_draft_sent_by_another(province, host):
    """A host that presses send without a draft is not given the authority's receipt."""
    begun(province)
    desk.submit(NUMBER, QUARTER, Filing(draft_version=1), **province)
    for version in (0, 1):
        with pytest.raises(NothingToSubmit):
            desk.submit(NUMBER, QUARTER, Filing(draft_version=version), **host)


def test_two_reviewers_pressing_once_are_one_receipt(province, lead):
    """The same draft sent by two people, and twice by one, is one version."""
    begun(province)
    send = partial(desk.submit, NUMBER, QUARTER, Filing(draft_version=1))
    given = at_once(
        *[partial(send, **province)] * 2, *[partial(send, **(province | {"by": lead}))] * 2
    )
    assert {one.update.number for one in given} == {f"{QUARTER}-{NUMBER}-1"}
    assert QuarterlyUpdate.objects.count() == 1
    assert OutboxMessage.objects.count() == 2


def test_two_reviewers_begin_one_draft(province, lead):
    """The second to begin is told who did; nothing is overwritten."""
    begun(province, {"load": "1"})
    with pytest.raises(DraftMoved) as refused:
        begun(province | {"by": lead}, {"load": "2"})
    assert refused.value.params["name"] == province["by"].name
    assert BehalfDraft.objects.get().values == {"load": "1"}


def test_an_autosave_after_sending_begins_nothing(province):
    """A late save on a draft that was sent says so and makes no new one."""
    begun(province)
    desk.submit(NUMBER, QUARTER, Filing(), **province)
    with pytest.raises(DraftClosed):
        begun(province, GOOD | {"load": "1"}, 1)
    assert BehalfDraft.objects.count() == 0


def test_host_and_authority_at_once_are_both_kept(province, host):
    """Whoever comes first has version 1; the other is refused with a word, nothing doubled."""
    given = at_once(partial(filed, province, load="80"), partial(filed, host, load="81"))
    assert QuarterlyUpdate.objects.count() == 1
    refused = [one for one in given if isinstance(one, Exception)]
    if QuarterlyUpdate.objects.get().on_behalf:
        assert [type(one) for one in refused] == [ReasonWanted]
        assert UpdateDraft.objects.get().values["load"] == "81"
    else:
        assert [type(one) for one in refused] == [on_behalf.HostHasFiled]
    assert broken_at(f"platform:{NUMBER}") is None


def test_what_blocks_is_kept_as_the_authority_s_draft(province):
    """A refused filing leaves the authority's draft with its grounds, and no host's draft."""
    with pytest.raises(NotAcceptable):
        filed(province, load="-1")
    kept = BehalfDraft.objects.get()
    assert (kept.values["load"], kept.on_behalf.reason) == ("-1", GROUNDS.reason)
    assert UpdateDraft.objects.count() == 0


@pytest.mark.parametrize("values", [{"$ne": "1"}, {"on_behalf": "x"}, {"load": "8" * 10_001}])
def test_a_field_the_form_lacks_is_refused(province, values):
    """Unknown fields and endless texts leave no draft of the authority's."""
    with pytest.raises(Invalid):
        begun(province, values)
    assert BehalfDraft.objects.count() == 0


def test_after_a_transfer_the_new_authority_is_named(province):
    """A draft begun before the platform moved is filed by the authority it moved to."""
    begun(province)
    Platform.objects(number=NUMBER).update(set__authority="330200")
    with pytest.raises(NotFound):
        desk.submit(NUMBER, QUARTER, Filing(), **province)
    ningbo = province | {"by": replace(province["by"], authority="330200")}
    update = desk.submit(NUMBER, QUARTER, Filing(), **ningbo).update
    assert (update.authority, update.on_behalf.authority) == ("330200", "330200")
