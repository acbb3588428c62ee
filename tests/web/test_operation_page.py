"""The system administrator's page: what is amiss and how to mend it, and how the service runs."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib.metadata import version

from flask.testing import FlaskClient
from mongoengine.connection import get_db

from registry.messages import say
from registry.permissions import Role
from registry.services.jobs import note_run
from registry.services.leadership import Seat

SignIn = Callable[..., FlaskClient]


def _page(sign_in: SignIn) -> str:
    answer = sign_in(Role.SYSTEM_ADMINISTRATOR).get("/operation")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_what_is_amiss_says_how_to_mend_it(sign_in: SignIn, at: datetime) -> None:
    """A missing backup and a load that broke off are told with what to do; the fine is folded."""
    get_db().initial_loads.insert_one({"number": "L-7", "state": "loading", "stopped_at": at})
    page = _page(sign_in)
    main = page[page.index("<main") :]
    assert say("doctor_no_backup") in main
    assert say("doctor_stopped_loads", names="L-7") in main
    assert say("doctor_no_jobs") in main
    assert f"<li>{say('doctor_check_indexes')}</li>" in main
    assert f"<li>{say('doctor_check_backup')}</li>" not in main


def test_the_worst_comes_first(sign_in: SignIn, at: datetime) -> None:
    """What is wrong stands before what is doubtful."""
    get_db().platforms.drop_index("authority_1_state_1_number_1")
    verdicts = re.findall(r'finding finding-(\w+)"', _page(sign_in))
    get_db().platforms.create_index([("authority", 1), ("state", 1), ("number", 1)])
    order = {"bad": 0, "due": 1, "blue": 2}
    assert verdicts[0] == "bad"
    assert verdicts == sorted(verdicts, key=order.__getitem__)


def test_versions_and_jobs_are_shown(sign_in: SignIn, at: datetime) -> None:
    """Software version, and each job's last run with what came of it."""
    hour = timedelta(hours=1)
    note_run("resume_loads", every=timedelta(minutes=1), done=2, milliseconds=5, at=at)
    note_run("lapse_registrations", every=hour, done=None, milliseconds=5, at=at)
    page = _page(sign_in)
    assert version("reserve") in page
    assert say("job_resume_loads") in page
    assert say("job_brought_forward", count=2) in page
    assert say("job_every_hours", count=1) in page
    assert Seat(place="reserve-1:7").take()
    page = _page(sign_in)
    assert say("doctor_failed_jobs", names=say("job_lapse_registrations")) in page


def test_who_leads_the_jobs_and_who_stands_by_is_shown(sign_in: SignIn) -> None:
    """The leader's place since when, and each that waits; without one, what to do."""
    first, second = Seat(place="reserve-1:7"), Seat(place="reserve-2:9")
    assert "没有进程在主持" in _page(sign_in)
    assert (first.take(), second.take()) == (True, False)
    page = _page(sign_in)
    assert page.index("主持进程") < page.index("reserve-1:7") < page.index("待命进程")
    assert page.index("待命进程") < page.index("reserve-2:9")
    first.leave()
    assert "reserve-1:7" not in _page(sign_in)


def test_the_clock_of_training_is_not_taken_for_a_wrong_one(sign_in: SignIn) -> None:
    """The database's clock is compared with the machine's, whatever day training stands on."""
    assert f"<li>{say('doctor_check_clocks')}</li>" in _page(sign_in)
