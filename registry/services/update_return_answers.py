"""A correction that answers a return 退回补正: in its sections, written with the filing."""

from registry.clock import to_millisecond
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.update_returns import UpdateReturn
from registry.errors import Refusal
from registry.messages import say
from registry.policy.update_returns import ReturnState, changed_elsewhere
from registry.services.quarterly_update_forms import Desk, OpenForm


class ReturnedElsewhere(Refusal):
    """The quarter was returned to named sections; what came changes another one."""

    code = "update_returned_elsewhere"
    status = 409


def section_titles(opened: OpenForm) -> str:
    """Return the sections that a return names, as their titles."""
    titles = [one.title for one in opened.form.sections if one.key in opened.open_sections]
    return "、".join(titles)


def refuse_elsewhere(opened: OpenForm) -> None:
    """Refuse a correction that goes beyond the sections of a return, also a draft begun before.

    Raises ReturnedElsewhere.
    """
    if opened.returned is None or opened.latest is None:
        return
    filed, given = opened.latest.restored_content, opened.judged.content
    beyond = opened.left_out or changed_elsewhere(
        filed, given, opened.returned.sections, opened.form
    )
    if beyond:
        fields = {
            key: say("update_returned_field", label=opened.form.field(key).label) for key in beyond
        }
        number, titles = opened.returned.number, section_titles(opened)
        raise ReturnedElsewhere(fields=fields, number=number, sections=titles)


def answer_return(opened: OpenForm, update: QuarterlyUpdate, desk: Desk) -> None:
    """Note that a filed correction answers the return, in the filing's transaction.

    A withdrawal at the same moment conflicts with it: one of the two is done again and sees.
    """
    if opened.returned is None:
        return
    UpdateReturn.objects(number=opened.returned.number).update(
        set__state=ReturnState.ANSWERED.value,
        set__answer=update.number,
        set__answered_at=to_millisecond(desk.at),
        set__answered_by_name=desk.by.name,
        inc__version=1,
    )  # index number_1
