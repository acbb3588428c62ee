"""What the measurements share: interleaved rounds, medians, and ratios held to their ceilings.

A machine is never quiet, so nothing here is judged by its seconds: every contender runs in
every round, in turn, and a ratio is the median of the ratios of the rounds.
"""

import gc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How many times the seconds of ``against`` the figure may take. 0 is only told."""

    against: str
    most: float = 0.0


@dataclass(frozen=True, slots=True)
class Rounds:
    """What was measured: seconds per unit of work, by contender, a number for each round."""

    seconds: Mapping[str, Sequence[float]]

    def of(self, contender: str) -> float:
        """Return the median seconds of a contender."""
        return median(self.seconds[contender])

    def ratio(self, figure: str, against: str) -> float:
        """Return the median of the ratios of the rounds."""
        pairs = zip(self.seconds[figure], self.seconds[against], strict=True)
        return median(ours / other for ours, other in pairs)


def interleaved(
    contenders: Mapping[str, Callable[[int], object]], *, rounds: int, repeat: int
) -> Rounds:
    """Let each contender do its work ``repeat`` times in every round; the first is a rehearsal.

    The work is given an ordinal that it gets once, so that it can do something new each time.
    Contenders take turns in going first.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    names = list(contenders)
    for turn in range(rounds + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            work = contenders[name]
            gc.collect()
            began = perf_counter()
            for ordinal in range(turn * repeat, (turn + 1) * repeat):
                work(ordinal)
            if turn:
                seconds[name].append((perf_counter() - began) / repeat)
    return Rounds(seconds)


def told(
    title: str, found: Rounds, figure: str, ceilings: Sequence[Ceiling], *, limited_by: str = ""
) -> bool:
    """Print the figure, what it is held against, each ratio beside its ceiling, and what limits.

    Returns whether every ceiling holds.
    """
    print(title)
    for name in (figure, *(one.against for one in ceilings)):
        shown = found.of(name)
        print(f"  {name}: {shown * 1000:.2f} ms" if shown < 1 else f"  {name}: {shown:.2f} s")
    holds = True
    for one in ceilings:
        ratio = found.ratio(figure, one.against)
        limit = f"ceiling {one.most:g}" if one.most else "told only"
        above = bool(one.most) and ratio > one.most
        print(f"  {ratio:.2f} x {one.against} ({limit}){' ABOVE' if above else ''}")
        holds = holds and not above
    if limited_by:
        print(f"  limited by: {limited_by}")
    return holds
