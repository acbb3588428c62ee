"""A draft from what was typed before, and from two tabs at once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from registry.documents.applications import Application
from registry.documents.hosts import Host
from registry.documents.ledger import LedgerEntry
from registry.encryption import Vault, made_key
from registry.errors import Invalid, NotFound
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import application_drafts, application_forms
from registry.services.application_drafts import ApplicationMoved, Beginning, Typed
from tests.application_papers import GOOD, row
from tests.frozen_applications import a_paper, an_operator
from tests.services.conftest import credit_code

KNOWN = {"host_name", "credit_code", "authority", "taxonomy_edition"}
WHOLE = {key: text for key, text in GOOD.items() if key not in KNOWN}
NAME = "临江高端装备中试平台"


@pytest.fixture
def vault() -> Vault:
    """The keys of this service."""
    return Vault([made_key()])


@pytest.fixture
def acting(database: None, at: datetime) -> dict[str, Any]:
    """An operator of a host on record, when, under which rules."""
    return {"by": an_operator(at), "at": at, "rulebook": rulebook()}


@pytest.fixture
def begun(acting: dict[str, Any], vault: Vault) -> Callable[..., Application]:
    """``begun(name, place, authority, source) -> Application``."""

    def made(name: str = NAME, place: str = "杭州市", *more: str) -> Application:
        return application_drafts.begin(Beginning(name, place, *more), vault=vault, **acting)

    return made


def test_a_withdrawn_one_s_content_begins_another(begun, acting, vault, at):
    """Fields, table and files go along, contacts sealed anew; declarations do not."""
    number = begun().number
    save = partial(application_drafts.save, number, vault=vault, **acting)
    save(Typed(WHOLE | {"violations": "yes", "violations_days": "2025-03-01"}, 1))
    files = [a_paper("roadmap", at)]
    Application.objects(number=number).update(equipment=[row()], attachments=files)
    with pytest.raises(Invalid) as live:
        application_drafts.begin(
            Beginning("另一个平台", "杭州市", "", number), vault=vault, **acting
        )
    assert list(live.value.fields) == ["source"]
    application_drafts.withdraw(number, **acting)
    made = begun(NAME, "宁波市", "", number)
    assert (made.number, made.authority, made.revision) == ("SB-330200-2026-0001", "330200", 1)
    opened = application_forms.read_application(made.number, rows=True, vault=vault, **acting)
    assert opened.values["contact_phone"] == WHOLE["contact_phone"]
    assert made.values["contact_phone"] not in {
        WHOLE["contact_phone"], Application.objects.get(number=number).values["contact_phone"],
    }  # fmt: skip
    assert (opened.values["plan_years"], opened.values["place"]) == ("3", "宁波市")
    for declared in ("violations", "violations_days", "declared_matters", "truthful"):
        assert not opened.values.get(declared), declared
    assert opened.values["service_income_last_year"] == WHOLE["service_income_last_year"]
    assert (list(opened.rows), made.equipment_sum.count) == ([row()], 1)
    assert [one.id for one in made.attachments] == ["roadmap"]
    told = LedgerEntry.objects.get(subject=f"application:{made.number}")
    assert told.after["source"] == number


def test_an_income_of_another_year_stays_behind(begun, acting, vault, at):
    """A year later last year is another: what was earned then is asked anew."""
    number = begun().number
    application_drafts.save(number, Typed(WHOLE, 1), vault=vault, **acting)
    application_drafts.withdraw(number, **acting)
    later = {**acting, "at": at + timedelta(days=200)}
    given = Beginning(NAME, "杭州市", "", number)
    made = application_drafts.begin(given, vault=vault, **later)
    assert made.values["last_year"] == "2026"
    assert "service_income_last_year" not in made.values
    assert made.values["enterprises_served"] == WHOLE["enterprises_served"]


def test_another_host_s_content_is_not_there(begun, acting, vault):
    """Neither withdrawn nor live, nor where nothing of that number is."""
    number = begun().number
    application_drafts.withdraw(number, **acting)
    for source, by in (
        (
            number,
            Actor(
                account="op-2", name="别人", role=Role.HOST_OPERATOR, host=_another(acting["at"])
            ),
        ),
        ("SB-330000-2026-9999", acting["by"]),
    ):
        with pytest.raises(NotFound):
            application_drafts.begin(
                Beginning(NAME, "杭州市", "", source), vault=vault, **{**acting, "by": by}
            )


def _another(at: datetime) -> str:
    """Another host on record."""
    name = "别的研究院"
    made = Host(credit_code=credit_code(2), name=name, name_key=name, recorded_at=at).save()
    return str(made.id)


def _typed_in(section: str, revision: int, **values: str) -> Typed:
    """What the page of one section sends."""
    return Typed(values, revision, section)


def test_two_tabs_on_two_sections_save_side_by_side(begun, acting, vault):
    """Only the section that was changed since is refused; by the API any change is in the way."""
    first, second = "basics", "plan"
    number = begun().number
    save = partial(application_drafts.save, number, vault=vault, **acting)
    assert save(_typed_in(first, 1, address="文一西路 1 号")).application.revision == 2
    assert save(_typed_in(second, 1, plan_years="3")).application.revision == 3
    assert save(_typed_in(first, 2, address="文一西路 2 号")).application.revision == 4
    values = Application.objects.get(number=number).values
    assert (values["address"], values["plan_years"]) == ("文一西路 2 号", "3")
    for stale in (
        _typed_in(first, 3, address="另一处"),
        _typed_in(second, 2, plan_years="5"),
        _typed_in(second, 0, plan_years="5"),
        _typed_in(second, 9, plan_years="5"),
        Typed({"plan_years": "5"}, 3),
    ):
        with pytest.raises(ApplicationMoved):
            save(stale)
    assert Application.objects.get(number=number).revision == 4
