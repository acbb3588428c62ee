"""The rules a check of a quarterly update can name: each reads a case and gives its hits.

A rule knows no stage and no sentence; the catalogue (``update_checks``) says of each check which
rule it goes by, with which fields and limits.
"""

import dataclasses
import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import cast

from registry.policy import periods
from registry.policy.condition_findings import is_complete, reading_of
from registry.policy.facts import in_words
from registry.policy.forms import FieldType, Form, FormField, Nature
from registry.policy.quarterly_update_values import ReadValue, Value, plain
from registry.policy.rulebook import Programme
from registry.policy.update_checks import Check, Stage

NOTHING_CHANGED = "nothing_changed"
# How many quarters before the one reported a rule may look back on.
MOST_BEFORE = 3
_NO_DETAILS = frozenset({"", "无", "没有"})
_DIGEST = 32

Content = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Before:
    """What an update is held against.

    ``stocks`` are the stocks last filed, or those on file at admission; ``year`` the yearly
    figures filed last in an earlier quarter of the same year (empty in a year's first).
    ``quarters`` are the last contents filed, by quarter, no more than ``MOST_BEFORE`` quarters
    back; ``told`` the digests of texts that other hosts' platforms have filed.
    """

    stocks: Content = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    year: Content = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    period: str = ""
    quarters: Mapping[str, Content] = dataclasses.field(
        default_factory=lambda: MappingProxyType({})
    )
    told: frozenset[str] = frozenset()


