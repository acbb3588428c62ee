"""Reconciling a staged summary sheet with the applications on record, before it is accepted.

The piles are worked out at each look, from a fixed number of queries for the whole sheet;
nothing is kept, and nothing changes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from bson.decimal128 import Decimal128

from registry.clock import SHANGHAI
from registry.documents.platforms import Platform
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.law import NATIONAL
from registry.permissions import Actor
from registry.policy.reconciliation import Key, Reconciliation, reconcile, ruling_on_entry
from registry.policy.rulebook import Rulebook
from registry.policy.summary_sheet_rows import SheetRow
from registry.policy.summary_sheet_states import RowOutcome
from registry.policy.vocabulary import LibraryState, Opinion, Severity
from registry.services.filed_applications import filed_applications
from registry.services.summary_sheets import readable


@dataclass(frozen=True, slots=True)
class Reconciled:
    """A sheet and its three piles."""

    sheet: SummarySheet
    piles: Reconciliation


def reconciliation_of(number: str, *, by: Actor, rulebook: Rulebook) -> Reconciled:
    """Return a sheet beside the authority's applications; five queries, however long it is.

    Raises NotFound, also where the sheet is another authority's.
    """
    sheet = readable(number, "summary_sheets:read", by)
    stored = list(
        SummarySheetRow.objects(sheet=number)
        .exclude("findings")
        .order_by("row")
        .hint("sheet_1_row_1")
        .as_pymongo()
    )
    entered = {one["platform"] for one in stored if one["outcome"] == RowOutcome.ADMITTED.value}
    rows = [as_row(one) for one in stored]
    day = sheet.received_at.astimezone(SHANGHAI).date()
    piles = reconcile(
        rows,
        filed_applications(sheet.authority, sheet.period, admitted_as=entered),
        _in_library({row.text("credit_code") for row in rows}, entered),
        blocked={one["row"] for one in stored if one["worst"] == Severity.BLOCKING.value},
        needs_application=ruling_on_entry(rulebook.programme(NATIONAL), day) is not None,
    )
    return Reconciled(sheet, piles)


def _in_library(codes: Collection[str], entered: Collection[str]) -> set[Key]:
    """Return which platforms of these hosts are in the library by another way than this sheet."""
    there = (
        Platform.objects(
            __raw__={"credit_code": {"$in": list(codes)}, "state": LibraryState.IN_LIBRARY.value}
        )
        .only("number", "credit_code", "name_key")
        .as_pymongo()
    )  # index credit_code_1_name_key_1, of the platforms in the library
    return {(one["credit_code"], one["name_key"]) for one in there if one["number"] not in entered}


def as_row(stored: Mapping[str, Any]) -> SheetRow:
    """Return a stored row as it was judged."""
    values = {
        key: value.to_decimal() if isinstance(value, Decimal128) else value
        for key, value in stored["values"].items()
    }
    values["opinion"] = Opinion(stored["opinion"])
    return SheetRow(stored["row"], values, {}, stored["raw"])
