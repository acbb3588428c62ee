"""What was read of a condition and what is wanted, in words: the same wherever it is told."""

from datetime import date

from registry.messages import say
from registry.policy.eligibility import Assessment
from registry.policy.facts import FACTS, FactType, in_words
from registry.policy.rules import Reading
from registry.services.eligibility import fact_labels


def read_words(one: Assessment) -> str:
    """Say what was read; where several figures count, each by its name."""
    told = [(reading, _value(reading)) for reading in one.reads]
    if len(told) == 1:
        return told[0][1] or say("condition_nothing_read")
    labels = fact_labels()
    named = [f"{labels[reading.fact]} {words}" for reading, words in told if words]
    return "；".join(named) or say("condition_nothing_read")


def wanted_words(one: Assessment) -> str:
    """Say what is wanted: a figure, a stretch of time without anything, or people's judgement."""
    rule = one.criterion.rule
    if rule in {"judged", "provided"}:
        return say(f"condition_wants_{rule}")
    if rule.startswith("none_within_years"):
        first, _, last = one.wanted.partition(" – ")
        return say(
            "condition_wants_nothing_since", first=first, last=last.partition(":")[0]
        )  # fmt: skip - one sentence
    return one.wanted.replace(" / ", say("condition_or"))


def _value(reading: Reading) -> str:
    if not reading.value:
        return ""
    kind = FACTS[reading.fact].type
    if kind is FactType.FLAG:
        return say("condition_stated" if reading.value == "True" else "condition_none")
    if kind is not FactType.EVENTS:
        return in_words(reading.value, reading.unit)
    if reading.value == "0":
        return say("condition_nothing_happened")
    days = [date.fromisoformat(day) for day in reading.value.split(", ")]
    return "、".join(
        say("condition_day", year=day.year, month=day.month, day=day.day) for day in days
    )
