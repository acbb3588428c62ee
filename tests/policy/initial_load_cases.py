"""Rows of an initial load, and what they are judged against: what its tests start from."""

from collections.abc import Iterable
from datetime import date

from registry.policy.initial_load_rows import Case, LoadContext, LoadSheet
from registry.policy.places import Places
from registry.policy.summary_sheet_rows import SheetRow
from registry.policy.taxonomy import Taxonomy
from registry.policy.vocabulary import Severity

TODAY = date(2026, 12, 28)
ZHEJIANG, NINGBO = "330000", "330200"
CONTEXT = LoadContext(
    on=TODAY,
    authorities={"浙江省厅": ZHEJIANG, ZHEJIANG: ZHEJIANG, "宁波市局": NINGBO},
    authority_names={ZHEJIANG: "浙江省厅", NINGBO: "宁波市局"},
    places=Places(
        names={
            "杭州市": frozenset({ZHEJIANG}),
            "宁波市": frozenset({NINGBO}),
            "鼓楼区": frozenset({"320000", "350000"}),
        },
        provinces={"浙江省": frozenset({ZHEJIANG, NINGBO})},
        own={"浙江省": ZHEJIANG},
    ),
    taxonomies={year: Taxonomy(year, ("装备制造",), ()) for year in ("2025", "2027")},
    grounds={
        "数据资料弄虚作假": "data_falsification",
        "不满足条件": "conditions_not_met",
        "旧规定": "ground_of_another_programme",
    },
    ground_words="数据资料弄虚作假、不满足条件",
)
_NUMBER = 5


def case(sheet: LoadSheet, number: int = _NUMBER, unread: str = "", **values: object) -> Case:
    """Return a row with the cells given, the first in column B; ``unread`` names one at fault."""
    letters = {name: chr(ord("B") + place) for place, name in enumerate(values)}
    return Case(sheet, SheetRow(number, values, letters, {}, frozenset({unread} - {""})))


def told(cases: Iterable[Case]) -> list[tuple[int | None, str, Severity]]:
    """Return row, code and severity of all that was found."""
    return [(one.row, one.code, one.severity) for case in cases for one in case.findings]
