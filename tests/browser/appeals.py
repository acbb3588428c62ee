"""Appeals that the demo year does not show and pages do: one at each station, and its stops."""

from collections.abc import Iterator

from registry.demo.people import host_username
from registry.documents.appeals import Appeal
from registry.documents.platforms import Platform
from registry.documents.removal_cases import RemovalCase
from tests.appeal_makers import an_appeal_against
from tests.browser import removals_besides as removals
from tests.removal_makers import a_case

FILED, PREPARED, ANNULLED, CORRECTED = (
    f"YY-330000-2026-{serial}" for serial in (9001, 9002, 9003, 9004)
)
_CASES = dict(zip((FILED, PREPARED, ANNULLED, CORRECTED), range(9011, 9015), strict=True))
OBJECTABLE = "YC-330000-2026-9015"


def appeals_are_brought() -> None:
    """One waits with a file, one for its signature, one was annulled, one is the ministry's own."""
    waiting = {"asks_suspension": True, "evidence": [removals.a_paper("host")]}
    an_appeal_against(_decided(_CASES[FILED]), FILED, **waiting)
    an_appeal_against(_decided(_CASES[PREPARED]), PREPARED, state="prepared")
    case = _decided(_CASES[ANNULLED], upon_appeal="annulled", appeal=ANNULLED)
    an_appeal_against(case, ANNULLED, state="decided")
    case = _decided(_CASES[CORRECTED])
    an_appeal_against(case, CORRECTED, origin="ministry", account_name="部工作人员", last_day=None)
    _recent(_decided(9015))


def appeal_stops() -> Iterator[tuple[str, ...]]:
    """Each station as each side sees it."""
    host = host_username(Appeal.objects.get(number=FILED).credit_code)
    lead, province, one = "ministry-lead", "lead-330000", f"/appeals/{FILED}"
    yield "host-appeals", host, "/appeals"
    yield "host-appeal", host, one
    yield "host-appeal-errors", host, f"/appeals/new?case={OBJECTABLE}", "提出异议"
    yield "host-appeal-new", host, f"/appeals/new?case={OBJECTABLE}"
    yield "host-appeal-from-case", host, f"/removal-cases/{OBJECTABLE}"
    yield "host-appeal-home", host, "/"
    yield "host-appeal-evidence", host, f"{one}/evidence"
    yield "host-appeal-withdrawal", host, f"{one}/evidence/{removals.PAPER}/withdrawal"
    yield "province-appeal", province, one
    yield "ministry-appeals", lead, "/appeals"
    yield "ministry-appeal", lead, one
    yield "ministry-appeal-corrected", lead, f"/appeals/{CORRECTED}"
    yield "ministry-appeal-errors", lead, f"/appeals/{CORRECTED}", "拟定，送另一位负责人签发"
    yield "ministry-appeal-sign", lead, f"/appeals/{PREPARED}"
    yield "ministry-appeal-annulled", lead, f"/appeals/{ANNULLED}"
    yield "ministry-appeal-outcome", lead, f"/appeals/{ANNULLED}/outcome"
    yield "ministry-appeal-case", lead, f"/removal-cases/YC-330000-2026-{_CASES[ANNULLED]}"
    decision = f"/removal-cases/YC-330000-2026-{_CASES[ANNULLED]}/decision"
    yield "ministry-appeal-decision", lead, decision
    yield "ministry-appeal-new", lead, f"/appeals/new?case={OBJECTABLE}"


def _decided(serial: int, **given: object) -> RemovalCase:
    """Keep a case of one host, decided against a platform that is in the library all the same."""
    here = Platform.objects(authority="330000", state="in_library").order_by("number").first()
    number = f"YC-330000-2026-{serial}"
    return a_case(number, state="decided", **removals.whose(here), **given)


def _recent(case: RemovalCase) -> None:
    """Move a decision to where its host may still object."""
    made = case.decision
    made.decided_on = made.effective_on = made.ban_from = made.decided_on.replace(month=12)
    made.ban_until = made.ban_until.replace(month=12)
    case.save()
