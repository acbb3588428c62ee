"""Acts that start at the same moment, for tests of races."""

import threading
from collections.abc import Callable
from typing import Any


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Start the acts together; return what each gave, a refusal as itself."""
    start, given = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            given[place] = act()
        except Exception as refusal:  # noqa: BLE001 - the refusal is what is looked at
            given[place] = refusal

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given
