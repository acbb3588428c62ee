"""Making the demo year, once: through the desk, dated as if it had been so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from config.settings import Settings
from registry.authorities import load_authorities
from registry.clock import SHANGHAI
from registry.demo.applications import file_applications
from registry.demo.cases import REMOVED, lead_cases
from registry.demo.library import file_flawed, file_sheets
from registry.demo.people import (
    DIVISION_REVIEWER,
    hire_hosts,
    hire_offices,
    host_username,
    lead_of,
    reviewer_of,
)
from registry.demo.plan import COMING, ROUNDS, planned
from registry.demo.rounds import open_rounds, prepare_coming
from registry.demo.updates import QUARTERS, file_quarters
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.documents.removal_cases import RemovalCase
from registry.documents.unreported_changes import UnreportedChange
from registry.errors import Refusal
from registry.messages import say
from registry.policy.removal_cases import CaseState as RemovalState
from registry.policy.unreported_changes import CaseState
from registry.policy.vocabulary import LibraryState

_BEGAN = datetime(2024, 12, 2, 9, tzinfo=SHANGHAI)
_SHOWN_AUTHORITIES = ("330000", "440000", "440300")
Report = Callable[[str, int, int], None]


class DemoOutsideTraining(Refusal):
    """Made-up people with a known password belong in a training service alone."""

    code = "demo_outside_training"
    status = 409


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way in, for the table that is printed: who it is and what there is to see."""

    username: str
    who: str
    shows: str


def seed(settings: Settings, report: Report) -> None:
    """Make the demo year in the connected, empty database.

    ``report`` is told the step's sentence, its number and how many there are. Raises
    DemoOutsideTraining.
    """
    if not settings.training:
        raise DemoOutsideTraining
    steps = len(ROUNDS) + len(QUARTERS) + 5
    done = 0

    def step(code: str, **params: object) -> None:
        nonlocal done
        done += 1
        report(say(code, **params), done, steps)

    step("demo_step_offices")
    offices = hire_offices(_BEGAN)
    open_rounds(by=offices["ministry-lead"])
    sheets = planned()
    step("demo_step_applications")
    file_applications(sheets)
    for batch in ROUNDS:
        step("demo_step_round", period=batch)
        file_sheets(sheets, batch, offices)
    step("demo_step_hosts")
    hosts = hire_hosts(_BEGAN)
    for period in file_quarters(hosts):
        step("demo_step_quarter", period=period)
        if period == QUARTERS[-2]:
            step("demo_step_cases")
            lead_cases(offices, hosts)
    step("demo_step_coming")
    flawed_by = "440000"
    file_flawed(sheets[flawed_by, COMING], REMOVED, by=offices[lead_of(flawed_by)])
    file_sheets(sheets, COMING, offices)
    prepare_coming(by=offices[lead_of(_SHOWN_AUTHORITIES[0])])


def sign_ins() -> list[SignIn]:
    """Return the sign-ins worth showing, each with what it is good for."""
    central = [
        SignIn(username, say(f"role_{role}"), say(f"demo_shows_{username.replace('-', '_')}"))
        for username, role in (
            ("ministry-lead", "ministry_lead"),
            ("ministry-deputy", "ministry_lead"),
            ("ministry-staff", "ministry_staff"),
            ("system-admin", "system_administrator"),
            ("security-admin", "security_administrator"),
            ("audit-admin", "audit_administrator"),
        )
    ]
    authorities = load_authorities()
    provincial = [
        SignIn(lead_of(code), authorities.by_code(code).name, say("demo_shows_provincial_lead"))
        for code in _SHOWN_AUTHORITIES
    ]
    provincial.append(
        SignIn(
            reviewer_of(_SHOWN_AUTHORITIES[0]),
            authorities.by_code(_SHOWN_AUTHORITIES[0]).name,
            say("demo_shows_provincial_reviewer"),
        )
    )
    provincial.append(
        SignIn(
            DIVISION_REVIEWER, say("role_division_reviewer"), say("demo_shows_division_reviewer")
        )
    )
    return [*_hosts(), *provincial, *central]


def _hosts() -> list[SignIn]:
    """Return a host at each station of the open quarter, and those whose turn it is in a case."""
    period = QUARTERS[-1]
    filed = QuarterlyUpdate.objects(period=period).distinct("platform")
    begun = UpdateDraft.objects(period=period).distinct("platform")
    in_library = Platform.objects(state=LibraryState.IN_LIBRARY.value)
    removed = Platform.objects(state=LibraryState.REMOVED.value)
    asked = UnreportedChange.objects(state=CaseState.ASKED.value, answered=False)
    noticed = RemovalCase.objects(state=RemovalState.NOTIFIED.value, statements__size=0)
    found = (
        ("demo_shows_missing", in_library.filter(number__nin=[*filed, *begun])),
        ("demo_shows_draft", in_library.filter(number__in=begun)),
        ("demo_shows_submitted", in_library.filter(number__in=filed)),
        ("demo_shows_asked", in_library.filter(number__in=asked.distinct("platform"))),
        ("demo_shows_noticed", in_library.filter(number__in=noticed.distinct("platform"))),
        ("demo_shows_banned", removed),
    )
    return [
        SignIn(host_username(one.credit_code), one.host_name, say(code, number=one.number))
        for code, query in found
        if (one := query.order_by("number").first())
    ]
