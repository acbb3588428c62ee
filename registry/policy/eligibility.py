"""Eligibility: how a platform stands against every basic condition of part 一, at once."""

from dataclasses import dataclass
from datetime import date

from registry.policy import facts as fact_list
from registry.policy.facts import Facts
from registry.policy.provisions import Criterion
from registry.policy.rulebook import Programme
from registry.policy.rules import RULES, Reading
from registry.policy.vocabulary import Outcome


@dataclass(frozen=True, slots=True)
class Assessment:
    """One criterion assessed; clause and phrase stand in ``criterion``.

    ``code`` is the sentence for the outcome, ``mend`` the one that says how to mend it
    (empty where there is nothing to mend).
    """

    criterion: Criterion
    outcome: Outcome
    reads: tuple[Reading, ...]
    wanted: str

    @property
    def read(self) -> str:
        """Return the values read with their units, in the order of ``wanted``."""
        return " / ".join(f"{one.value} {one.unit}".strip() or "–" for one in self.reads)

    @property
    def code(self) -> str:
        """Return the code of the sentence that tells this outcome."""
        return f"eligibility_{self.criterion.rule}_{self.outcome}"

    @property
    def mend(self) -> str:
        """Return the code of the sentence that says how to mend it, or nothing where met."""
        return "" if self.outcome is Outcome.MET else f"mend_{self.criterion.rule}"


def assess(programme: Programme, facts: Facts, on: date) -> tuple[Assessment, ...]:
    """Assess every criterion in force on the day of submission, in the text's order.

    Raises ``FactError`` for a fact that is not on the list or of another type.
    """
    fact_list.check(facts)
    return tuple(_assess(criterion, facts, on) for criterion in programme.criteria(on))


def _assess(criterion: Criterion, facts: Facts, on: date) -> Assessment:
    verdict = RULES[criterion.rule](criterion, facts, on)
    return Assessment(criterion, verdict.outcome, verdict.reads, verdict.wanted)
