"""Reconciling a summary sheet 汇总表 with the authority's applications 申报 of the round.

The sheet lists the new batch (ruling 12): what is compared here overwrites nothing, and what
the sheet leaves out removes nothing. A row enters on a recommended application (ruling 14).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from registry.policy.application_states import ApplicationState
from registry.policy.findings import Finding
from registry.policy.provisions import Provision
from registry.policy.rulebook import Programme
from registry.policy.summary_sheet_rows import FiledApplication, SheetRow, as_written, name_key
from registry.policy.vocabulary import Opinion, Severity

NEEDS_APPLICATION = "entry_needs_application"
# The house's own: which of the two enters where they differ, and what is said beforehand.
_SEALED = "docs/decisions/sealed-form-enters.md"
SHEET_YIELDS = "sheet_differs_from_application"
Key = tuple[str, str]

# Of two applications for one platform the one that has come further counts.
_FURTHEST_FIRST = (
    ApplicationState.RECOMMENDED,
    ApplicationState.ADMITTED,
    ApplicationState.IN_REVIEW,
    ApplicationState.SUBMITTED,
    ApplicationState.RETURNED,
    ApplicationState.REFUSED,
)
# Only these are compared: what was never submitted, or was taken back, is nobody's business here.
COMPARED = frozenset(_FURTHEST_FIRST)


class Pile(StrEnum):
    """Where a platform is found: on both sides, in the sheet alone, or among applications alone."""

    MATCHED = "matched"
    ONLY_IN_SHEET = "only_in_sheet"
    ONLY_ONLINE = "only_online"


class Standing(StrEnum):
    """What a row of the sheet comes to."""

    NEW = "new"
    ALREADY_IN_LIBRARY = "already_in_library"
    KEPT_OUT = "kept_out"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that the sheet and the application do not say alike."""

    field: str
    sheet: str
    online: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A row and the application of its platform, if there is one, with what differs."""

    row: SheetRow
    pile: Pile
    standing: Standing
    application: FiledApplication | None = None
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A sheet's rows in their order, and the recommended applications it leaves out."""

    rows: tuple[Compared, ...]
    only_online: tuple[FiledApplication, ...]

    def pile(self, pile: Pile) -> tuple[Compared, ...]:
        """Return the rows of a pile; of what is only online there is none."""
        return tuple(one for one in self.rows if one.pile is pile)

    def count(self, standing: Standing) -> int:
        """Return how many rows come to this."""
        return sum(one.standing is standing for one in self.rows)

    @property
    def differing(self) -> int:
        """Return how many matched rows differ from their application."""
        return sum(bool(one.differences) for one in self.rows)


def key_of(row: SheetRow) -> Key:
    """Return what a row is matched by: credit code and platform name (ruling 16)."""
    return row.text("credit_code"), name_key(row.text("platform_name"))


def by_platform(applications: Iterable[FiledApplication]) -> dict[Key, FiledApplication]:
    """Return the application of each platform that has come furthest, the later number first."""
    found: dict[Key, FiledApplication] = {}
    for one in applications:
        key = one.credit_code, one.name_key
        if key not in found or (-_rank(one.state), one.number) > (
            -_rank(found[key].state),
            found[key].number,
        ):
            found[key] = one
    return found


def _rank(state: str) -> int:
    return _FURTHEST_FIRST.index(ApplicationState(state))


def differences(row: SheetRow, application: FiledApplication) -> tuple[Difference, ...]:
    """Return the fields that differ; a side that says nothing does not contradict.

    An application may state a figure in several fields (last year's income, this year's):
    the sheet agrees where it repeats one of them.
    """
    found = []
    for field, stated in application.values.items():
        value = row.values.get(field)
        if value is None or field in row.unread or any(_same(value, one) for one in stated):
            continue
        online = " / ".join(map(as_written, stated))
        found.append(Difference(field, row.wrote(field) or as_written(value), online))
    if row.opinion in {Opinion.NOT_APPROVED, Opinion.DEFERRED}:
        found.append(Difference("opinion", row.wrote("opinion"), ""))
    return tuple(found)