@dataclass(frozen=True)  # no slots: what is worked out once is kept
class Case:
    """One update as a rule sees it: what was typed, read and understood, and what was before."""

    typed: Mapping[str, str]
    read: Mapping[str, ReadValue]
    content: Content
    changed: frozenset[str]
    confirmed: bool
    period: str
    form: Form
    before: Before
    programme: Programme

    @property
    def quarter_before(self) -> Content:
        """Return what was filed for the quarter right before; empty where nothing was."""
        return self.before.quarters.get(periods.previous(self.period), {})

    def earlier(self, key: str) -> Decimal | None:
        """Return the figure filed last of a stock or of this year; None where there is none."""
        found = self.before.stocks.get(key, self.before.year.get(key))
        return None if found is None else number(found)

    def figures(self, keys: tuple[str, ...] = ()) -> Iterator[tuple[FormField, Decimal]]:
        """Give the figures understood, of these fields or of all."""
        for one, value in self._figures:
            if not keys or one.key in keys:
                yield one, value

    @cached_property
    def _figures(self) -> tuple[tuple[FormField, Decimal], ...]:
        content = self.content
        asked = (one for one in self.form.fields if one.is_figure and one.key in content)
        return tuple((one, number(content[one.key])) for one in asked)


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a rule hit: the field (None: the confirmation of the stocks), and what to say."""

    field: FormField | None
    read: str = ""
    wanted: str = ""
    params: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))


def number(value: Value) -> Decimal:
    """Return a figure as the law compares it."""
    return Decimal(cast("Decimal | int", value))


def unreadable(check: Check, case: Case) -> Iterator[Hit]:
    """Find texts that are no value, for the reason the check is named after."""
    for one in case.form.fields:
        if case.read[one.key].problem == check.id:
            yield Hit(one, case.typed.get(one.key, "").strip())


def understood(case: Case) -> Iterator[Hit]:
    """Tell what a spelling that was understood is kept as."""
    for one in case.form.fields:
        if case.read[one.key].normalised:
            typed = case.typed.get(one.key, "").strip()
            yield Hit(one, typed, plain(case.read[one.key].value))


def left_open(check: Check, case: Case) -> Iterator[Hit]:
    """Find questions left open: figures of one nature, or, of nature ``answer``, a yes or no."""
    for one in case.form.fields:
        nature = "answer" if one.type is FieldType.ANSWER else one.nature
        blank = case.read[one.key].value is None and not case.read[one.key].problem
        if blank and not one.details_of and nature == check.nature:
            yield Hit(one)


def without_details(case: Case) -> Iterator[Hit]:
    """Find a yes without its text."""
    for one, answer, text in _details(case):
        if answer is True and text in _NO_DETAILS:
            yield Hit(one)


def details_told(case: Case) -> Iterator[Hit]:
    """Find a yes with its text: to be reported elsewhere as well."""
    for one, answer, text in _details(case):
        if answer is True and text not in _NO_DETAILS:
            yield Hit(one)


def details_beside_no(case: Case) -> Iterator[Hit]:
    """Find a text beside a no."""
    for one, answer, text in _details(case):
        if answer is False and text not in _NO_DETAILS:
            yield Hit(one, text)


def _details(case: Case) -> Iterator[tuple[FormField, Value | None, str]]:
    for one in case.form.fields:
        if one.details_of:
            text = str(case.content.get(one.key, ""))
            yield one, case.content.get(one.details_of), text


def above(check: Check, case: Case) -> Iterator[Hit]:
    """Find figures above the limit."""
    for one, value in case.figures(check.fields):
        if value > cast("Decimal", check.limit):
            yield Hit(one, in_words(value, one.unit))


def fell(check: Check, case: Case) -> Iterator[Hit]:
    """Find figures below the one before that they do not, or not usually, fall below."""
    for one, value in case.figures(check.fields):
        earlier = case.earlier(one.key)
        if earlier is not None and value < earlier:
            yield Hit(one, in_words(value, one.unit), f"≥ {in_words(earlier, one.unit)}")


def part_above_whole(case: Case) -> Iterator[Hit]:
    """Find a part above the whole it belongs to (``within`` in the form)."""
    for one, value in case.figures():
        if one.within and one.within in case.content and value > number(case.content[one.within]):
            whole = case.form.field(one.within)
            wanted = f"≤ {plain(case.content[one.within])} {whole.unit}"
            yield Hit(one, in_words(value, one.unit), wanted, {"whole": whole.label})


def does_not_add_up(check: Check, case: Case) -> Iterator[Hit]:
    """Find a running total that is not the one of the quarter before with this quarter's part.

    A total that fell is another check's.
    """
    for one, value in case.figures(check.fields):
        parts = [part for part, _ in case.figures() if part.within == one.key]
        earlier = case.quarter_before.get(one.key)
        if not parts or earlier is None:
            continue
        wanted = number(earlier) + sum(number(case.content[part.key]) for part in parts)
        if value != wanted and value >= number(earlier):
            told = {"parts": "、".join(part.label for part in parts)}
            yield Hit(one, in_words(value, one.unit), in_words(wanted, one.unit), told)


def looks_like_another_unit(case: Case) -> Iterator[Hit]:
    """Find figures so large that they look like 元 in 万元 (``ask_from`` in the form)."""
    for one, value in case.figures():
        if one.ask_from is not None and value >= one.ask_from:
            yield Hit(one, f"{plain(value)} {one.unit}")


def leapt(check: Check, case: Case) -> Iterator[Hit]:
    """Find figures so many times those before that the unit is in doubt (the form's ``jump``).

    Asked once: not where the figure by itself looks like another unit.
    """
    for one, value in case.figures(check.fields):
        earlier = case.earlier(one.key)
        large = one.ask_from is not None and value >= one.ask_from
        if not large and earlier and value and _times(value, earlier) >= case.form.jump:
            yield Hit(one, f"{plain(value)} {one.unit}", f"{plain(earlier)} {one.unit}")


def moved(check: Check, case: Case) -> Iterator[Hit]:
    """Find figures ``limit`` times the one before or more, or as small a part of it.

    Only from ``least`` on, the larger of the two; a leap of unit is another check's, and
    so is a figure that by itself looks like another unit.
    """
    limit, least = cast("Decimal", check.limit), cast("Decimal", check.least)
    for one, value in case.figures(check.fields):
        earlier = case.earlier(one.key)
        large = one.ask_from is not None and value >= one.ask_from
        if large or earlier is None or max(value, earlier) < least:
            continue
        gone = not (value and earlier)
        if gone or limit <= _times(value, earlier) < case.form.jump:
            read, wanted = in_words(value, one.unit), in_words(earlier, one.unit)
            yield Hit(one, read, wanted, {"times": plain(limit)})


def _times(value: Decimal, earlier: Decimal) -> Decimal:
    return max(value, earlier) / min(value, earlier)


def below_condition(case: Case) -> Iterator[Hit]:
    """Find stocks below the condition of entry they stand for (the form's ``criterion``).

    A year's income has another way to meet its own, which no update tells: another check's.
    """
    yield from _below(case, Nature.STOCK)


def year_below_condition(case: Case) -> Iterator[Hit]:
    """Find a whole year's total below the condition of entry that it stands for."""
    yield from _below(case, Nature.YEARLY)


def _below(case: Case, nature: Nature) -> Iterator[Hit]:
    for one, value in case.figures():
        if one.nature is not nature or not one.criterion or not is_complete(one, case.period):
            continue
        found = reading_of(one, value, periods.last_day(case.period), case.programme)
        if found and not found.is_met:
            wanted = f"≥ {in_words(found.wanted, one.unit)}"
            told = {"condition": found.clause, "percent": plain(found.percent)}
            yield Hit(one, in_words(value, one.unit), wanted, told)


def unconfirmed(case: Case) -> Iterator[Hit]:
    """Tell where all stocks are as they were, and nobody has said that they were looked at."""
    whole = all(one.key in case.content for one in case.form.of_nature(Nature.STOCK))
    if whole and case.before.stocks and not case.changed and not case.confirmed:
        yield Hit(None)


def confirmed_yet_changed(case: Case) -> Iterator[Hit]:
    """Tell where the stocks are said to be unchanged, and are not."""
    if case.confirmed and case.changed:
        stocks = case.form.of_nature(Nature.STOCK)
        names = "、".join(one.label for one in stocks if one.key in case.changed)
        yield Hit(None, params={"names": names})


def copied(check: Check, case: Case) -> Iterator[Hit]:
    """Tell where these figures are all as in the quarter right before, and not all 0."""
    now = [case.content.get(key) for key in check.fields]
    then = [case.quarter_before.get(key) for key in check.fields]
    if None not in now and now == then and any(now):
        fields = [case.form.field(key) for key in check.fields]
        names = "、".join(one.label for one in fields)
        yield Hit(fields[0], params={"names": names})


def unchanged_for(check: Check, case: Case) -> Iterator[Hit]:
    """Tell where nothing changed was said in so many quarters on end, this one the last."""
    wanted, period = int(cast("Decimal", check.limit)), case.period
    said = case.confirmed and not case.changed
    for _ in range(wanted - 1):
        period = periods.previous(period)
        said = said and case.before.quarters.get(period, {}).get(NOTHING_CHANGED) is True
    if said:
        yield Hit(None, params={"quarters": str(wanted)})


def told_elsewhere(check: Check, case: Case) -> Iterator[Hit]:
    """Find texts that are word for word another host's, from ``least`` signs on."""
    least = int(cast("Decimal", check.least))
    for one, digest in text_digests(case.form, case.typed, least):
        if digest in case.before.told:
            yield Hit(one)


def text_digests(
    form: Form, typed: Mapping[str, str], least: int
) -> Iterator[tuple[FormField, str]]:
    """Give the digest of each text as it is compared: letters and figures alone.

    Width, case, blanks and punctuation make no difference; a text of fewer than ``least`` such
    signs is what anybody might write, and has none.
    """
    for one in form.fields:
        if one.type is FieldType.TEXT and typed.get(one.key):
            folded = unicodedata.normalize("NFKC", typed[one.key]).casefold()
            text = "".join(sign for sign in folded if sign.isalnum())
            if len(text) >= least:
                yield one, hashlib.sha256(text.encode()).hexdigest()[:_DIGEST]


def _of_case(hits: Callable[[Case], Iterator[Hit]]) -> Callable[[Check, Case], Iterator[Hit]]:
    """Return a rule that takes nothing of its check."""
    return lambda _, case: hits(case)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, what it takes of its check, and the only stage it can have (None: any)."""

    hits: Callable[[Check, Case], Iterator[Hit]]
    takes: frozenset[str] = frozenset()
    only: Stage | None = None


_FIELDS = frozenset({"fields"})
RULES: Mapping[str, Rule] = {
    # What is no value cannot be kept, and what was understood is no fault.
    "unreadable": Rule(unreadable, only=Stage.BLOCK),
    "understood": Rule(_of_case(understood), only=Stage.NOTE),
    "left_open": Rule(left_open, frozenset({"nature"}), only=Stage.BLOCK),
    "without_details": Rule(_of_case(without_details), only=Stage.BLOCK),
    "details_told": Rule(_of_case(details_told), only=Stage.NOTE),
    "details_beside_no": Rule(_of_case(details_beside_no)),
    "above": Rule(above, frozenset({"fields", "limit"})),
    "fell": Rule(fell, _FIELDS),
    "part_above_whole": Rule(_of_case(part_above_whole)),
    "does_not_add_up": Rule(does_not_add_up, _FIELDS),
    "looks_like_another_unit": Rule(_of_case(looks_like_another_unit)),
    "leapt": Rule(leapt, _FIELDS),
    "moved": Rule(moved, frozenset({"fields", "limit", "least"})),
    "below_condition": Rule(_of_case(below_condition)),
    "year_below_condition": Rule(_of_case(year_below_condition)),
    "unconfirmed": Rule(_of_case(unconfirmed), only=Stage.BLOCK),
    "confirmed_yet_changed": Rule(_of_case(confirmed_yet_changed)),
    "copied": Rule(copied, _FIELDS),
    "unchanged_for": Rule(unchanged_for, frozenset({"limit"})),
    "told_elsewhere": Rule(told_elsewhere, frozenset({"least"})),
}
