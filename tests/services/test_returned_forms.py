"""A returned quarter's form 退回补正: what is filed elsewhere neither blocks nor is lost."""

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.update_returns import UpdateReturn
from registry.law import rulebook
from registry.messages import say_finding
from registry.policy.vocabulary import Severity
from registry.services import quarterly_updates as desk
from registry.services import update_returns
from registry.services.calendar import current_calendar
from registry.services.quarterly_update_drafts import Typed
from registry.services.quarterly_update_refusals import NotAcceptable, ReasonWanted
from registry.services.quarterly_updates import Filing, Submitted
from registry.services.update_return_answers import ReturnedElsewhere
from registry.services.update_returns import ReturnOrder
from tests.removal_makers import HOST, LEAD, NUMBER

QUARTER = "2026Q3"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = tomllib.loads(SAMPLE.read_text())
OPEN = datetime(2026, 9, 28, 10, tzinfo=SHANGHAI)
OVER = datetime(2026, 10, 12, 9, tzinfo=SHANGHAI)
LOW, STUCK = {"service_income_this_year": "900"}, "service_income_this_year"
REASON = "按服务清单核对"
# What the form sends of a quarter returned to its service alone: the others have no inputs.
SERVICE = dict.fromkeys(GOOD, "") | {"new_enterprises": "4", "projects_this_quarter": "0"}


@pytest.fixture(autouse=True)
def platform(on_record: Callable[..., Platform]) -> Platform:
    """A platform of Zhejiang."""
    return on_record(NUMBER)


def acting(at: datetime = OPEN) -> dict[str, Any]:
    """What the host acts with."""
    return {"by": HOST, "at": at, "rulebook": rulebook(), "calendar": current_calendar()}


def sent(reason: str = "", at: datetime = OPEN, **changes: str) -> Submitted:
    """Send September's quarter."""
    return desk.submit(NUMBER, QUARTER, Filing(GOOD | changes, reason), **acting(at))


def saved(values: dict[str, str], version: int = 0) -> Any:
    """Save September's draft."""
    return desk.save_draft(NUMBER, QUARTER, Typed(values, version, REASON), **acting())


def returned(*sections: str, version: int = 1) -> UpdateReturn:
    """Return September's quarter to some sections."""
    order = ReturnOrder(NUMBER, QUARTER, version, sections, "与服务清单对不上，请核对")
    return update_returns.return_update(order, **acting() | {"by": LEAD})


def withdrawn(made: UpdateReturn) -> None:
    """Withdraw a return."""
    update_returns.withdraw_return(made.number, "看错了", version=1, by=LEAD, at=OPEN)


def opened() -> Any:
    """Read September's form."""
    return desk.read_update(NUMBER, QUARTER, **acting())


@pytest.fixture
def stuck() -> None:
    """September is on file with less income than June was corrected to afterwards."""
    june = datetime(2026, 6, 24, 10, tzinfo=SHANGHAI)
    desk.submit(NUMBER, "2026Q2", Filing(GOOD | {STUCK: "800", "load": "80"}), **acting(june))
    sent(**LOW)
    QuarterlyUpdate.objects(period="2026Q2").update(set__content__service_income_this_year=950)


def test_what_is_on_file_in_a_closed_section_does_not_block(stuck: None) -> None:
    """It is told, and that its section would have to be returned too; the answer is taken."""
    returned("matters")
    found = [one for one in opened().findings if one.field == STUCK]
    assert [one.code for one in found] == ["update_falls_within_year", "update_return_section_too"]
    assert {one.severity for one in found} == {Severity.NOTE}
    assert "“本年服务收入”" in say_finding(found[1])
    update = sent(REASON, **LOW).update
    assert (update.version, str(update.content[STUCK])) == (2, "900")
    assert UpdateReturn.objects.get().state == "answered"


def test_in_a_returned_section_it_blocks_as_ever(stuck: None) -> None:
    """There the host can mend it; and in a quarter that nobody returned."""
    with pytest.raises(NotAcceptable):
        sent(REASON, **LOW, load="70")
    returned("income")
    with pytest.raises(NotAcceptable):
        sent(REASON, **LOW)


def test_a_required_field_the_filed_form_did_not_have_does_not_block() -> None:
    """A newer form asks for it in a section that is closed; in a returned one it is asked."""
    sent()
    QuarterlyUpdate.objects.update(unset__content__site_area=1)
    given = GOOD | {"new_enterprises": "4"}
    del given["site_area"]
    returned("service")
    update = desk.submit(NUMBER, QUARTER, Filing(given, REASON), **acting()).update
    assert "site_area" not in update.content
    returned("capability", version=2)
    with pytest.raises(NotAcceptable) as refused:
        desk.submit(NUMBER, QUARTER, Filing(given, REASON), **acting())
    assert refused.value.fields.keys() == {"site_area"}


def test_a_withdrawn_return_leaves_the_draft_whole() -> None:
    """The form's closed sections send blanks; the draft keeps what is filed there."""
    sent()
    made = returned("service")
    saved(SERVICE)
    withdrawn(made)
    form = opened()
    kept = {key: form.values[key] for key in GOOD}
    assert kept == GOOD | {"new_enterprises": "4"}
    assert form.values["nothing_changed"] == ""
    assert form.judged.is_acceptable


def test_returned_again_elsewhere_the_form_shows_what_is_filed() -> None:
    """What the first return left closed is open now, as filed; what was mended is named."""
    sent()
    withdrawn(returned("service"))
    returned("service")
    saved(SERVICE)
    withdrawn(UpdateReturn.objects.get(state="open"))
    returned("capability")
    form = opened()
    assert {key: form.values[key] for key in GOOD} == GOOD
    assert form.left_out == ("new_enterprises",)


def test_what_a_draft_says_elsewhere_is_not_dropped_unseen() -> None:
    """Sent over the API for a closed section, it is kept and named, not filed."""
    sent()
    returned("service")
    form = saved(GOOD | {"full_time_staff": "14"})
    assert form.left_out == ("full_time_staff",)
    assert UpdateDraft.objects.get().values["full_time_staff"] == "14"


def test_the_same_figures_without_a_reason_answer_nothing() -> None:
    """The reason is asked for and the draft stays; when the time is over it is a repeat again."""
    sent()
    returned("service")
    saved(GOOD)
    UpdateDraft.objects.update(set__reason="")
    with pytest.raises(ReasonWanted):
        desk.submit(NUMBER, QUARTER, Filing(), **acting())
    assert (UpdateDraft.objects.count(), UpdateReturn.objects.get().state) == (1, "open")
    again = sent(at=OVER)
    assert (again.is_new, again.update.version) == (False, 1)


def test_what_was_refused_for_another_section_is_kept() -> None:
    """The request becomes the draft, with what is filed where it left closed sections blank."""
    sent()
    returned("service")
    with pytest.raises(ReturnedElsewhere):
        desk.submit(NUMBER, QUARTER, Filing({"new_enterprises": "4"}, REASON), **acting())
    kept = UpdateDraft.objects.get()
    assert (kept.values["new_enterprises"], kept.values["load"]) == ("4", GOOD["load"])
