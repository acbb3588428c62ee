"""The rulebook: every programme's provisions, read from TOML, checked whole at load.

It refuses to load (``RulebookError`` naming file and provision) on an unknown
key, rule or fact, a missing clause or phrase, a value of another type,
or two versions of one provision that hold on the same day.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from registry.policy import tables
from registry.policy.provisions import (
    Consequence,
    Criterion,
    Duty,
    NotModelled,
    Provision,
    Ruling,
    WindowRule,
)
from registry.policy.readers import (
    read_consequence,
    read_criterion,
    read_duty,
    read_not_modelled,
    read_provision,
    read_ruling,
    read_window,
)
from registry.policy.tables import RulebookError, Table
from registry.policy.vocabulary import WindowKind

__all__ = ["NoSuchProvisionError", "Programme", "Rulebook", "RulebookError", "load_rulebook"]

_DIGEST_LENGTH = 12
_Found = TypeVar("_Found", bound=Provision)


class NoSuchProvisionError(LookupError):
    """Raised where a programme has no such provision in force on that day."""

    def __init__(self, programme: str, id: str, on: date | None = None) -> None:  # noqa: A002 - it is the id
        super().__init__(f"{programme}: no provision {id!r}" + (f" on {on}" if on else ""))
        self.programme = programme
        self.id = id
        self.on = on


@dataclass(frozen=True, eq=False, kw_only=True)
class Programme:
    """One instrument's provisions, in the text's order; ``adopted`` is False for a draft."""

    id: str
    title: str
    issuer: str
    adopted: bool
    all_criteria: tuple[Criterion, ...] = ()
    window_rules: tuple[WindowRule, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    duties: tuple[Duty, ...] = ()
    procedures: tuple[Provision, ...] = ()
    selections: tuple[Provision, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    not_modelled: tuple[NotModelled, ...] = ()

    def criteria(self, on: date) -> tuple[Criterion, ...]:
        """Return the criteria in force on this day."""
        return tuple(one for one in self.all_criteria if one.in_force(on))

    def criterion(self, id: str, on: date) -> Criterion:  # noqa: A002 - it is the id
        """Return the criterion as it stands on this day; raises NoSuchProvisionError."""
        return self._one(self.all_criteria, id, on)

    def window_rule(self, kind: WindowKind, on: date) -> WindowRule:
        """Return the window provision of this kind on this day; raises NoSuchProvisionError."""
        return self._one(self.window_rules, kind, on)

    def consequence(self, ground: str, on: date) -> Consequence:
        """Return the consequence of this ground on this day; raises NoSuchProvisionError."""
        return self._one(self.consequences, ground, on)

    def duty(self, id: str, on: date) -> Duty:  # noqa: A002 - it is the id
        """Return the duty as it stands on this day; raises NoSuchProvisionError."""
        return self._one(self.duties, id, on)

    def ruling(self, id: str, on: date) -> Ruling:  # noqa: A002 - it is the id
        """Return the house ruling as it stands on this day; raises NoSuchProvisionError."""
        return self._one(self.rulings, id, on)

    def provisions(self) -> tuple[Provision, ...]:
        """Return every provision, criteria first, house rulings last."""
        return (
            *self.all_criteria,
            *self.window_rules,
            *self.duties,
            *self.procedures,
            *self.selections,
            *self.consequences,
            *self.rulings,
        )

    def _one(self, among: Iterable[_Found], id: str, on: date) -> _Found:  # noqa: A002 - it is the id
        for one in among:
            if one.id == id and one.in_force(on):
                return one
        raise NoSuchProvisionError(self.id, id, on)


@dataclass(frozen=True, eq=False)
class Rulebook:
    """All programmes; ``version`` is twelve hexadecimal digits of the files' content."""

    version: str
    programmes: Mapping[str, Programme]

    def programme(self, id: str) -> Programme:  # noqa: A002 - it is the id
        """Return a programme; raises NoSuchProvisionError where no file of that name was loaded."""
        try:
            return self.programmes[id]
        except KeyError:
            raise NoSuchProvisionError(id, "programme") from None


def load_rulebook(folder: Path) -> Rulebook:
    """Read every ``*.toml`` of the folder; raises RulebookError on anything it cannot vouch for."""
    digest = hashlib.sha256()
    programmes: dict[str, Programme] = {}
    for path in sorted(folder.glob("*.toml")):
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content + b"\0")
        programme = _programme(path, content)
        programmes[programme.id] = programme
    if not programmes:
        raise RulebookError(folder.name, "*.toml", "no programme found")
    return Rulebook(digest.hexdigest()[:_DIGEST_LENGTH], MappingProxyType(programmes))


def _programme(path: Path, content: bytes) -> Programme:
    try:
        raw = tomllib.loads(content.decode(), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise RulebookError(path.name, "file", str(fault)) from fault
    whole = tables.as_table(path.name, raw)
    head = whole.table("programme")
    programme = Programme(
        id=_own_name(head, path),
        title=head.text("title"),
        issuer=head.text("issuer"),
        adopted=head.flag("adopted", default=False),
        all_criteria=tuple(map(read_criterion, whole.tables("criterion"))),
        window_rules=tuple(map(read_window, whole.tables("window", required=False))),
        consequences=tuple(map(read_consequence, whole.tables("consequence", required=False))),
        duties=tuple(map(read_duty, whole.tables("duty", required=False))),
        procedures=tuple(map(read_provision, whole.tables("procedure", required=False))),
        selections=tuple(map(read_provision, whole.tables("selection", required=False))),
        rulings=tuple(map(read_ruling, whole.tables("ruling", required=False))),
        not_modelled=tuple(map(read_not_modelled, whole.tables("not_modelled", required=False))),
    )
    head.finish()
    whole.finish()
    _refuse_overlaps(path.name, programme.provisions())
    return programme


def _own_name(head: Table, path: Path) -> str:
    name = head.name("id")
    if name != path.stem:
        raise head.refuse(f"unknown programme: the file is called {path.stem!r}")
    return name


def _refuse_overlaps(file: str, provisions: Iterable[Provision]) -> None:
    """Two versions of one provision never hold on one day; an id belongs to one kind."""
    seen: dict[str, list[Provision]] = {}
    for one in provisions:
        if one.until is not None and one.until < one.since:
            raise RulebookError(file, one.id, "until lies before since")
        for other in seen.setdefault(one.id, []):
            if type(other) is not type(one):
                raise RulebookError(file, one.id, "one id for two kinds of provision")
            if _overlap(one, other):
                raise RulebookError(file, one.id, "overlapping dates")
        seen[one.id].append(one)


def _overlap(one: Provision, other: Provision) -> bool:
    first, second = sorted((one, other), key=lambda each: each.since)
    return first.until is None or first.until >= second.since
