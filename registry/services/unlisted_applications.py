"""Recommended applications 申报 that the summary sheet of their authority does not list.

Asked only of authorities with a sheet that still waits: two queries, however many they are.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from registry.documents.applications import Application
from registry.documents.summary_sheets import SummarySheetRow
from registry.policy.application_states import ApplicationState
from registry.policy.summary_sheet_rows import name_key

_HINT = "authority_1_period_1_state_1_number_1"


def count_unlisted(sheets: Mapping[str, str], periods: Mapping[str, str]) -> Mapping[str, int]:
    """Return how many recommended applications the sheet of each authority leaves out.

    ``sheets`` are the waiting sheets' numbers by authority, ``periods`` the condition on the
    round of the applications that stand under theirs. A row is matched as everywhere, by credit
    code and platform name (ruling 16).
    """
    if not sheets:
        return {}
    listed = _listed(sheets.values())
    found = Application._get_collection().find(  # noqa: SLF001 - a count reads without the mapper
        {
            "authority": {"$in": sorted(sheets)},
            "period": periods,
            "state": ApplicationState.RECOMMENDED.value,
        },
        {"_id": False, "authority": True, "credit_code": True, "name_key": True},
        hint=_HINT,
    )
    return Counter(
        one["authority"]
        for one in found
        if (one["credit_code"], one["name_key"]) not in listed[sheets[one["authority"]]]
    )


def _listed(numbers: Collection[str]) -> Mapping[str, set[tuple[str, str]]]:
    rows = SummarySheetRow._get_collection().find(  # noqa: SLF001 - as above
        {"sheet": {"$in": sorted(numbers)}},
        {"_id": False, "sheet": True, "values.credit_code": True, "values.platform_name": True},
        hint="sheet_1_row_1",
    )
    listed: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        values = row["values"]
        name = values.get("platform_name") or ""
        listed[row["sheet"]].add((values.get("credit_code") or "", name_key(name)))
    return listed
