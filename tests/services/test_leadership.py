"""The lead over the jobs: one has it, by the database's clock; who lost it keeps nothing."""

from datetime import datetime, timedelta

import pytest
from mongoengine.connection import get_db

from registry.database import Superseded, fenced, rehearse_transactions, transact
from registry.documents.leadership import JobsLead
from registry.documents.reminders import Reminder
from registry.services.leadership import Leadership, Seat, leadership
from tests.services.simultaneous import at_once

pytestmark = pytest.mark.usefixtures("database")


def _lapse(by: timedelta = timedelta(seconds=1)) -> None:
    """Let the lease end so long ago: its holder was paused, or killed."""
    now = get_db().client.admin.command("hello")["localTime"]
    JobsLead.objects.update(set__lease_until=now - by)


def test_of_many_at_once_one_leads() -> None:
    """Eight processes begin in the same moment: one leads, again and again the same."""
    seats = [Seat(place=f"reserve-{one}:7") for one in range(8)]
    assert sum(at_once(*[seat.take for seat in seats])) <= 1
    led = [seat for seat in seats if seat.take()]
    assert len(led) == 1
    assert leadership().leader == led[0].place
    assert len(leadership().standing_by) == 7


def test_there_is_one_lead_though_nobody_made_indexes() -> None:
    """On a database no service has begun on, many processes at once still make one record."""
    get_db().drop_collection("jobs_lead")
    seats = [Seat(place=f"reserve-{one}:7") for one in range(8)]
    at_once(*[seat.take for seat in seats])
    assert JobsLead.objects.count() == 1
    assert sum(seat.take() for seat in seats) == 1


def test_a_lease_that_ran_out_is_taken_and_its_holder_told() -> None:
    """Before it ends nobody else has it; afterwards another, and the first no more."""
    first, second = Seat(place="a:1"), Seat(place="b:2")
    assert first.take()
    assert not second.take()
    _lapse()
    assert second.take()
    assert not first.renew()
    assert not first.take()
    assert second.renew()
    assert leadership().leader == "b:2"


def test_a_lease_that_ran_out_untaken_is_renewed() -> None:
    """Paused for a while and nobody standing by: it goes on."""
    seat = Seat(place="a:1")
    assert seat.take()
    since = leadership().since
    _lapse()
    assert seat.renew()
    assert leadership().since == since


@pytest.mark.parametrize("jump", [timedelta(days=-7), timedelta(hours=1)])
def test_the_databases_clock_may_be_set(jump: timedelta) -> None:
    """A week forward the lease is over, an hour back it is longer than any: both can be taken."""
    assert Seat(place="a:1").take()
    _lapse(-jump)
    assert Seat(place="b:2").take()


def test_whoever_leaves_gives_the_lead_at_once() -> None:
    """Stopped in peace: the next need not wait for the lease, and nobody is shown who is gone."""
    first, second = Seat(place="a:1"), Seat(place="b:2")
    assert first.take()
    first.leave()
    assert leadership() == Leadership()
    assert second.take()
    assert leadership() == Leadership("b:2", leadership().since, ())


def test_no_transaction_begins_of_one_who_lost_the_lead(at: datetime) -> None:
    """It goes on where it was paused: what it was about to write stays away."""

    def mark(name: str) -> None:
        transact(lambda: Reminder(id=name, recorded_at=at).save(force_insert=True))

    seat = Seat(place="a:1")
    assert seat.take()
    with fenced(seat.check):
        mark("first")
        _lapse()
        assert Seat(place="b:2").take()
        with pytest.raises(Superseded):
            mark("second")
    assert list(Reminder.objects.scalar("id")) == ["first"]
    mark("second")  # the fence was that work's alone


def test_the_look_is_no_lock(at: datetime) -> None:
    """What had looked before the lead went over is kept; taking over does not wait for it."""
    seat, taken = Seat(place="a:1"), []

    def take_over() -> None:
        _lapse()
        taken.append(Seat(place="b:2").take())

    def work() -> None:
        at_once(take_over)  # from outside this transaction
        Reminder(id="slow", recorded_at=at).save(force_insert=True)

    assert seat.take()
    rehearse_transactions(on=False)  # the second look would see it
    with fenced(seat.check):
        transact(work)
    assert taken[0]
    assert leadership().leader == "b:2"
    assert Reminder.objects.count() == 1