def _same(value: object, stated: object) -> bool:
    if value == stated:
        return True
    return (
        isinstance(value, str) and isinstance(stated, str) and name_key(value) == name_key(stated)
    )


def entering(
    listed: Mapping[str, object], stated: Mapping[str, Sequence[object]]
) -> dict[str, object]:
    """Return what enters of a platform, by the sheet's fields.

    What its sealed application states wins; the sheet's value stays where it repeats one of
    several that are stated, or where the application says nothing.
    """
    return dict(listed) | {
        field: values[0]
        for field, values in stated.items()
        if not any(_same(listed.get(field), one) for one in values)
    }


def reconcile(
    rows: Sequence[SheetRow],
    applications: Mapping[Key, FiledApplication],
    in_library: Collection[Key],
    *,
    blocked: Collection[int] = (),
    needs_application: bool,
) -> Reconciliation:
    """Put a sheet's rows and the authority's applications into three piles.

    ``in_library`` are the platforms that are there already, not by this sheet; ``blocked``
    the rows with a blocking finding.
    """
    compared = []
    for row in rows:
        key = key_of(row)
        application = applications.get(key)
        recommended = application is not None and application.recommended
        if key in in_library:
            standing = Standing.ALREADY_IN_LIBRARY
        elif (
            row.opinion is not Opinion.APPROVED
            or row.number in blocked
            or (needs_application and not recommended)
        ):
            standing = Standing.KEPT_OUT
        else:
            standing = Standing.NEW
        told = differences(row, application) if application and recommended else ()
        pile = Pile.MATCHED if recommended else Pile.ONLY_IN_SHEET
        compared.append(Compared(row, pile, standing, application, told))
    listed = {key_of(row) for row in rows}
    left_out = [one for key, one in applications.items() if one.recommended and key not in listed]
    return Reconciliation(tuple(compared), tuple(sorted(left_out, key=lambda one: one.number)))


def ruling_on_entry(programme: Programme, on: date) -> Provision | None:
    """Return the ruling that wants an application of each new platform, if it is in force."""
    return next(
        (one for one in programme.rulings if one.id == NEEDS_APPLICATION and one.in_force(on)), None
    )


def entries(
    rows: Sequence[SheetRow],
    applications: Mapping[Key, FiledApplication],
    in_library: Collection[Key],
    ruling: Provision | None,
) -> Iterator[Finding]:
    """Yield what is found of rows beside the applications: none recommended, or a difference."""
    for row in rows:
        key = key_of(row)
        if not all(key) or key in in_library or row.unread & {"credit_code", "platform_name"}:
            continue
        application = applications.get(key)
        if application and application.recommended:
            yield from _differing(row, application)
        elif ruling and row.opinion is Opinion.APPROVED:
            yield _without(row, application, ruling)


def _differing(row: SheetRow, application: FiledApplication) -> Iterator[Finding]:
    for one in differences(row, application):
        opinion = one.field == "opinion"
        yield Finding(
            code="sheet_opinion_differs" if opinion else SHEET_YIELDS,
            severity=Severity.WARNING,
            field=one.field,
            read=one.sheet,
            wanted=one.online,
            clause="" if opinion else _SEALED,
            source="text" if opinion else "house_ruling",
            row=row.number,
            column=row.columns.get(one.field, ""),
            params={"application": application.number},
        )


def _without(row: SheetRow, application: FiledApplication | None, ruling: Provision) -> Finding:
    finding = Finding(
        code="sheet_row_without_application",
        severity=Severity.BLOCKING,
        field="platform_name",
        read=row.text("platform_name"),
        clause=ruling.page,
        source="house_ruling",
        row=row.number,
        column=row.columns.get("platform_name", ""),
        params={"credit_code": row.text("credit_code")},
    )
    if application is None:
        return finding
    return replace(
        finding,
        code=f"sheet_row_application_{application.state}",
        params={"application": application.number},
    )
