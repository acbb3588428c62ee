"""The rounds of the demo year: each opened by a notice; in the coming one a cut-off, an exit.

The exit comes with its evidence: one file handed in by mistake and withdrawn, one that stands.
"""

from datetime import datetime, time, timedelta

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.demo.papers import stamped_scan
from registry.demo.plan import COMING, ROUNDS
from registry.documents.exit_proposals import ExitProposal
from registry.documents.platforms import Platform
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor
from registry.policy.exit_proposals import ExitGround
from registry.policy.vocabulary import LibraryState, WindowKind
from registry.policy.windows import Window, window
from registry.services import exit_evidence
from registry.services.evidence import GivenPaper
from registry.services.exit_proposals import ExitOrder, propose
from registry.services.host_cut_offs import CutOff, set_cut_off
from registry.services.round_notices import RoundNotice, open_round

_AHEAD = timedelta(days=18)
_NINE, _FIVE = time(9), time(17)
_ASKS = (
    "请组织新一批平台依托单位完成申报，上传汇总表盖章扫描件；"
    "对不再满足条件和要求的平台提出退出建议。"
)
_FACTS = "中试线已于九月整体出售，场地退租；十月现场核查，记录和照片在案。"


def open_rounds(*, by: Actor) -> None:
    """Put the notice of every round of the plan on record, some weeks before its window."""
    for batch in (*ROUNDS, COMING):
        at = datetime.combine(_window(batch).days[0] - _AHEAD, _NINE, SHANGHAI)
        notice = RoundNotice(f"演练通知〔{batch[:4]}〕{batch[-1]}号", at.date(), _ASKS)
        open_round(
            batch, notice, by=by, at=at, rulebook=rulebook(), calendar=working_calendar()
        )  # fmt: skip


def prepare_coming(*, by: Actor) -> None:
    """Set an authority's cut-off in the coming round, and propose that a platform leaves."""
    its = _window(COMING)
    at = datetime.combine(its.days[0], _NINE, SHANGHAI)
    law, calendar = rulebook(), working_calendar()
    until = datetime.combine(its.days[-2], _FIVE, SHANGHAI)
    cut_off = CutOff(COMING, by.authority, until)
    set_cut_off(cut_off, version=0, by=by, at=at, rulebook=law, calendar=calendar)
    last = (
        Platform.objects(authority=by.authority, state=LibraryState.IN_LIBRARY.value)
        .order_by("-number")
        .first()
    )
    order = ExitOrder(last.number, ExitGround.CONDITIONS_NOT_MET.value, _FACTS)
    made = propose(order, by=by, at=at, rulebook=law, calendar=calendar)
    _hand_in_evidence(made, by=by, at=at + timedelta(minutes=20))


def _hand_in_evidence(made: ExitProposal, *, by: Actor, at: datetime) -> None:
    number, law = made.number, rulebook()
    wrong = GivenPaper(stamped_scan(), "来函.jpg", declared=True)
    made = exit_evidence.add(number, wrong, version=made.version, by=by, at=at, rulebook=law)
    why, paper = "传成了另一家平台的来函", made.evidence[0].file.id
    made = exit_evidence.withdraw(number, paper, why, version=made.version, by=by, at=at)
    name, speaks_to = "现场核查记录.jpg", "pilot_lines_or_site"
    right = GivenPaper(stamped_scan(), name, declared=True, supports=speaks_to)
    exit_evidence.add(number, right, version=made.version, by=by, at=at, rulebook=law)


def _window(batch: str) -> Window:
    programme = rulebook().programme(NATIONAL)
    return window(WindowKind.ADJUSTMENT, batch, working_calendar(), programme)
