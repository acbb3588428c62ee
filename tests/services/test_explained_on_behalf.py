"""An authority's words to warnings, and its draft: grounds leave the words, refusals no trace."""

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from registry.calendars import working_calendar
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import BehalfDraft
from registry.errors import SecrecyMark
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import quarterly_updates as desk
from registry.services.quarterly_update_drafts import Typed
from registry.services.quarterly_update_on_behalf import Grounds
from registry.services.quarterly_updates import Filing

NUMBER, QUARTER = "330000-2026-0001", "2026Q4"
GOOD = tomllib.loads(
    (Path(__file__).parents[1] / "samples" / "quarterly_update.toml").read_text(encoding="utf-8")
)
GROUNDS = Grounds("填报员因病住院，单位没有其他账号", "phone", "12月28日 9:10 与办公室王主任通话")
SECRET = GOOD | {"accidents": "yes", "accidents_text": "机密★10年"}

Acting = dict[str, Any]


@pytest.fixture
def province(on_record: Callable[..., Platform], reviewer: Actor, at: datetime) -> Acting:
    """What a reviewer of the platform's authority acts with, in the window."""
    on_record(NUMBER)
    return {"by": reviewer, "at": at, "rulebook": rulebook(), "calendar": working_calendar()}


@pytest.fixture
def host(province: Acting) -> Acting:
    """What the platform's own host acts with, at the same moment."""
    by = Actor(account="op-1", name="张三", role=Role.HOST_OPERATOR, host="host-1")
    return province | {"by": by}


def refused(acting: Acting, grounds: Grounds | None) -> None:
    """Send what carries a secrecy mark; it is refused as that."""
    with pytest.raises(SecrecyMark):
        desk.submit(NUMBER, QUARTER, Filing(SECRET, grounds=grounds), **acting)


def test_a_secrecy_mark_without_grounds_is_refused_and_nothing_kept(province: Acting) -> None:
    """An authority that has not said why it fills in begins no draft by a refusal."""
    refused(province, None)
    assert BehalfDraft.objects.count() == 0


def test_a_secrecy_mark_with_grounds_is_kept_without_it(province: Acting) -> None:
    """Where the authority could begin, the rest of what it typed is its draft."""
    refused(province, GROUNDS)
    draft = BehalfDraft.objects.get()
    assert (draft.values["accidents_text"], draft.values["load"]) == ("", GOOD["load"])


def test_a_refusal_begins_nothing_where_the_host_has_begun(province: Acting, host: Acting) -> None:
    """Neither over the host's draft nor over what the host has filed."""
    desk.save_draft(NUMBER, QUARTER, Typed(GOOD), **host)
    refused(province, GROUNDS)
    desk.submit(NUMBER, QUARTER, Filing(), **host)
    refused(province, GROUNDS)
    assert BehalfDraft.objects.count() == 0
