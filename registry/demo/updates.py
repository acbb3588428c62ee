"""The quarterly updates of the demo year: histories with gaps, drafts, and early filings."""

import random
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import TypedDict

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.demo.library import AT_ONCE
from registry.demo.plan import settled
from registry.documents.platforms import Platform
from registry.forms import quarterly_update_form
from registry.law import NATIONAL, rulebook
from registry.permissions import Actor
from registry.policy.calendar import WorkingCalendar
from registry.policy.duties import owes_update
from registry.policy.forms import Nature
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import WindowKind
from registry.policy.windows import Window, window
from registry.services.quarterly_update_drafts import Typed
from registry.services.quarterly_updates import Filing, save_draft, submit

QUARTERS = tuple(f"{year}Q{quarter}" for year in (2025, 2026) for quarter in (1, 2, 3, 4))
_OPEN = QUARTERS[-1]
_STOCKS = tuple(one.key for one in quarterly_update_form().of_nature(Nature.STOCK))
_FORGETFUL = 0.3
_OFTEN_MISSED, _SELDOM_MISSED = 0.25, 0.02
_FILED_EARLY, _BEGUN = 0.34, 0.5


class _Law(TypedDict):
    """By whom, when and under which law an act is done."""

    by: Actor
    at: datetime
    rulebook: Rulebook
    calendar: WorkingCalendar


@dataclass(slots=True)
class _Story:
    """How one platform's figures go on from quarter to quarter."""

    chance: random.Random
    platform: Platform
    by: Actor
    forgetful: bool
    equipment: Decimal
    staff: int
    served: int
    hand: int
    income: Decimal = Decimal(0)
    stocks: Mapping[str, str] = field(default_factory=dict)

    def next_quarter(self, period: str) -> dict[str, str]:
        """Return what the clerk types this quarter."""
        whole = self.chance.randint
        new, projects = whole(0, 4), whole(0, 6)
        self.equipment += whole(0, 2) * whole(0, 120)
        self.staff = max(5, self.staff + whole(-1, 2))
        self.served += new
        self.hand = max(0, self.hand + projects - whole(0, 5))
        self.income = (Decimal(0) if period.endswith("Q1") else self.income) + whole(90, 900)
        return {
            "equipment_value": str(self.equipment),
            "site_area": str(800 + len(self.platform.name) * 150),
            "full_time_staff": str(self.staff),
            "load": str(whole(35, 96)),
            "projects_in_hand": str(self.hand),
            "enterprises_served": str(self.served),
            "new_enterprises": str(new),
            "projects_this_quarter": str(projects),
            "service_income_this_year": str(self.income),
            "major_changes": "no",
            "accidents": "no",
            "penalties": "no",
        }


def file_quarters(hosts: Mapping[str, Actor]) -> Iterator[str]:
    """File all quarters in their order, yielding each quarter when it is done.

    Who left the library meanwhile files no more.
    """
    chance = random.Random(settled()["seed"])  # noqa: S311 - a plan, no secret
    calendar = working_calendar()
    stories = [
        _story(chance, platform, hosts[platform.host])
        for platform in Platform.objects.order_by("number")
    ]
    programme = rulebook().programme(NATIONAL)
    for period in QUARTERS:
        its = window(WindowKind.QUARTERLY_UPDATE, period, calendar, programme)
        left = dict(Platform.objects(removed_at__ne=None).scalar("number", "removed_at"))
        owing = (
            story
            for story in stories
            if owes_update(story.platform.admitted_at, left.get(story.platform.number), its)
        )
        # Worked out one after the other, so that each start tells the same story; then filed.
        acts = [act for story in owing if (act := _act(story, its, calendar))]
        with ThreadPoolExecutor(AT_ONCE) as clerks:
            list(clerks.map(lambda act: act(), acts))
        yield period


def _story(chance: random.Random, platform: Platform, by: Actor) -> _Story:
    profile = platform.profile
    return _Story(
        chance=chance,
        platform=platform,
        by=by,
        forgetful=chance.random() < _FORGETFUL,
        equipment=profile["equipment_value"].to_decimal(),
        staff=profile["full_time_staff"],
        served=profile["enterprises_served"],
        hand=chance.randint(0, 9),
    )


def _act(story: _Story, its: Window, calendar: WorkingCalendar) -> Callable[[], object] | None:
    """Return what one clerk does in a window: file, begin a draft while it is open, or nothing."""
    typed = story.next_quarter(its.period)
    number, lot = story.platform.number, story.chance.random()
    day = its.days[0] if its.period == _OPEN else story.chance.choice(its.days)
    minutes = timedelta(minutes=story.chance.randint(0, 480))
    law: _Law = {
        "by": story.by,
        "at": datetime.combine(day, time(9), SHANGHAI) + minutes,
        "rulebook": rulebook(),
        "calendar": calendar,
    }
    if its.period == _OPEN and lot >= _FILED_EARLY:
        begun = dict(list(typed.items())[: story.chance.randint(2, 8)])
        draft = partial(save_draft, number, its.period, Typed(begun), **law)
        return draft if lot < _BEGUN else None
    if its.period != _OPEN and lot < (_OFTEN_MISSED if story.forgetful else _SELDOM_MISSED):
        return None
    stocks = {key: typed[key] for key in _STOCKS}
    if stocks == story.stocks:
        typed["nothing_changed"] = "yes"
    story.stocks = stocks
    return partial(submit, number, its.period, Filing(typed), **law)
