"""Detection over a register extract of a million rows against a hundred thousand platforms.

The floor reads both once: the kept file piece by piece through ``csv``, and credit code and name
of every platform. A thousand rows differ and open a case each. Run
``PYTHONPATH=. python benchmarks/register_extract.py`` from the project's root.
"""

import csv
import io
import sys
import tempfile
from pathlib import Path

from benchmarks.library import lay_in
from benchmarks.ratios import Ceiling, interleaved, told
from benchmarks.service import NOW, service
from registry.authorities import load_authorities
from registry.documents.counters import Counter
from registry.documents.files import chunks_of
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.documents.register_extracts import RegisterExtract
from registry.documents.unreported_changes import UnreportedChange
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.register_extract_course import carry_out
from registry.services.register_extracts import receive
from registry.sheets.register_extracts import Pieces

PLATFORMS, ROWS, DIFFERING = 100_000, 1_000_000, 1_000
MOST_MEGABYTES, MOST_RATIO = 500, 5.0
_ROUNDS = 3
_STAFF = Actor(account="bench", name="测速", role=Role.MINISTRY_STAFF)
_WRITTEN = (UnreportedChange, LedgerEntry, OutboxMessage, Counter)


def main() -> int:
    """Lay both in, let figure and floor take turns, and fail above either ceiling."""
    with tempfile.TemporaryDirectory() as folder, service("bench_extract"):
        path = Path(folder) / "register.csv"
        _write(path)
        lay_in(PLATFORMS)
        with path.open("rb") as source:
            received = receive(source, path.name, by=_STAFF, at=NOW, rulebook=rulebook()).extract
        size = path.stat().st_size // 1024**2
        title = f"{ROWS:,} rows ({size} MB) against {PLATFORMS:,} platforms, {DIFFERING:,} cases"
        found = interleaved(
            {
                "detection": lambda _: _detect(received.number),
                "reading both once": lambda _: _read(received.digest),
            },
            rounds=_ROUNDS,
            repeat=1,
        )
        limit = [Ceiling("reading both once", MOST_RATIO)]
        holds = told(title, found, "detection", limit, limited_by="decoding and csv")
    peak = _peak()
    print(f"  peak of the process: {peak} MB (ceiling {MOST_MEGABYTES} MB)")
    return 0 if holds and peak <= MOST_MEGABYTES else 1


def _detect(number: str) -> None:
    for kind in _WRITTEN:
        kind.objects.delete()
    RegisterExtract.objects.update(
        set__state="comparing",
        set__rows_done=0,
        set__opened=0,
        set__matched=0,
        set__differing=0,
        set__row_count=ROWS,
    )  # fmt: skip - as it was received
    if not carry_out(number, at=NOW, rulebook=rulebook()):
        raise RuntimeError
    done = RegisterExtract.objects.get()
    in_library = Platform.objects(state="in_library").count()  # of the made-up ones some left
    if (done.rows_done, done.matched, done.opened) != (ROWS, in_library, done.differing):
        raise AssertionError(done.to_json())
    if done.opened < DIFFERING * 9 // 10:
        raise AssertionError(done.opened)


def _read(digest: str) -> None:
    lines = io.TextIOWrapper(
        io.BufferedReader(Pieces(chunks_of(digest)), 1 << 20), encoding="utf-8-sig", newline=""
    )
    count = sum(1 for _ in csv.reader(lines)) - 1
    fields = {"_id": False, "credit_code": True, "host_name": True}
    platforms = Platform._get_collection().find({"state": "in_library"}, fields, batch_size=5000)  # noqa: SLF001 - the bare driver is the floor
    names = {one["credit_code"]: one["host_name"] for one in platforms}
    if count != ROWS or len(names) < PLATFORMS * 9 // 10:
        raise AssertionError(count, len(names))


def _write(path: Path) -> None:
    authorities = list(load_authorities().names)
    every, differs = ROWS // PLATFORMS, PLATFORMS // DIFFERING
    with path.open("w", encoding="utf-8-sig", newline="") as opened:
        opened.write("统一社会信用代码,名称,类型,住所,经营状态,核准日期\r\n")
        for n in range(ROWS):
            place, is_ours = divmod(n, every)
            ordinal, authority = divmod(place, len(authorities))
            code = f"91{authorities[authority]}{ordinal:010d}" if not is_ours else f"92{n:016d}"
            name = f"第{ordinal}示例新材料研究院有限公司"
            if not is_ours and place % differs == 0:
                name = f"第{ordinal}示例新材料股份有限公司"
            opened.write(f"{code},{name},有限责任公司,某市某区某路{n}号,存续,2026-11-01\r\n")


def _peak() -> int:
    """Return the most megabytes this process ever held."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    sys.exit(main())
