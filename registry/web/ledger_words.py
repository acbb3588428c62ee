"""An entry of the ledger in words: its object by name, its change item by item."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from registry.documents.ledger import LedgerEntry
from registry.forms import application_form
from registry.incident_rules import incident_rules
from registry.messages import say, sentences
from registry.policy.desensitising import masked
from registry.services.authorities import authority_name
from registry.services.ledger import FILED, reason_of
from registry.services.ledger_names import LedgerNames
from registry.web.formats import moment, period, short_digest

_DIGEST = re.compile("[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d")
# By the noun of a verb and the item: the sentence of a code that alone would be another noun's
# word, or nobody's.
_SENTENCES_OF = {
    "incident": {
        "kind": "incident_kind_{}",
        "state": "state_incident_{}",
        "site": "incident_site_{}",
        "basis": "incident_basis_{}",
        "found": "ledger_incident_found_{}",
        "grade": "incident_grade_{}",
        "missing": "incident_{}",
    },
    "unreported_change": {
        "state": "state_unreported_{}",
        "changed_field": "unreported_field_{}",
        "seen_in": "unreported_origin_{}",
    },
    "register_extract": {"state": "state_extract_{}"},
    "realtime_update": {"questions": "realtime_question_{}"},
    "removal_case": {
        "state": "state_removal_{}",
        "outcome": "removal_closing_{}",
        "organ": "removal_organ_{}",
    },
    "removal_batch": {"state": "state_batch_{}"},
    "appeal": {
        "state": "state_appeal_{}",
        "outcome": "appeal_outcome_{}",
        "origin": "appeal_origin_{}",
        "asks": "appeal_asks_{}",
    },
    "delivery": {"channel": "channel_{}"},
    "chase": {"whom": "ledger_chase_whom_{}"},
    "webhook": {"kinds": "webhook_kind_{}", "state": "state_webhook_{}"},
    "contact_ways": {"channels": "channel_{}"},
    "ban": {"why": "state_ban_{}"},
    "ban_waiver": {"state": "state_waiver_{}"},
    "major_change": {"state": "state_change_{}"},
    "exit_proposal": {"state": "state_exit_{}"},
    "condition_finding": {"state": "state_condition_{}"},
    "summary_sheet": {"match": "ledger_match_{}"},
    "application": {"match": "ledger_match_{}"},
}
_RECORD = re.compile(r"([a-z_]+):([0-9A-Z-]+)")
_AUTHORITIES = frozenset({"authority", "authorities", "giving", "receiving"})


def act_word(verb: str) -> str:
    """Return an act's name; an act of an earlier version keeps at least its code."""
    return _said(f"story_{verb}") or verb


def subject_word(subject: str, names: LedgerNames) -> str:
    """Say what an act was done to, such as 账号 corps-lead（王五）; an unknown kind as it is."""
    noun, _, key = subject.partition(":")
    if noun == "service":
        return _said(f"ledger_noun_{key}") or say("ledger_subject_service")
    if noun == "lockout":
        return say("ledger_subject_lockout", named=_locked(key))
    if f"ledger_subject_{noun}" not in sentences():
        return subject
    return say(f"ledger_subject_{noun}", named=_named(noun, key, names))


def who_word(entry: LedgerEntry, names: LedgerNames) -> str:
    """Say who acted, in which role then, and on whose behalf."""
    who = say("ledger_named", key=entry.account_name, name=say(f"role_{entry.role}"))
    if not entry.acting_for:
        return who
    return f"{who}，{say('ledger_acting_for', whom=subject_word(entry.acting_for, names))}"


def reason_word(entry: LedgerEntry) -> str:
    """Say why an act was done, numbers of persons covered."""
    return masked(reason_of(entry))


def change_words(entry: LedgerEntry, names: LedgerNames) -> str:
    """Say what an act changed, item by item; what a host filed is not the auditor's to read.

    Why it was done is told apart.
    """
    noun = entry.verb.partition(".")[0]
    was, now = (
        {key: _by_noun(noun, key, value) for key, value in _items(side).items()}
        for side in (entry.before, entry.after)
    )
    told = []
    for key in (one for one in {**was, **now} if one != "reason"):
        if key in FILED:
            told.append(say("ledger_filing_not_shown"))
        elif was.get(key, "") != now.get(key, ""):
            value = now.get(key, was.get(key))
            old = f"{_value(key, was[key], names)} → " if key in was and key in now else ""
            label = _said(f"ledger_{noun}_{key}") or _said(f"ledger_{key}") or key
            told.append(f"{label}：{old}{_value(key, value, names)}")
    return "；".join(told)


