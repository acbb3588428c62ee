"""The last hour at ten times today's size: 24,000 platforms submit as fast as they are taken.

Ours is ``reserve serve`` with its embedded database, asked over HTTP: token, key, validation, what
changed against the quarter before, duty, ledger, messages, receipt. The floor is a bare Flask view
behind gunicorn with as many workers and threads, on the same database, writing the same documents
in one transaction. They take turns, a block of submissions each, so that what the machine does
besides hits both. Ours must keep at least half the floor's throughput, answer everything, and lose
nothing; how long a submission and the board take is told beside what they take of an idle service.

Run ``PYTHONPATH=. python benchmarks/submission_load.py`` from the project's root; ``--small``
sends a tenth.
"""

import json
import secrets
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from mongoengine.connection import get_db

from benchmarks.bare_submission import (
    FLOOR,
    Documents,
    laid_down,
    library_alike,
    written_where,
)
from benchmarks.board_pages import signed_in
from benchmarks.last_hour import LAST_HOUR, PERIOD, THEN, Owing, laid_in
from benchmarks.load_clients import Asked, Told, Watcher, at_rest, percentile, sent
from benchmarks.served import Served, bare, served
from benchmarks.submissions import TYPED
from config.settings import Settings
from registry.app import create_app
from registry.clock import Clock, stopwatch
from registry.database import connect, disconnect
from registry.documents.duties import DutyRow
from registry.embedded import EmbeddedServer, embedded_uri
from registry.permissions import Role
from registry.services.ledger_checks import check_all

ALL, SMALL, ROUNDS, IDLE = 24_000, 2_400, 24, 240
LEAST = 0.5
# As the page looks again by itself, and some who press the button.
LOOKS_EVERY = 5.0
CREATED = 201
DATABASE = "reserve"


@dataclass
class Measured:
    """What each round took: wall clock and processor of the whole machine's share, by contender."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"ours": [], "floor": []})
    processor: dict[str, list[float]] = field(default_factory=lambda: {"ours": [], "floor": []})

    def ratio(self) -> float:
        """Return ours to the floor in throughput: the median of the rounds."""
        pairs = zip(self.seconds["floor"], self.seconds["ours"], strict=True)
        return median(floor / ours for floor, ours in pairs)

    def processor_ratio(self) -> float:
        """Return how many times the floor's processor ours took."""
        return sum(self.processor["ours"]) / sum(self.processor["floor"])


@dataclass(frozen=True, slots=True)
class Prepared:
    """The library before its last hour, and the cookie of somebody who watches its board."""

    data: Path
    secret_key: str
    owing: list[Owing]
    cookie: str

    @property
    def board(self) -> Asked:
        """The ministry's board, as its browser asks for it."""
        return Asked("/board", headers={"Cookie": self.cookie})


@contextmanager
def prepared(count: int) -> Iterator[Prepared]:
    """Lay the library in, in a folder of its own that goes with the block."""
    with tempfile.TemporaryDirectory(prefix="reserve-bench-") as folder:
        data, secret_key = Path(folder), secrets.token_hex()
        server = EmbeddedServer(data)
        server.start()
        try:
            settings = Settings(
                data=data,
                mongodb_uri=server.uri,
                database=DATABASE,
                training=True,
                secret_key=secret_key,
                log_level="ERROR",
                second_factor="off",
                secure_cookies=False,
            )  # fmt: skip - as the service will have them
            app = create_app(settings, Clock(THEN))
            owing = laid_in(count, app)
            visitor = signed_in(app, Role.MINISTRY_LEAD, {}, at=LAST_HOUR)
            held = visitor.get_cookie(app.config["SESSION_COOKIE_NAME"])
            assert held  # noqa: S101 - else nobody watches
        finally:
            disconnect()
            server.stop()
        yield Prepared(data, secret_key, owing, f"{held.key}={held.value}")


def submissions(owing: Sequence[Owing]) -> list[Asked]:
    """Return the request of each platform, no two with the same figures."""
    return [
        Asked(
            f"/api/v1/platforms/{one.number}/quarterly-updates/{PERIOD}",
            {"values": TYPED | {"site_area": f"{2600 + ordinal % 90_000 / 100:.2f}"}},
            {"Authorization": f"Bearer {one.token}", "Idempotency-Key": f"load-{one.number}"},
        )
        for ordinal, one in enumerate(owing)
    ]


def written_by(receipt: str, number: str) -> Documents:
    """Return what one submission wrote."""
    return written_where(
        {
            "quarterly_updates": {"number": receipt},
            "platform_facts": {"source": f"quarterly_update:{receipt}"},
            "duties": {"receipt": receipt},
            "ledger": {"subject": f"platform:{number}", "after.receipt": receipt},
            "outbox": {"subject": f"quarterly_update:{receipt}"},
            "kept_answers": {"key": f"load-{number}"},
        }
    )


@contextmanager
def floor(data: Path, one: Told) -> Iterator[Served]:
    """Serve the bare view, on a copy of the library in the same database server."""
    receipt = json.loads(one.content)
    documents = written_by(receipt["number"], receipt["platform"])
    library_alike(FLOOR)
    profile = get_db().platforms.find_one({"number": receipt["platform"]})["profile"]
    file = data / "floor.bson"
    laid_down(documents, profile, file)
    with bare(f"benchmarks.bare_submission:from_file({str(file)!r},{embedded_uri(data)!r})") as it:
        yield it


