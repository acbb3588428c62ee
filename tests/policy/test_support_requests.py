"""Requests for support 支持诉求: which step may follow which, and what each must say."""

import pytest

from registry.policy.support_requests import (
    OVER,
    UNANSWERED,
    SupportKind,
    SupportKinds,
    SupportMove,
    SupportState,
    faults_of_step,
    moved,
    moves_from,
)

KINDS = SupportKinds("二（三）", "用地", (SupportKind("land", "项目用地", "用地指标"),))


@pytest.mark.parametrize(
    ("state", "moves"),
    [
        ("asked", {"take", "answer", "withdraw"}),
        ("in_hand", {"progress", "answer", "withdraw"}),
        ("answered", {"answer", "settle", "ask_again"}),
        ("settled", set()),
        ("withdrawn", set()),
    ],
)
def test_what_may_be_done_from_each_state(state: str, moves: set[str]) -> None:
    """Withdrawn only while not answered; settled and withdrawn are the end."""
    assert moves_from(SupportState(state)) == moves


def test_a_step_leads_where_it_says_or_nowhere() -> None:
    """Asked again it is asked; nothing leads out of what is over."""
    assert moved(SupportState.ANSWERED, SupportMove.ASK_AGAIN) is SupportState.ASKED
    assert moved(SupportState.ANSWERED, SupportMove.WITHDRAW) is None
    assert not any(moves_from(state) for state in OVER)
    assert SupportState.ANSWERED not in UNANSWERED


@pytest.mark.parametrize(
    ("move", "given", "faults"),
    [
        (SupportMove.TAKE, ("",), set()),
        (SupportMove.SETTLE, ("",), set()),
        (SupportMove.WITHDRAW, ("",), {"text"}),
        (SupportMove.ANSWER, ("",), {"text", "outcome"}),
        (SupportMove.ANSWER, ("已协调", "referred"), {"department"}),
        (SupportMove.ANSWER, ("已协调", "referred", "自然资源厅"), set()),
        (SupportMove.ANSWER, ("已协调", "resolved"), set()),
    ],
)
def test_what_a_step_must_say(move: SupportMove, given: tuple[str, ...], faults: set[str]) -> None:
    """An answer its outcome and words, a referral the department; taking in hand nothing."""
    assert set(faults_of_step(move, *given)) == faults


def test_what_is_asked_of_all_that_was_typed() -> None:
    """Blanks ask nothing; a kind no longer listed keeps its key; a number of a person is told."""
    typed = {"support_land": " 需要 20 亩用地指标 ", "load": "85"}
    assert KINDS.texts(typed) == {"land": "需要 20 亩用地指标"}
    assert KINDS.texts({"support_land": " "}) == {}
    assert (KINDS.label("land"), KINDS.label("water")) == ("项目用地", "water")
    found = list(KINDS.findings({"support_land": "联系 13800138000"}))
    assert [(one.code, one.field) for one in found] == [("mobile_found", "support_land")]
