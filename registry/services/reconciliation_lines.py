"""The piles of a reconciliation as lines to read: rows in their order, applications by number."""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.messages import say
from registry.policy.reconciliation import Compared, Pile, Reconciliation, Standing
from registry.policy.summary_sheet_rows import FiledApplication
from registry.sheets.forms import load_form

DIFFERING = "differing"
PILES = (*(one.value for one in Pile), DIFFERING)


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """A field by its heading, and what each side says."""

    field: str
    label: str
    sheet: str
    online: str


@dataclass(frozen=True, slots=True)
class ReconciliationLine:
    """One platform of a pile; ``row`` is 0 where the sheet does not list it."""

    pile: str
    row: int
    platform_name: str
    host_name: str
    credit_code: str
    application: str
    application_state: str
    standing: str
    differences: tuple[DifferenceLine, ...]


def counts_of(piles: Reconciliation) -> Mapping[str, int]:
    """Return how many platforms there are in each pile, and what the sheet's rows come to."""
    return {
        Pile.MATCHED.value: len(piles.pile(Pile.MATCHED)),
        Pile.ONLY_IN_SHEET.value: len(piles.pile(Pile.ONLY_IN_SHEET)),
        Pile.ONLY_ONLINE.value: len(piles.only_online),
        DIFFERING: piles.differing,
        **{one.value: piles.count(one) for one in Standing},
    }


def lines_of(
    piles: Reconciliation, pile: str, *, after: int = 0, limit: int
) -> tuple[list[ReconciliationLine], int]:
    """Return a page of a pile from a place on, and the place it ends at; 0 on the last page."""
    headings = {column.key: column.names[0] for column in load_form().columns}
    chosen = _chosen(piles, pile)
    shown = [
        _of_application(one) if isinstance(one, FiledApplication) else _of_row(one, headings)
        for one in chosen[after : after + limit]
    ]
    return shown, after + limit if len(chosen) > after + limit else 0


def _chosen(piles: Reconciliation, pile: str) -> tuple[Compared | FiledApplication, ...]:
    if pile == Pile.ONLY_ONLINE.value:
        return piles.only_online
    if pile == DIFFERING:
        return tuple(one for one in piles.rows if one.differences)
    return piles.pile(Pile(pile))


def _of_application(one: FiledApplication) -> ReconciliationLine:
    return ReconciliationLine(
        Pile.ONLY_ONLINE.value, 0, one.platform_name, one.host_name, one.credit_code, one.number,
        one.state, "", (),
    )  # fmt: skip


def _of_row(one: Compared, headings: Mapping[str, str]) -> ReconciliationLine:
    filed = one.application
    return ReconciliationLine(
        pile=one.pile.value,
        row=one.row.number,
        platform_name=one.row.text("platform_name"),
        host_name=one.row.text("host_name"),
        credit_code=one.row.text("credit_code"),
        application=filed.number if filed else "",
        application_state=filed.state if filed else "",
        standing=one.standing.value,
        differences=tuple(
            DifferenceLine(
                each.field,
                headings[each.field],
                each.sheet,
                each.online or say("reconciliation_recommended_online"),
            )
            for each in one.differences
        ),
    )