def in_turns(
    ours: Served, theirs: Served, asked: Sequence[Asked], board: Watcher
) -> tuple[Measured, list[Told]]:
    """Send each block to ours and one like it to the floor; the one first, then the other."""
    measured, told, refused = Measured(), list[Told](), 0
    size = -(-len(asked) // ROUNDS)
    for turn in range(ROUNDS):
        block = asked[turn * size : (turn + 1) * size]
        alike = [Asked(f"/{one.path.split('/')[4]}", one.body, one.headers) for one in block]
        for name in ("ours", "floor") if turn % 2 else ("floor", "ours"):
            before = ours.processor_seconds() + theirs.processor_seconds()
            began = stopwatch()
            if name == "ours":
                with board:
                    told += sent(ours.address, block)
                    took = stopwatch() - began
            else:
                refused += sum(one.status != CREATED for one in sent(theirs.address, alike))
                took = stopwatch() - began
            measured.seconds[name].append(took)
            used = ours.processor_seconds() + theirs.processor_seconds() - before
            measured.processor[name].append(used / len(block))
    assert not refused, refused  # noqa: S101 - a floor that fails is none
    return measured, told


def lost(told: Sequence[Told]) -> list[str]:
    """Return what is amiss: an error, an answer without its record, a chain that does not hold."""
    amiss = [f"{one.status} {one.content[:300]!r}" for one in told if one.status != CREATED]
    answers = [json.loads(one.content) for one in told if one.status == CREATED]
    receipts = {one["number"]: one["digest"] for one in answers}
    database, whose = get_db(), {"$regex": f"^quarterly_update:{PERIOD}-"}
    kept = {
        one["number"]: one["digest"] for one in database.quarterly_updates.find({"period": PERIOD})
    }
    checked = check_all()
    counts = {
        "receipts, each another": len(receipts),
        "duties done": DutyRow.objects(period=PERIOD, done="done_on_time").count(),
        "facts of the profile": database.platform_facts.count_documents({"source": whose}),
        "entries of the ledger": database.ledger.count_documents(
            {"verb": "quarterly_update.submit", "after.receipt": {"$regex": f"^{PERIOD}-"}}
        ),
        "subjects of messages to hosts": len(
            database.outbox.distinct("subject", {"subject": whose, "audience": "host"})
        ),
        "subjects of messages to authorities": len(
            database.outbox.distinct("subject", {"subject": whose, "audience": "authority"})
        ),
        "answers kept": database.kept_answers.count_documents({"status": CREATED}),
    }
    amiss += [f"{name}: {count}" for name, count in counts.items() if count != len(told)]
    if kept != receipts:
        amiss.append(f"{len(kept)} versions on file are not the {len(receipts)} receipts given")
    if checked.broken:
        amiss.append(f"{checked.broken} of {checked.chains} chains: {checked.flaws[0]}")
    return amiss


def milliseconds(told: Sequence[Told]) -> str:
    """Return how long answers took: the middle one, and what 99 of 100 do not exceed."""
    seconds = [1000 * one.seconds for one in told]
    return f"p50 {percentile(seconds, 0.5):.0f} ms, p99 {percentile(seconds, 0.99):.0f} ms"


def main() -> int:
    """Measure and print; 1 where it keeps less than half the floor's pace, or loses anything."""
    count = SMALL if "--small" in sys.argv else ALL
    with (
        prepared(count + IDLE) as there,
        served(there.data, LAST_HOUR, there.secret_key) as ours,
    ):
        connect(embedded_uri(there.data), DATABASE)
        asked = submissions(there.owing)
        at_rest(ours.processor_seconds)
        board = Watcher(ours.address, there.board, LOOKS_EVERY)
        for _ in range(10):
            board.once()
        idle_board, idle = board.told[2:], sent(ours.address, asked[:IDLE], clients=1)
        board.told = []
        with floor(there.data, idle[0]) as theirs:
            measured, told = in_turns(ours, theirs, asked[IDLE:], board)
        amiss = lost([*idle, *told])
        amiss += [f"board: {one.status}" for one in [*idle_board, *board.told] if one.status != 200]  # noqa: PLR2004 - shown
        disconnect()
    pace = count / sum(measured.seconds["ours"]), count / sum(measured.seconds["floor"])
    print(f"{count:,} platforms submitting as fast as they are taken (floor: bare view)")
    print(f"  ours: {pace[0]:.0f} a second; floor: {pace[1]:.0f} a second")
    under = " BELOW" if measured.ratio() < LEAST else ""
    print(f"  {measured.ratio():.2f} of the floor's throughput (at least {LEAST}){under}")
    print(f"  {measured.processor_ratio():.2f} x the floor's processor time (told only)")
    print(f"  a submission: {milliseconds(told)}; of an idle service: {milliseconds(idle)}")
    print(
        f"  the board: {milliseconds(board.told)}; of an idle service: {milliseconds(idle_board)}"
    )
    print(f"  errors and losses: {len(amiss)}")
    for one in amiss[:10]:
        print(f"    {one}")
    return 1 if amiss or measured.ratio() < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
