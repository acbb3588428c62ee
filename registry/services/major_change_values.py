"""What a major change tells 变更内容, looked over before it is kept: every fault at its field.

A host may name other hosts by credit code; whether that is so the province verifies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.hosts import HostName
from registry.documents.platforms import Platform
from registry.errors import Invalid
from registry.forms import application_form
from registry.messages import say
from registry.policy.major_changes import FORMS, MajorChangeKind
from registry.policy.summary_sheet_rows import name_key
from registry.policy.typed_text import seen
from registry.policy.vocabulary import LibraryState
from registry.services.activation_codes import read_credit_code
from registry.services.authorities import authorities, taxonomy
from registry.services.hosts import HostOnRecord, hosts_of_codes
from registry.services.review_notices import day_words

LONGEST_NAME, LONGEST_TEXT, MOST_PARTIES, MOST_PLATFORMS = 200, 2000, 10, 20
PARTIES = frozenset({"merging", "successors"})
# What the library says today of a field, where a report has to say something else.
_TODAY = {"host_name": "host_name", "platform_name": "name"}

Party = dict[str, str]


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """What a host reports: the kind, the day it happened, the new values by field.

    Values are texts; ``merging`` and ``successors`` lists of hosts (credit code and name),
    ``successor`` one such host, ``platforms`` a list of numbers. ``prompted_by`` is the case in
    which the platform was asked, or empty.
    """

    kind: str
    event_on: date | None
    values: Mapping[str, Any]
    prompted_by: str = ""


@dataclass(slots=True)
class _Check:
    """One look over an order: what was read, and what is wrong with it."""

    order: ChangeOrder
    platform: Platform
    values: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def fault(self, name: str, sentence: str, **params: object) -> None:
        self.faults.setdefault(name, say(sentence, **params))


def checked(order: ChangeOrder, platform: Platform, *, at: datetime) -> dict[str, Any]:
    """Return the values as they are kept. Raises Invalid naming every field at fault.

    Nothing but what the kind asks is kept. Five queries at most.
    """
    check = _Check(order, platform)
    if order.kind not in list(MajorChangeKind):
        check.fault("kind", "major_change_kind_wanted")
    else:
        _read(check)
        _refuse_unchanged(check)
        _look_at_places(check)
        _look_at_hosts(check)
        _look_at_platforms(check)
    _look_at_day(check, at)
    if check.faults:
        raise Invalid(fields=check.faults)
    return check.values


def first_day_of(platform: Platform) -> date:
    """Return the first day on which something of a platform can change in the library.

    That is the later of its admission and the first day its host is on record.
    """
    admitted: date = platform.admitted_at.astimezone(SHANGHAI).date()
    named = HostName.objects(host=platform.host).order_by("effective_on", "recorded_at").first()
    known: date = named.effective_on if named else admitted
    return max(admitted, known)  # index host_1_effective_on_1_recorded_at_1


def _look_at_day(check: _Check, at: datetime) -> None:
    day = check.order.event_on
    if day is None:
        check.fault("event_on", "major_change_day_wanted")
    elif day > at.astimezone(SHANGHAI).date():
        check.fault("event_on", "major_change_day_to_come")
    elif day < (first := first_day_of(check.platform)):
        check.fault("event_on", "major_change_day_too_early", first=day_words(first))


def _read(check: _Check) -> None:
    """Take over what the kind asks, cleaned; say what is missing or too long."""
    form = FORMS[MajorChangeKind(check.order.kind)]
    for name in form.fields:
        given = check.order.values.get(name)
        if name in PARTIES:
            value: Any = _parties(check, name, given or ())
        elif name == "successor":
            value = _party(check, name, given or {})
        elif name == "platforms":
            listed = given if isinstance(given, list) else []
            value = list(dict.fromkeys(one for raw in listed if (one := seen(str(raw)))))
        else:
            value = _text(check, name, given)
        if value:
            check.values[name] = value
        elif name in form.required:
            check.fault(name, f"major_change_{name}_wanted")
    if form.one_of and not any(name in check.values for name in form.one_of):
        for name in form.one_of:
            check.fault(name, "major_change_one_of_wanted")


def _text(check: _Check, name: str, given: object) -> str:
    text = seen(given) if isinstance(given, str) else ""
    most = LONGEST_TEXT if name == "description" else LONGEST_NAME
    if len(text) > most:
        check.fault(name, "major_change_too_long", most=most, count=len(text))
    if name == "host_kind" and text and text not in application_form().field("host_kind").options:
        check.fault(name, "major_change_host_kind_wanted")
    if name != "carrier" or not text:
        return text
    if not (code := read_credit_code(text)):
        check.fault(name, "major_change_party_code", read=text[:40])
    return code


def _parties(check: _Check, name: str, given: Sequence[Mapping[str, str]]) -> list[Party]:
    if len(given) > MOST_PARTIES:
        check.fault(name, "major_change_too_many", most=MOST_PARTIES)
        return []
    found = [_party(check, name, one) for one in given]
    codes = [one["credit_code"] for one in found if one]
    if len(set(codes)) < len(codes):
        check.fault(name, "major_change_party_twice")
    if check.platform.credit_code in codes:
        check.fault(name, "major_change_party_oneself")
    return [one for one in found if one]


def _party(check: _Check, name: str, given: Mapping[str, str]) -> Party:
    """Return a host as it is named: its code with the check digit right, and its name."""
    typed, called = str(given.get("credit_code") or ""), seen(str(given.get("name") or ""))
    if not typed and not called:
        return {}
    code = read_credit_code(typed)
    if not code:
        check.fault(name, "major_change_party_code", read=seen(typed)[:40])
    elif not called or len(called) > LONGEST_NAME:
        check.fault(name, "major_change_party_name", whose=code)
    return {"credit_code": code, "name": called} if code and called else {}


def _refuse_unchanged(check: _Check) -> None:
    """Refuse a new value that is what the library says already: the same change again."""
    for name, attribute in _TODAY.items():
        told = check.values.get(name)
        if told and told == check.platform[attribute]:
            check.fault(name, "major_change_same", now=told)


def _look_at_places(check: _Check) -> None:
    if (place := check.values.get("place")) and not authorities().places.of(place):
        check.fault("place", "major_change_place_unknown", read=place)
    if (its := check.values.get("taxonomy_field")) and not taxonomy().has_field(its):
        check.fault("taxonomy_field", "major_change_taxonomy_unknown", read=its)


def parties_of(values: Mapping[str, Any]) -> list[Party]:
    """Return every other host that a change names."""
    found = [*values.get("merging", ()), *values.get("successors", ())]
    return [*found, *([values["successor"]] if "successor" in values else [])]


def _look_at_hosts(check: _Check) -> None:
    """Refuse a code that is on record, or named, under another name; and a stranger as the end."""
    own = check.platform.credit_code
    named = parties_of(check.values)
    known = hosts_of_codes({one["credit_code"] for one in named})
    for name in ("merging", "successors", "successor"):
        given = check.values.get(name) or []
        for one in [given] if isinstance(given, dict) else given:
            if not _is_called_so(one, known, named):
                check.fault(name, "major_change_party_other_name", whose=one["credit_code"])
    carrier = check.values.get("carrier")
    successors = {one["credit_code"] for one in check.values.get("successors", ())}
    if carrier and carrier not in {own, *successors}:
        check.fault("carrier", "major_change_carrier_unnamed")


def _is_called_so(one: Party, known: Mapping[str, HostOnRecord], named: list[Party]) -> bool:
    on_record = known.get(one["credit_code"])
    if on_record is not None:
        return on_record.goes_by(one["name"])
    alike = {name_key(each["name"]) for each in named if each["credit_code"] == one["credit_code"]}
    return len(alike) == 1


def _look_at_platforms(check: _Check) -> None:
    """Refuse platforms that are not in the library here, or of nobody who takes part."""
    numbers = check.values.get("platforms", [])
    if len(numbers) > MOST_PLATFORMS:
        check.fault("platforms", "major_change_too_many", most=MOST_PLATFORMS)
        return
    if not numbers:
        return
    part = {check.platform.credit_code, *(one["credit_code"] for one in parties_of(check.values))}
    found = Platform.objects(
        number__in=[one for one in numbers if one != check.platform.number],
        authority=check.platform.authority,
        state=LibraryState.IN_LIBRARY.value,
        credit_code__in=sorted(part),
    ).scalar("number")  # index number_1
    if unknown := [one for one in numbers if one not in set(found)]:
        check.fault("platforms", "major_change_platform_unknown", read="、".join(unknown)[:200])
