"""Untrusted files are opened in children, a few at a time."""

import threading

import pytest

from registry import children
from registry.children import FilesBusy
from registry.sheets.reading import read_workbook


def test_a_full_house_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every place is taken the next file is refused at once, and its place is not lost."""
    places = threading.BoundedSemaphore(1)
    monkeypatch.setattr(children._Places, "free", places)
    with places, pytest.raises(FilesBusy):
        read_workbook(b"PK\x03\x04 anything", "a.xlsx")
    assert places.acquire(blocking=False)


def test_a_place_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that dies or takes too long answers nothing and frees its place."""
    monkeypatch.setattr(children._Places, "free", threading.BoundedSemaphore(1))
    assert children.answer_of("no_such_module", b"", seconds=20) is None
    assert children.answer_of("registry.sheets.worker", b"", seconds=0) is None
    assert children.answer_of("registry.sheets.worker", b"PK", seconds=20) is not None


@pytest.mark.parametrize(("threads", "places"), [(1, 1), (2, 1), (4, 3), (8, 7)])
def test_a_thread_is_left_to_answer(
    monkeypatch: pytest.MonkeyPatch, threads: int, places: int
) -> None:
    """As many files are opened at once as there are threads but one, and never none."""
    monkeypatch.setattr(children._Places, "free", threading.BoundedSemaphore(1))
    children.leave_a_thread_free(threads)
    taken = [children._Places.free.acquire(blocking=False) for _ in range(places + 1)]
    assert taken == [True] * places + [False]
