"""Batches of removals: looked at before, signed by a third person, each case on its own."""

from collections.abc import Callable
from typing import Any

import pytest
from mongoengine.connection import get_db

from registry.documents.bans import Ban
from registry.documents.platforms import Platform
from registry.documents.removal_batches import RemovalBatch
from registry.documents.removal_cases import RemovalCase
from registry.documents.removals import Removal
from registry.errors import Invalid, NotAllowed
from registry.law import rulebook
from registry.services import removal_batches as desk
from registry.services import removal_case_steps as steps
from registry.services import removal_decisions
from registry.services.removal_case_refusals import (
    RemovalBatchSettled,
    RemovalDailyLimit,
    RemovalPreparerMaySignNot,
)
from tests.removal_makers import AT, GRAVE, HEAD, LEAD, OTHER_HEAD, PLAIN, STAFF, a_case

CASES = [f"YC-330000-2026-{serial:04}" for serial in (1, 2, 3)]
LAW = {"at": AT, "rulebook": rulebook()}


@pytest.fixture
def batch(on_record: Callable[..., Platform]) -> RemovalBatch:
    """Three prepared cases on three platforms, two with a ban, under one document."""
    for serial, number in enumerate(CASES, 1):
        platform = f"330000-2026-{serial:04}"
        on_record(platform)
        more: dict[str, Any] = {"platform": platform, "state": "prepared"}
        if serial == 3:
            more |= {"ground": PLAIN, "clause": "二（六）", "wants_verification": False}
        a_case(number, **more)
    return desk.compose(CASES, "工信部科〔2026〕99号", by=STAFF, **LAW)


def test_a_dry_run_says_what_each_would_do(batch: RemovalBatch) -> None:
    """Composed, nothing is decided; bans and none are foreseen by ground."""
    foreseen = desk.foresee(batch, by=HEAD, **LAW)
    assert [one.why_not for one in foreseen] == ["", "", ""]
    assert [bool(one.outlook and one.outlook.ban) for one in foreseen] == [True, True, False]
    assert Removal.objects.count() == 0
    assert batch.number == "YCP-2026-0001"


def test_signed_each_case_is_decided_under_one_document(batch: RemovalBatch) -> None:
    """One signature, three decisions, two bans; done again it finds nothing left."""
    signed = desk.sign(batch.number, version=1, by=HEAD, **LAW)
    assert desk.carry_out(batch.number, **LAW)
    made = RemovalBatch.objects.get(number=batch.number)
    assert (made.state, [row.outcome for row in made.rows]) == ("done", ["decided"] * 3)
    assert set(Removal.objects.scalar("decision")) == {signed.document}
    assert (Removal.objects.count(), Ban.objects.count()) == (3, 2)
    case = RemovalCase.objects.get(number=CASES[0])
    assert (case.decision.batch, case.decision.signed_by_name) == (batch.number, HEAD.name)
    assert removal_decisions.decision_digest(case) == case.decision.digest
    assert not desk.carry_out(batch.number, **LAW)


def test_what_changed_meanwhile_is_left_out(batch: RemovalBatch) -> None:
    """A case given back after the signature is not decided, with the reason; the others are."""
    desk.sign(batch.number, version=1, by=HEAD, **LAW)
    steps.give_back(CASES[1], "再核对", version=1, by=OTHER_HEAD, at=AT)
    desk.carry_out(batch.number, **LAW)
    rows = RemovalBatch.objects.get(number=batch.number).rows
    assert [row.outcome for row in rows] == ["decided", "refused", "decided"]
    assert "变动" in rows[1].detail
    assert Removal.objects.count() == 2


def test_stopped_in_the_middle_it_goes_on(
    batch: RemovalBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is decided stays decided; the next look decides the rest, none twice."""
    desk.sign(batch.number, version=1, by=HEAD, **LAW)
    real, calls = desk.write_decision, []

    def failing(case: RemovalCase, *args: Any, **more: Any) -> RemovalCase:
        calls.append(case.number)
        if case.number == CASES[1]:
            message = "the machine stopped"
            raise RuntimeError(message)
        return real(case, *args, **more)

    monkeypatch.setattr(desk, "write_decision", failing)
    with pytest.raises(RuntimeError):
        desk.carry_out(batch.number, **LAW)
    get_db().removal_batches.update_one({}, {"$unset": {"lease_until": 1}})
    now = desk.progress_of(RemovalBatch.objects.get(number=batch.number))
    assert (now.done, now.total, now.finished) == (2, 3, False)
    monkeypatch.setattr(desk, "write_decision", real)
    assert desk.carry_out(batch.number, **LAW)
    assert (Removal.objects.count(), Ban.objects.count()) == (3, 2)


def test_who_prepared_does_not_sign(batch: RemovalBatch) -> None:
    """Neither the batch's nor a case's preparer; a province not at all."""
    get_db().removal_cases.update_one(
        {"number": CASES[2]}, {"$set": {"preparation.account": OTHER_HEAD.account}}
    )
    with pytest.raises(RemovalPreparerMaySignNot):
        desk.sign(batch.number, version=1, by=OTHER_HEAD, **LAW)
    with pytest.raises(NotAllowed):
        desk.sign(batch.number, version=1, by=LEAD, **LAW)
    assert RemovalBatch.objects.get().state == "prepared"


def test_a_batch_keeps_within_the_day(batch: RemovalBatch) -> None:
    """Over the limit it is not signed at all, and takes nothing from the day."""
    get_db().counters.insert_one({"_id": "removals_on:2026-09-01", "last": 48})
    with pytest.raises(RemovalDailyLimit):
        desk.sign(batch.number, version=1, by=HEAD, **LAW)
    assert get_db().counters.find_one({"_id": "removals_on:2026-09-01"})["last"] == 48
    assert RemovalBatch.objects.get().state == "prepared"


def test_a_platform_under_two_grounds_is_banned_once_by_one_document(
    batch: RemovalBatch,
) -> None:
    """Its second case is left out with the reason; nothing else is held up."""
    more = {"platform": "330000-2026-0001", "ground": "credit_breach", "state": "prepared"}
    a_case("YC-330000-2026-0009", **more)
    double = desk.compose([CASES[0], "YC-330000-2026-0009"], "同一文号", by=STAFF, **LAW)
    desk.sign(double.number, version=1, by=HEAD, **LAW)
    desk.carry_out(double.number, **LAW)
    rows = RemovalBatch.objects.get(number=double.number).rows
    assert [row.outcome for row in rows] == ["decided", "refused"]
    assert "登记过" in rows[1].detail


def test_only_prepared_cases_are_put_together(batch: RemovalBatch) -> None:
    """Unknown ones, ones not prepared, none and too many are named; a batch is taken apart once."""
    a_case("YC-330000-2026-0008", platform="x", ground=GRAVE)
    for cases in (["YC-330000-2026-0008"], ["nobody"], [], [str(one) for one in range(51)]):
        with pytest.raises(Invalid) as refused:
            desk.compose(cases, "文号", by=STAFF, **LAW)
        assert set(refused.value.fields) == {"cases"}
    desk.withdraw(batch.number, version=1, by=STAFF, at=AT)
    with pytest.raises(RemovalBatchSettled):
        desk.sign(batch.number, version=2, by=HEAD, **LAW)
    assert RemovalCase.objects.get(number=CASES[0]).state == "prepared"
