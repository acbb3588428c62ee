"""How much dearer a working-day look-up is than a bare dictionary access: prints the ratio.

Run ``python benchmarks/calendar_lookup.py`` from the project's root; fails above the ceiling.
"""

import sys
import timeit
from datetime import date, timedelta

from registry.calendars import working_calendar

CEILING = 3.0
ROUNDS = 200


def main() -> int:
    """Time both on every day of nine years and compare the best of five runs."""
    calendar = working_calendar()
    days = [date(2018, 1, 1) + timedelta(days=n) for n in range(9 * 365)]
    bare = dict.fromkeys(days, True)
    ask = calendar.is_working
    floor = min(timeit.repeat(lambda: [day in bare for day in days], number=ROUNDS, repeat=5))
    ours = min(timeit.repeat(lambda: [ask(day) for day in days], number=ROUNDS, repeat=5))
    per_look_up = ours / ROUNDS / len(days) * 1e9
    print(f"is_working: {per_look_up:.0f} ns, {ours / floor:.1f} x a dictionary `in`")
    print(f"ceiling: {CEILING} x")
    return 0 if ours / floor <= CEILING else 1


if __name__ == "__main__":
    sys.exit(main())