def _by_noun(noun: str, key: str, value: Any) -> Any:  # noqa: ANN401 - any value an act wrote down
    """Put the codes of an item into its noun's words; what is no code stays as it is."""
    if isinstance(value, list) and (noun, key) in _TITLES:
        titles = _TITLES[noun, key]()
        return [titles.get(one, one) for one in value]
    code = _SENTENCES_OF.get(noun, {}).get(key)
    if code and isinstance(value, list):
        return [_said(code.format(one)) or one for one in value]
    return (code and isinstance(value, str) and _said(code.format(value))) or value


@cache
def _ticks() -> dict[str, str]:
    return {one.key: one.text for one in incident_rules().ticks}


@cache
def _sections() -> dict[str, str]:
    return {one.key: one.title for one in application_form().sections}


# What a file of config/ calls the codes that an item lists.
_TITLES: Mapping[tuple[str, str], Callable[[], Mapping[str, str]]] = {
    ("incident", "ticks"): _ticks,
    ("application", "sections"): _sections,
}


def _named(noun: str, key: str, names: LedgerNames) -> str:
    if noun == "account":
        return _account(key, names)
    if noun == "host" and key in names.hosts:
        return say("ledger_named", key=names.hosts[key], name=key)
    if noun == "authority":
        return authority_name(key)
    return period(key) if noun in {"reporting", "adjustment"} else key


def _account(key: str, names: LedgerNames) -> str:
    if key not in names.accounts:
        return key
    username, name = names.accounts[key]
    return say("ledger_named", key=username, name=name)


def _locked(key: str) -> str:
    """Say who had to wait; what was typed and cannot be a username is kept as a digest only."""
    kind, _, name = key.partition(":")
    return say("ledger_locked_nobody") if name.startswith("#") else say(
        f"ledger_locked_{kind}", named=name
    )  # fmt: skip


def _items(value: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    return value if isinstance(value, dict) else {} if value is None else {"value": value}


def _value(key: str, value: Any, names: LedgerNames) -> str:  # noqa: ANN401 - as above
    """Write the value of an item; some items hold the key of something that has a name."""
    if key == "filter":
        return _filter(value, names)
    if key == "reached" and value:
        return subject_word(value, names)
    if key == "ends" and value:
        return "、".join(_account(one, names) for one in value)
    if key == "host" and value:
        return names.hosts.get(value, value)
    if key in _AUTHORITIES and value:
        codes = value if isinstance(value, list) else [value]
        return "、".join(authority_name(code) for code in codes)
    return _written(value)


def _filter(value: Mapping[str, str] | None, names: LedgerNames) -> str:
    """Say what an export was narrowed to: each part by its name, or that there was none."""
    parts = []
    for key, one in (value or {}).items():
        if key == "subject":
            word = subject_word(one, names)
        elif key == "kind":
            word = _said(f"ledger_noun_{one}") or _said(f"sign_in_{one}") or one
        else:
            word = one
        parts.append(f"{_said(f'ledger_filter_{key}') or key} {word}")
    return "、".join(parts) or say("ledger_filter_none")


def _written(value: Any) -> str:  # noqa: ANN401 - as above
    """Write one value: words where there are any, what holds several one after the other."""
    if isinstance(value, dict):
        return "、".join(f"{_written(key)} {_written(one)}" for key, one in value.items())
    if isinstance(value, list) and value:
        return "、".join(_written(one) for one in value)
    if isinstance(value, bool):
        return say("ledger_yes" if value else "ledger_no")
    if value in (None, "", []):
        return say("ledger_empty")
    return _word(value) if isinstance(value, str) else str(value)


def _word(value: str) -> str:
    """Write a text: a code's word, a digest shortened, an instant in Beijing time."""
    if _DIGEST.fullmatch(value):
        return short_digest(value)
    if _INSTANT.fullmatch(value):
        return moment(datetime.fromisoformat(value))
    if (record := _RECORD.fullmatch(value)) and (noun := _said(f"ledger_noun_{record[1]}")):
        return f"{noun} {record[2]}"
    codes = (
        f"role_{value}",
        f"state_{value}",
        f"basis_{value}",
        f"channel_{value}",
        f"ground_{value}",
        f"major_change_{value}",
        f"state_timely_{value}",
        f"state_judged_{value}",
        f"ledger_file_{value}",
        f"activation_kind_{value}",
        f"permission_{value.replace(':', '_')}",
    )
    return next((said for code in codes if (said := _said(code))), masked(period(value)))


def _said(code: str) -> str:
    return say(code) if code in sentences() else ""
