"""The round on the desk: what may be submitted, uploaded and proposed, and what is refused."""

from datetime import datetime

import pytest

from registry.clock import SHANGHAI
from registry.errors import Invalid
from registry.law import rulebook
from registry.messages import say
from registry.policy.windows import Window
from registry.services import adjustments as desk
from registry.services.adjustments import (
    ExitsClosed,
    HostCutOffPassed,
    RoundNotOpened,
    SubmissionWindowClosed,
)
from registry.services.calendar import current_calendar
from registry.services.windows import AdjustmentWindowClosed
from tests.round_makers import a_cut_off, a_round

pytestmark = pytest.mark.usefixtures("database")
ZHEJIANG, GUANGDONG = "330000", "440000"


def on(*when: int) -> datetime:
    """An instant in Shanghai."""
    return datetime(*when, tzinfo=SHANGHAI)


def _may_submit(at: datetime, authority: str = ZHEJIANG) -> Window:
    return desk.require_host_may_submit(
        authority, at=at, rulebook=rulebook(), calendar=current_calendar()
    )


def _may_upload(at: datetime, period: str = "2026H2") -> Window:
    return desk.require_upload_open(period, at=at, rulebook=rulebook(), calendar=current_calendar())


def _may_propose(at: datetime, period: str = "2026H2") -> Window:
    return desk.require_exits_open(period, at=at, rulebook=rulebook(), calendar=current_calendar())


def _said(refusal: pytest.ExceptionInfo) -> str:
    found = refusal.value
    return say(found.code, clause=found.clause, **found.params)


def test_in_an_opened_round_everything_bound_by_its_window_goes() -> None:
    """With the notice on record submission, upload and exits belong to the round at hand."""
    a_round()
    at = on(2026, 12, 28, 9)
    assert {_may_submit(at).period, _may_upload(at).period, _may_propose(at).period} == {"2026H2"}


def test_without_a_notice_nothing_goes() -> None:
    """In the window, with no notice on record, each act is refused with window, next and clause."""
    for act in (_may_submit, _may_upload, _may_propose):
        with pytest.raises(RoundNotOpened) as refused:
            act(on(2026, 12, 28, 9))
        for word in ("2026年下半年", "二（五）", "2026年12月25日 00:00", "2027年上半年"):
            assert word in _said(refused)


def test_what_arrived_before_the_notice_was_on_record_is_refused() -> None:
    """Arrival counts: a submission of the second before opening is not saved by its opening."""
    a_round(opened_at=on(2026, 12, 28, 9))
    with pytest.raises(RoundNotOpened):
        _may_submit(on(2026, 12, 28, 8, 59, 59))
    assert _may_submit(on(2026, 12, 28, 9)).period == "2026H2"


@pytest.mark.parametrize(
    ("at", "last", "following"),
    [
        (on(2026, 12, 24, 23, 59, 59), "2026年上半年", "2026年下半年"),
        (on(2027, 1, 1), "2026年下半年", "2027年上半年"),
    ],
)
def test_outside_the_window_a_submission_names_this_window_and_the_next(
    at: datetime, last: str, following: str
) -> None:
    """A second before it opens and at the moment it closes; the draft is said to stay."""
    a_round()
    with pytest.raises(SubmissionWindowClosed) as refused:
        _may_submit(at)
    said = _said(refused)
    assert said.index(last) < said.index(following)
    assert "二（五）" in said
    assert "草稿" in said


def test_a_cut_off_binds_its_own_authority_s_hosts_alone() -> None:
    """Zhejiang's hosts are stopped at its hour, Guangdong's go on, and so do Zhejiang's sheets."""
    a_round()
    a_cut_off(on(2026, 12, 29, 17))
    late = on(2026, 12, 29, 17)
    assert _may_submit(on(2026, 12, 29, 16, 59, 59)).period == "2026H2"
    with pytest.raises(HostCutOffPassed) as refused:
        _may_submit(late)
    for word in ("浙江", "2026年12月29日 17:00", "2027年上半年", "二（五）"):
        assert word in _said(refused)
    assert _may_submit(late, GUANGDONG).period == "2026H2"
    assert _may_upload(late).period == "2026H2"


def test_the_newest_cut_off_holds() -> None:
    """One put off lets hosts in again; at the window's end it is as if there were none."""
    a_round()
    a_cut_off(on(2026, 12, 28, 12))
    a_cut_off(on(2027, 1, 1), version=2)
    assert _may_submit(on(2026, 12, 31, 23, 59, 59)).period == "2026H2"
    window = _may_submit(on(2026, 12, 31, 23, 59, 59))
    times = desk.times_in(window, desk.round_of("2026H2"), desk.cut_off_of("2026H2", ZHEJIANG))
    assert times.hosts_until == on(2027, 1, 1)


def test_before_the_window_a_host_reads_its_own_deadline() -> None:
    """The refusal before the window says until when the authority takes submissions."""
    a_round()
    a_cut_off(on(2026, 12, 30, 17))
    with pytest.raises(SubmissionWindowClosed) as refused:
        _may_submit(on(2026, 11, 25, 9))
    assert "2026年12月30日 17:00" in _said(refused)


def test_sheets_are_bound_by_the_window() -> None:
    """A sheet a second late is refused with its window and the next, notice or not."""
    a_round()
    with pytest.raises(AdjustmentWindowClosed):
        _may_upload(on(2027, 1, 1))
    with pytest.raises(Invalid):
        _may_upload(on(2026, 12, 28, 9), "2026Q4")


def test_exits_go_on_until_the_month_ends() -> None:
    """In June 2024 the window ends on the 28th; exits are taken until the 30th, 24:00."""
    a_round("2024H1", opened_at=on(2024, 6, 3, 9))
    assert _may_propose(on(2024, 6, 30, 23, 59, 59), "2024H1").period == "2024H1"
    with pytest.raises(SubmissionWindowClosed):
        _may_submit(on(2024, 6, 29))
    with pytest.raises(ExitsClosed) as refused:
        _may_propose(on(2024, 7, 1), "2024H1")
    for word in ("2024年6月30日 24:00", "2024年下半年", "二（五）"):
        assert word in _said(refused)
