"""What became of something sent outward: a code for the fault, never what the other side wrote.

An answer from outside is shown nowhere: it may hold anything.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """``fault`` is empty where the other side took it; ``status`` is what it answered, if it did.

    ``permanent``: sending the same again comes to the same. ``away``: the way itself is shut,
    so that others need not be tried now.
    """

    fault: str = ""
    status: int | None = None
    permanent: bool = False
    away: bool = False


SENT = Outcome()
