"""What a verified major change does to the library: facts with their day, and lineage.

Everything is added: names and facts from the event's day on, beside the day they were written
down. What stands on record today is changed only where nothing newer is known already. The
number, the history, the duties and the bans of a platform stay what they were.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.documents.hosts import Host, HostName
from registry.documents.major_changes import MajorChange
from registry.documents.platforms import Platform, PlatformFact
from registry.errors import Refusal
from registry.policy.major_changes import MajorChangeKind
from registry.policy.summary_sheet_rows import name_key
from registry.policy.vocabulary import LibraryState
from registry.services import (
    condition_finding_records,
    lineages,
    support_requests,
    update_returns,
)
from registry.services.authorities import taxonomy
from registry.services.hosts import HostEntry, HostOnRecord, enter_hosts, hosts_of_codes
from registry.services.major_change_values import Party, parties_of


class MajorChangeNameTaken(Refusal):
    """The host has another platform of this name in the library already (ruling 16)."""

    code = "major_change_name_taken"
    status = 409


class MajorChangePlatformGone(Refusal):
    """The platform is not in the library: nothing of it can change."""

    code = "major_change_platform_gone"
    status = 409


@dataclass(slots=True)
class Effects:
    """What came of it: by platform what was and what is now, and who carries it from now on."""

    before: dict[str, dict[str, Any]] = field(default_factory=dict)
    after: dict[str, dict[str, Any]] = field(default_factory=dict)
    carriers: set[str] = field(default_factory=set)
    authorities: set[str] = field(default_factory=set)

    def note(self, platform: Platform, name: str, was: object, now: object) -> None:
        """Note that something of a platform changed."""
        self.before.setdefault(platform.number, {})[name] = was
        self.after.setdefault(platform.number, {})[name] = now
        self.authorities.add(platform.authority)


def take_effect(change: MajorChange, *, at: datetime) -> Effects:
    """Change the library as a verified change tells, inside the caller's transaction.

    Raises MajorChangePlatformGone; NotUniqueError where a name is taken.
    """
    platform = Platform.objects(
        number=change.platform,
        authority=change.authority,
        state=LibraryState.IN_LIBRARY.value,
    ).first()  # index number_1
    if platform is None:
        raise MajorChangePlatformGone(name=change.platform_name)
    effects = Effects()
    # Touched before anything is read on, so that two at once conflict and one is retried.
    Platform.objects(number=platform.number).update_one(set__changed_at=at)
    for wanted, work in _WORK:
        if wanted in change.values or wanted == change.kind:
            work(change, platform, effects, at)
    return effects


def _rename_host(change: MajorChange, platform: Platform, effects: Effects, at: datetime) -> None:
    """Give the host its new name from the day on, with all its platforms, wherever they are."""
    called = change.values["host_name"]
    HostName(
        host=platform.host,
        name=called,
        name_key=name_key(called),
        effective_on=change.event_on,
        recorded_at=at,
    ).save(force_insert=True)
    if HostName.objects(host=platform.host, effective_on__gt=change.event_on).first():
        return  # index host_1_effective_on_1_recorded_at_1: a later name is known already
    Host.objects(id=platform.host).update_one(set__name=called, set__name_key=name_key(called))
    for one in Platform.objects(host=platform.host):  # index host_1_number_1
        effects.note(one, "host_name", one.host_name, called)
    Platform.objects(host=platform.host).update(set__host_name=called, set__changed_at=at)


def _rename_platform(
    change: MajorChange, platform: Platform, effects: Effects, at: datetime
) -> None:
    called = change.values["platform_name"]
    today = {"name": called, "name_key": name_key(called)}
    _set_fact(change, platform, "name", called, today, at)
    effects.note(platform, "name", platform.name, called)


def _set_kind(change: MajorChange, platform: Platform, effects: Effects, at: datetime) -> None:  # noqa: ARG001 - one of several, called alike
    kind = change.values["host_kind"]
    host = Host.objects(id=platform.host).first()
    Host.objects(id=platform.host).update_one(set__kind=kind)
    effects.note(platform, "host_kind", host.kind if host else "", kind)


def _relocate(change: MajorChange, platform: Platform, effects: Effects, at: datetime) -> None:
    place = change.values["place"]
    _set_fact(change, platform, "place", place, {"place": place}, at)
    effects.note(platform, "place", platform.place, place)
    effects.note(platform, "address", "", change.values["address"])


def _reclassify(change: MajorChange, platform: Platform, effects: Effects, at: datetime) -> None:
    """Set field and direction; what is not stated stays as it is."""
    its = change.values.get("taxonomy_field", platform.taxonomy_field)
    direction = change.values.get("direction", platform.direction)
    if (its, direction) == (platform.taxonomy_field, platform.direction):
        return
    edition = taxonomy().edition
    fact = {"edition": edition, "field": its, "direction": direction}
    today = {"taxonomy_edition": edition, "taxonomy_field": its, "direction": direction}
    _set_fact(change, platform, "taxonomy", fact, today, at)
    effects.note(platform, "taxonomy_field", platform.taxonomy_field, its)
    effects.note(platform, "direction", platform.direction, direction)


def _merge(change: MajorChange, platform: Platform, effects: Effects, at: datetime) -> None:
    """Let every host that merged precede the one that is left, and that one carry our platforms.

    The platforms of the other hosts stay with them until their own authority verifies it.
    """
    hosts = _hosts_named(change, platform, at)
    successor = hosts[change.values["successor"]["credit_code"]]
    for code in (platform.credit_code, *(one["credit_code"] for one in change.values["merging"])):
        lineages.connect(
            lineages.HOST, hosts[code].id, successor.id, by_change=change, at=at
        )  # fmt: skip - one step
    effects.carriers.add(successor.id)
    ours = Platform.objects(
        host=platform.host, authority=change.authority, state=LibraryState.IN_LIBRARY.value
    )  # index host_1_number_1
    for one in list(ours):
        _hand_on(change, one, successor, effects, at)
    for number in change.values.get("platforms", ()):
        lineages.connect(lineages.PLATFORM, number, platform.number, by_change=change, at=at)


def _split(change: MajorChange, platform: Platform, effects: Effects, at: datetime) -> None:
    """Let the host precede each host that came out of it; the one named carries this platform."""
    hosts = _hosts_named(change, platform, at)
    for party in change.values["successors"]:
        successor = hosts[party["credit_code"]]
        lineages.connect(lineages.HOST, platform.host, successor.id, by_change=change, at=at)
    carrier = hosts[change.values["carrier"]]
    effects.carriers.add(carrier.id)
    _hand_on(change, platform, carrier, effects, at)
    for number in change.values.get("platforms", ()):
        lineages.connect(lineages.PLATFORM, platform.number, number, by_change=change, at=at)


def _hosts_named(
    change: MajorChange, platform: Platform, at: datetime
) -> Mapping[str, HostOnRecord]:
    """Return the platform's host and every host a change names, by code; new ones are entered."""
    named: dict[str, Party] = {one["credit_code"]: one for one in parties_of(change.values)}
    known = hosts_of_codes({*named, platform.credit_code})
    entries = [
        HostEntry(code, one["name"], change.event_on)
        for code, one in named.items()
        if code not in known
    ]
    return {**known, **enter_hosts(entries, recorded_at=at)} if entries else known


