"""What a quarter's form starts from: the versions before, the profile, newer real-time values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import Draft, OnFile, QuarterlyUpdate, restored
from registry.policy.condition_findings import tells_of
from registry.policy.forms import Form, Nature
from registry.policy.quarterly_update_values import Value, plain, read_value
from registry.policy.quarterly_updates import NOTHING_CHANGED, Before
from registry.policy.update_returns import held_to_filed
from registry.policy.windows import Window
from registry.services.explanations import of_filed


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest real-time value of a field that counts, and when it was measured."""

    value: Value
    measured_at: datetime


def newest_of(platform: Platform) -> dict[str, Newest]:
    """Return the newest real-time value that counts of each field that has one."""
    return {
        key: Newest(restored(one)["value"], one["measured_at"])
        for key, one in platform.realtime.items()
    }


def newer_than(there: OnFile, form: Form, its: Window) -> dict[str, Newest]:
    """Return the real-time values of stocks measured since the moment the last quarter tells of.

    Filed late or corrected, a quarter tells of its end: what was measured since is newer. What
    was measured after a quarter's window is no figure of that quarter.
    """
    platform, previous = there.platform, there.previous
    told_of = tells_of(previous.submitted_at, previous.period) if previous else None
    stocks = {one.key for one in form.of_nature(Nature.STOCK)}
    return {
        key: one
        for key, one in newest_of(platform).items()
        if key in stocks
        and one.measured_at < its.accepts_until
        and (told_of is None or one.measured_at > told_of)
    }


def values_of(
    form: Form,
    before: Before,
    draft: Draft | None,
    latest: QuarterlyUpdate | None,
    realtime: Mapping[str, Newest],
) -> dict[str, str]:
    """Return what the fields start with: the draft, the version to correct, or the stocks.

    Of the stocks the newer real-time values are brought along.
    """
    if draft:
        return dict(draft.values)
    newer = {key: one.value for key, one in realtime.items()}
    content = latest.restored_content if latest else {**before.stocks, **newer}
    texts = {one.key: plain(content.get(one.key)) for one in form.fields}
    return texts | {NOTHING_CHANGED: "1" if content.get(NOTHING_CHANGED) else ""}


def begun_values(
    there: OnFile,
    form: Form,
    before: Before,
    realtime: Mapping[str, Newest],
    *,
    draft: Draft | None,
    typed: Mapping[str, str] | None,
) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Return the texts a form goes by, ``typed`` or begun with, and what a return left out."""
    if typed is not None:
        return typed, ()
    return held_values(values_of(form, before, draft, there.latest, realtime), there, form)


def held_values(
    values: dict[str, str], there: OnFile, form: Form
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return texts with all as filed outside the sections of a return, and what that left out."""
    if there.returned is None or there.latest is None:
        return values, ()
    content = there.latest.restored_content
    filed = {key: plain(value) for key, value in content.items()}
    filed[NOTHING_CHANGED] = "1" if content.get(NOTHING_CHANGED) else ""
    return held_to_filed(values, filed, there.returned.sections, form)


def before_of(there: OnFile, period: str, form: Form) -> Before:
    """Return what the quarter is held against; a correction is held against the same stocks."""
    latest, previous = there.latest, there.previous
    earlier = previous.content if previous else {}
    stocks: Mapping[str, Any]
    if latest:
        stocks = restored(latest.before)
    elif previous:
        stocks = earlier
    else:
        stocks = of_profile(there.platform.profile, form)
    same_year = previous is not None and previous.period[:4] == period[:4]
    return Before(
        stocks=_of_nature(stocks, form, Nature.STOCK),
        year=_of_nature(earlier, form, Nature.YEARLY) if same_year else {},
        period=previous.period if previous else "",
        quarters={one.period: one.content for one in there.earlier},
    )


def _of_nature(content: Mapping[str, Any], form: Form, nature: Nature) -> dict[str, Value]:
    return {one.key: content[one.key] for one in form.of_nature(nature) if one.key in content}


def of_profile(profile: Mapping[str, Any], form: Form) -> dict[str, Value]:
    """Return the stocks on file at admission, read as if they were typed here."""
    found = {}
    for one in form.of_nature(Nature.STOCK):
        value = read_value(one, str(profile.get(one.key, ""))).value
        if value is not None:
            found[one.key] = value
    return found


def explanations_of(
    draft: Draft | None,
    latest: QuarterlyUpdate | None,
    explained: Mapping[str, str] | None,
    *,
    alone: bool,
) -> dict[str, str]:
    """Return what is said to warnings so far: the draft's, or those of the version to correct.

    What is ``explained`` now goes over them; it stands ``alone`` beside other figures, of which
    what was said before says nothing.
    """
    now = dict(explained or {})
    if alone:
        return now
    if draft:
        return {**draft.explanations, **now}
    return {**of_filed(latest.explanations), **now} if latest else now
