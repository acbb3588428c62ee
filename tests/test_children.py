"""Untrusted files are opened in children, a few at a time."""

import resource
import threading
from pathlib import Path
from typing import Any

import pytest

from registry import children
from registry.children import FilesBusy
from registry.clock import pause, stopwatch
from registry.sheets.reading import read_workbook
from tests.watching import watched


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


def _misbehaved(way: str, content: bytes = b"", seconds: float = 20) -> tuple[str, Any]:
    with watched() as seen:
        answer = children.answer_of("tests.misbehaving", content, way, seconds=seconds)
    (child,) = seen
    return child.ended, answer


@pytest.mark.parametrize(
    ("way", "seconds", "ended"),
    [
        ("endless", 60, "too_long"),
        ("silent", 2, "late"),
        ("confined_spins", 60, "died"),
        ("confined_aborts", 60, "died"),
    ],
)
def test_a_child_is_heard_for_so_long_and_so_much(way: str, seconds: float, ended: str) -> None:
    """Speaking, staying or computing without end gives no answer, and ends the child."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    assert _misbehaved(way, seconds=seconds) == (ended, None)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before
    assert grown < 3 * children.ANSWER_BYTES


def test_what_a_child_leaves_behind_goes_with_it(tmp_path: Path) -> None:
    """A child's own child does not outlive it, though it keeps the pipe open."""
    note = tmp_path / "pid"
    assert _misbehaved("parent", str(note).encode(), seconds=8) == ("late", None)
    left = Path(f"/proc/{note.read_text()}/status")
    deadline = stopwatch() + 10
    while left.exists() and "State:\tZ" not in left.read_text() and stopwatch() < deadline:
        pause(0.05)
    assert not left.exists() or "State:\tZ" in left.read_text()


def test_nothing_of_the_service_comes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child has no variable and no open file of the service: the upload and two pipes alone."""
    monkeypatch.setenv("RESERVE_SECRET_KEY", "secret")
    _, answer = _misbehaved("surroundings")
    assert set(answer["environment"]) <= {"LC_CTYPE"}
    assert sorted(one.partition(":")[0] for one in answer["open"]) == [
        "/dev/null",
        "/memfd",
        "pipe",
    ]


def test_a_confined_child_can_do_nothing_but_read(tmp_path: Path) -> None:
    """No file, no socket, no program, no signal: whatever took a reader over stays alone."""
    target = tmp_path / "written"
    _, answer = _misbehaved("confined_tries", str(target).encode())
    told = {name: denied for name, denied in answer.items() if name != "peak_mb"}
    assert set(told.values()) == {True}, told
    assert not target.exists()


def test_a_confined_child_keeps_to_its_memory() -> None:
    """More memory than its cap is not given, and that is what it answers."""
    _, answer = _misbehaved("confined_hoards")
    assert answer["error"] == "unsafe"
    assert answer["peak_mb"] < 512


def test_an_upload_leaves_nothing_open() -> None:
    """After an upload no file stands open that was not open before."""
    before = set(Path("/proc/self/fd").iterdir())
    children.answer_of("registry.sheets.worker", b"a,b\n", seconds=20)
    assert set(Path("/proc/self/fd").iterdir()) <= before
