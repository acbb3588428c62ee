"""Leadership 定时工作主持: of all processes of ``reserve jobs`` one runs the jobs, by lease.

The lease is by the database's clock. It keeps work from being done twice for nothing and excludes
nobody; what makes the work safe is that every job may run twice. No rule reads who leads.
"""

import os
import socket
from dataclasses import dataclass, field
from datetime import datetime

from mongoengine.errors import NotUniqueError, OperationError
from pymongo.errors import PyMongoError

from registry.clock import stopwatch
from registry.database import Superseded
from registry.documents.leadership import JobsLead, JobsProcess
from registry.services import leases

_ONE, _STATE = "jobs", "led"
# Who has not renewed so long before its lease ends believes no longer that it holds it.
_MARGIN_SECONDS = 3.0
_SEEN_SECONDS = 20
_AWAY = (PyMongoError, OperationError)


@dataclass(frozen=True, slots=True)
class Leadership:
    """Who leads, since when, and who stands by, each by its place; all empty where none runs."""

    leader: str = ""
    since: datetime | None = None
    standing_by: tuple[str, ...] = ()


@dataclass(slots=True)
class Seat:
    """One process's seat at the lead. Without a database it holds what it held for a while."""

    holder: str = field(default_factory=leases.new_holder)
    place: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    _until: float = 0.0

    def take(self) -> bool:
        """Be seen, and take the lead where nobody has it; False also where nobody can be asked."""
        try:
            self._be_seen()
            return self._taken()
        except _AWAY:
            return False

    def renew(self) -> bool:
        """Be seen, and keep the lead; False once another may have it."""
        began = stopwatch()
        try:
            self._be_seen()
            held = leases.keep(JobsLead, _ONE, self.holder)
        except _AWAY:
            return began < self._until
        self._until = _end_from(began) if held else 0.0
        return held

    def check(self) -> None:
        """Let no transaction begin of one who lost the lead. Raises Superseded.

        Only a look, no lock: one that looked just before may still be kept. A write here would
        make the leader's own renewals wait for its transactions, and is not needed: what two
        transactions both write conflicts on those records, and every job may run twice.
        """
        if not JobsLead.objects(number=_ONE, lease_holder=self.holder).first():
            raise Superseded

    def leave(self) -> None:
        """Give the lead to whoever stands by, and be forgotten; without a database it lapses."""
        try:
            JobsLead.objects(number=_ONE, lease_holder=self.holder).update_one(
                unset__lease_until=True, unset__lease_holder=True
            )
            JobsProcess.objects(id=self.holder).delete()
        except _AWAY:
            return

    def _be_seen(self) -> None:
        JobsProcess._get_collection().update_one(  # noqa: SLF001 - the time is the database's
            {"_id": self.holder},
            {"$set": {"place": self.place}, "$currentDate": {"seen_at": True}},
            upsert=True,
        )

    def _taken(self) -> bool:
        began = stopwatch()
        try:
            JobsLead.objects(id=_ONE).update_one(
                upsert=True, set_on_insert__number=_ONE, set_on_insert__state=_STATE
            )
        except NotUniqueError:  # another made it in the same moment
            return False
        if not leases.take(JobsLead, _ONE, _STATE, self.holder):
            return False
        JobsLead._get_collection().update_one(  # noqa: SLF001 - as above
            {"number": _ONE, "lease_holder": self.holder}, {"$currentDate": {"since": True}}
        )
        self._until = _end_from(began)
        return True


def leadership() -> Leadership:
    """Return who leads and who stands by now, by the database's clock; two queries."""
    lead = JobsLead.objects(__raw__={"$expr": {"$gt": ["$lease_until", "$$NOW"]}}).first()
    lasting = {"$subtract": ["$$NOW", _SEEN_SECONDS * 1000]}
    seen = JobsProcess.objects(__raw__={"$expr": {"$gt": ["$seen_at", lasting]}}).order_by("id")
    places = {one.id: one.place for one in seen}
    if lead is None:
        return Leadership(standing_by=tuple(places.values()))
    leader = places.pop(lead.lease_holder, lead.lease_holder)
    return Leadership(leader, lead.since, tuple(places.values()))


def _end_from(began: float) -> float:
    return began + leases.MILLISECONDS / 1000 - _MARGIN_SECONDS
