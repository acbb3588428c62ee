"""Figures for whoever runs the service: counted in every worker, told for all of them together.

Where the service gives its workers a folder (``PROMETHEUS_MULTIPROC_DIR``), each keeps its
counts there and any of them tells all. Routes and codes are labels, never paths: a path may
name a record.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flask import Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client import generate_latest as render
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from pymongo.errors import OperationFailure, PyMongoError

from registry.database import client, is_reachable
from registry.documents.initial_loads import InitialLoad
from registry.documents.summary_sheets import SummarySheet
from registry.policy.calendar import WorkingCalendar
from registry.policy.initial_load_states import LoadState
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_states import SheetState
from registry.services.backups import last_backup
from registry.services.deliveries import queues
from registry.services.jobs import last_runs
from registry.services.windows import windows_of_day

_counted = CollectorRegistry()
_answers = Counter(
    "reserve_answers_total", "Answers by route and status", ["route", "status"], registry=_counted
)
_seconds = Histogram(
    "reserve_answer_seconds", "Seconds to answer, by route", ["route"], registry=_counted
)
_refusals = Counter(
    "reserve_refusals_total", "Refusals and failures by code", ["code"], registry=_counted
)
# What the database counts of its commands; the long parts of its answer are not asked for.
_LATENCIES = ("reads", "writes", "commands")
_ASKED = {"serverStatus": 1, "repl": 0, "wiredTiger": 0, "locks": 0, "network": 0}
# The server's code for a user who lacks the role.
_NOT_ALLOWED = 13


def count_answer(asked: Request, answer: Response, seconds: float) -> None:
    """Count one answer and how long it took."""
    route = asked.url_rule.rule if asked.url_rule else "unknown"
    _answers.labels(route, str(answer.status_code)).inc()
    _seconds.labels(route).observe(seconds)


def count_refusal(code: str) -> None:
    """Count one problem answer by its code."""
    _refusals.labels(code).inc()


class _Now(Collector):
    """What is asked at the moment of telling, and counted nowhere."""

    def __init__(self, at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> None:
        self._at = at
        self._windows = windows_of_day(at, rulebook=rulebook, calendar=calendar)

    def collect(self) -> Iterator[Metric]:
        """Give the gauges; without a database only the first."""
        up = is_reachable()
        yield _gauge("reserve_database_up", "1 while the database takes writes", int(up))
        yield from self._times()
        if up:
            try:
                yield from self._record()
                yield from _of_the_server()
            except PyMongoError:  # it went away just now
                return

    def _times(self) -> Iterator[GaugeMetricFamily]:
        closes = GaugeMetricFamily(
            "reserve_window_closes_seconds", "Until the open window closes", labels=["kind"]
        )
        opens = GaugeMetricFamily(
            "reserve_window_opens_seconds", "Until the next window opens", labels=["kind"]
        )
        for window in self._windows:
            is_open = window.accepts(self._at)
            until = window.closes_at if is_open else window.opens_at
            seconds = (until - self._at).total_seconds()
            (closes if is_open else opens).add_metric([window.kind.value], seconds)
        yield from (closes, opens)

    def _record(self) -> Iterator[GaugeMetricFamily]:
        admitting = SummarySheet.objects(state=SheetState.ADMITTING.value)
        yield _gauge("reserve_admissions", "Sheets under admission", admitting.count())
        stopped = admitting.filter(stopped_at__ne=None).count()
        yield _gauge("reserve_admissions_stopped", "Sheets whose admission broke off", stopped)
        loads = InitialLoad.objects(state=LoadState.LOADING.value, stopped_at__ne=None).count()
        yield _gauge("reserve_loads_stopped", "Initial loads that broke off", loads)
        ages = GaugeMetricFamily("reserve_job_age_seconds", "Since a job's run", labels=["name"])
        for run in last_runs():
            ages.add_metric([run.name], (self._at - run.ran_at).total_seconds())
        yield ages
        waiting = GaugeMetricFamily(
            "reserve_deliveries_waiting", "Deliveries that wait, by channel", labels=["channel"]
        )
        oldest = GaugeMetricFamily(
            "reserve_delivery_oldest_seconds", "Since the oldest waits", labels=["channel"]
        )
        dead = GaugeMetricFamily(
            "reserve_deliveries_dead", "Deliveries given up, by channel", labels=["channel"]
        )
        for channel, queue in queues().items():
            waiting.add_metric([channel], queue.waiting)
            dead.add_metric([channel], queue.dead)
            if queue.oldest:
                oldest.add_metric([channel], (self._at - queue.oldest).total_seconds())
        yield from (waiting, oldest, dead)
        if backup := last_backup():
            age = (self._at - backup.taken_at).total_seconds()
            yield _gauge("reserve_backup_age_seconds", "Since the newest backup", age)


def _of_the_server() -> Iterator[Metric]:
    """Give what the primary counted itself since it started, of all who ask it.

    Counting here would make each of our commands a twentieth dearer. It wants the role
    clusterMonitor; without that, and where a server does not count, figures are left out.
    """
    try:
        counts: Mapping[str, Any] = client().admin.command(dict(_ASKED))
    except OperationFailure as error:
        if error.code == _NOT_ALLOWED:
            return
        raise
    # Each member counts for itself: after a change of primary another count goes on.
    server = counts.get("host", "")
    seconds = SummaryMetricFamily(
        "reserve_database_seconds", "Seconds of a database command", labels=["server", "kind"]
    )
    for kind in _LATENCIES:
        if told := counts.get("opLatencies", {}).get(kind):
            seconds.add_metric([server, kind], told["ops"], told["latency"] / 1_000_000)
    failures = CounterMetricFamily(
        "reserve_database_failures", "Failed database commands", labels=["server", "command"]
    )
    for command, told in counts.get("metrics", {}).get("commands", {}).items():
        if isinstance(told, dict) and told.get("failed"):
            failures.add_metric([server, command], told["failed"])
    yield from (seconds, failures)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value)


def told(at: datetime, rulebook: Rulebook, calendar: WorkingCalendar) -> bytes:
    """Return all figures in Prometheus' text, of all workers where they share a folder."""
    counted = CollectorRegistry()
    try:
        MultiProcessCollector(counted)
    except ValueError:  # no folder: this process is the only one
        counted = _counted
    now = CollectorRegistry()
    now.register(_Now(at, rulebook, calendar))
    return render(counted) + render(now)
