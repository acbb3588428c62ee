"""Two versions of a quarterly update side by side 版本对照, by page: any two, by two lists."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from registry import edge
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.messages import say
from registry.policy.forms import FieldType, FormField
from registry.policy.quarterly_update_values import Value
from registry.policy.update_diffs import Change, Difference
from registry.services import update_diffs as desk
from registry.services.update_diffs import UpdateDiff
from registry.web.formats import moment, period
from registry.web.quarterly_update_views import filed_by, grounds_items, written

blueprint = Blueprint("update_diffs", __name__)

_ONE_SIDED = frozenset({Change.ONLY_EARLIER, Change.ONLY_LATER})


@blueprint.get("/platforms/<number>/update-diffs")
def show(number: str) -> ResponseReturnValue:
    """Show any two versions of a platform side by side; unchosen, the newest and the one before."""
    earlier, later = (edge.text_of(request.args, name) for name in ("from", "to"))
    found = desk.read_diff(number, earlier, later, by=edge.actor())
    is_itself = found.later is not None and found.earlier == found.later
    lines = [_line(one, found) for one in found.differences]
    return render_template(
        "update_diffs/show.html",
        platform=found.platform,
        earlier=found.earlier,
        later=found.later,
        is_itself=is_itself,
        choices=[_choice(one) for one in found.versions],
        heads=[_head(one) for one in (found.earlier, found.later) if one and not is_itself],
        changed=[one for one in lines if one["change"] is not Change.SAME],
        same=[one for one in lines if one["change"] is Change.SAME],
    )


def _choice(one: QuarterlyUpdate) -> tuple[str, str]:
    told = {"period": period(one.period), "moment": moment(one.submitted_at)}
    return one.number, say("update_diff_choice", version=one.version, **told)


def _head(update: QuarterlyUpdate) -> dict[str, Any]:
    """Return what a version says of itself: when, by whom, whether in time, and why corrected."""
    items: list[dict[str, Any]] = [
        {"label": "提交时间", "value": update.submitted_at, "kind": "moment"},
        {"label": "提交人", "value": filed_by(update)},
        {"label": "时限", "value": update.timeliness, "kind": "tag"},
    ]
    if update.reason:
        items.append({"label": "更正原因", "value": update.reason})
    items += grounds_items(update.on_behalf)
    items.append({"label": "表式版本", "value": update.form_version})
    return {"filed": update, "items": items}


def _line(one: Difference, found: UpdateDiff) -> dict[str, Any]:
    """Return one field as a row: what stood there, what stands there, what changed."""
    label = one.field.label if one.field else say("update_diff_unknown_field", key=one.key)
    return {
        "label": label,
        "earlier": _written(one.earlier_field or one.field, one.earlier, one, Change.ONLY_LATER),
        "later": _written(one.later_field or one.field, one.later, one, Change.ONLY_EARLIER),
        "said": "；".join(_said(one, found)),
        "change": one.change,
    }


def _written(
    field: FormField | None, value: Value | None, one: Difference, unasked: Change
) -> str:  # fmt: skip - one signature
    if value is None:
        return say("update_diff_not_asked" if one.change is unasked else "update_diff_blank")
    if field is None:
        return str(value)
    return f"{written(field, value)} {field.unit}".strip()


def _said(one: Difference, found: UpdateDiff) -> Iterable[str]:
    """Say in words how a field changed."""
    if one.change in _ONE_SIDED:
        update = found.earlier if one.change is Change.ONLY_EARLIER else found.later
        form = update.form_version if update else ""
        yield say(f"update_diff_{one.change}", form=form)
    elif one.by is not None and one.field:
        moved = _moved(one.field, abs(one.by))
        said = say("update_diff_rose" if one.by > 0 else "update_diff_fell", by=moved)
        percent = "" if one.percent is None else f"{one.percent:+}"
        yield say("update_diff_percent", said=said, percent=percent) if percent else said
    elif one.change is not Change.SAME:
        yield say(f"update_diff_{one.change}")
        if one.change is Change.CHANGED and one.field and one.field.is_figure:
            yield say("update_diff_running_total")


def _moved(field: FormField, by: Decimal) -> str:
    """Write by how much a figure moved, without its sign."""
    figure = written(field, by)
    if field.type is FieldType.PERCENT:
        return say("update_diff_points", figure=figure)
    return f"{figure} {field.unit}".strip()