def _hand_on(
    change: MajorChange, platform: Platform, to: HostOnRecord, effects: Effects, at: datetime
) -> None:
    """Let another host carry a platform from the day on; its number and all it owes stay."""
    if to.id == platform.host:
        return
    today = {"host": to.id, "credit_code": to.credit_code, "host_name": to.name}
    _set_fact(change, platform, "host", to.id, today, at)
    for its in (condition_finding_records, support_requests, update_returns):
        its.follow_host(platform.number)
    effects.note(platform, "host", platform.host, to.id)
    effects.note(platform, "credit_code", platform.credit_code, to.credit_code)


def _set_fact(  # noqa: PLR0917 - one line of facts, read across
    change: MajorChange,
    platform: Platform,
    aspect: str,
    value: object,
    today: Mapping[str, object],
    at: datetime,
) -> None:
    """Write a fact with its day; today's record follows unless a later fact is known."""
    PlatformFact(
        platform=platform.number,
        aspect=aspect,
        value=value,
        effective_on=change.event_on,
        recorded_at=at,
        source=f"major_change:{change.number}",
    ).save(force_insert=True)
    later = PlatformFact.objects(
        platform=platform.number, aspect=aspect, effective_on__gt=change.event_on
    ).first()  # index platform_1_aspect_1_effective_on_-1_recorded_at_-1
    if later is None:
        now = {f"set__{name}": one for name, one in today.items()}
        Platform.objects(number=platform.number).update_one(**now, set__changed_at=at)


_Work = Callable[[MajorChange, Platform, Effects, datetime], None]
# What is done where a change states a value, or is of a kind; hosts first, then what they carry.
_WORK: tuple[tuple[str, _Work], ...] = (
    ("host_name", _rename_host),
    ("host_kind", _set_kind),
    ("platform_name", _rename_platform),
    ("place", _relocate),
    (MajorChangeKind.SERVICE_CHANGE.value, _reclassify),
    (MajorChangeKind.MERGER.value, _merge),
    (MajorChangeKind.SPLIT.value, _split),
)
