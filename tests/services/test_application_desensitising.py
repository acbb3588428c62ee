"""Desensitising at an application's draft: marked fields and cells are not stored, and said."""

from typing import Any

import pytest

from registry.documents.applications import Application
from registry.encryption import Vault, made_key
from registry.law import rulebook
from registry.messages import say_finding
from registry.permissions import Actor, Role
from registry.policy.vocabulary import Severity
from registry.services import application_drafts as drafts
from registry.services import application_equipment as equipment
from registry.services.application_drafts import Typed
from registry.services.application_equipment import RowsThere, RowsTyped, SheetRows
from tests.application_makers import an_application
from tests.application_papers import row

NUMBER = "SB-330000-2026-0001"
SECRET = "某型号参数 机密★10年 详见附件"
MOBILE = "13912345678"


@pytest.fixture
def acting(database: None, at) -> dict[str, Any]:
    """The host's operator, with a draft on record."""
    an_application(
        NUMBER,
        state="draft",
        version=0,
        period="",
        values={"funding": "自有资金"},
        equipment=[row(name="离心机")],
    )  # fmt: skip - one record
    operator = Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host="host-1")
    return {"by": operator, "at": at, "rulebook": rulebook(), "vault": Vault([made_key()])}


def on_record() -> str:
    """All that the record holds of the application."""
    return str(Application.objects.get(number=NUMBER).to_mongo())


def test_a_marked_field_stays_as_it_was(acting):
    """The rest is saved; the finding stands at the field and repeats nothing."""
    opened = drafts.save(
        NUMBER, Typed({"funding": SECRET, "development_goals": "三年翻番"}, 1), **acting
    )
    (said,) = opened.withheld
    assert (said.code, said.field, said.severity) == (
        "secrecy_not_saved",
        "funding",
        Severity.BLOCKING,
    )  # fmt: skip - one line of a finding
    assert "机密" not in say_finding(said)
    assert opened.values["funding"] == "自有资金"
    assert opened.values["development_goals"] == "三年翻番"
    assert "某型号" not in on_record()


def test_a_marked_field_alone_changes_nothing(acting):
    """No new revision, and still it is said."""
    opened = drafts.save(NUMBER, Typed({"funding": SECRET}, 1), **acting)
    assert (opened.application.revision, len(opened.withheld)) == (1, 1)


def test_a_person_s_number_is_told_outside_the_contacts_alone(acting):
    """Saved and asked back in a text, masked in what is said; in the contacts it belongs."""
    opened = drafts.save(
        NUMBER, Typed({"team_structure": f"联系 {MOBILE}", "contact_phone": MOBILE}, 1), **acting
    )
    found = [one for one in opened.judged.live_findings if one.code == "mobile_found"]
    assert [(one.field, one.severity) for one in found] == [("team_structure", Severity.WARNING)]
    assert MOBILE not in say_finding(found[0])
    assert opened.values["team_structure"] == f"联系 {MOBILE}"


def test_a_mark_among_the_contacts_is_withheld_too(acting):
    """A restricted field is no place for a secret either."""
    opened = drafts.save(NUMBER, Typed({"contact_name": SECRET}, 1), **acting)
    assert [one.field for one in opened.withheld] == ["contact_name"]
    assert opened.values.get("contact_name", "") == ""


def test_a_marked_cell_stays_as_it_was(acting):
    """By hand the cell before stands; a row that is new keeps a blank there."""
    typed = RowsTyped([row(name=SECRET), row(indicator=SECRET)], 1)
    opened = equipment.save_rows(NUMBER, typed, **acting)
    assert [(one.row, one.field) for one in opened.withheld] == [
        (1, "equipment.name"),
        (2, "equipment.indicator"),
    ]  # fmt: skip - one line of places
    kept = Application.objects.get(number=NUMBER).equipment
    assert (kept[0]["name"], kept[1]["indicator"]) == ("离心机", "")
    assert "某型号" not in on_record()


def test_a_marked_cell_of_a_sheet_is_left_blank(acting):
    """Pasted rows take the table's place, so nothing of before stands in theirs."""
    text = f"名称\t数量\t原值\n{SECRET}\t1\t5\n泵\t1\t5\n"
    with pytest.raises(RowsThere) as asked:
        equipment.take_rows(NUMBER, SheetRows(1, text=text), **acting)
    assert [one.row for one in asked.value.withheld] == [1]
    assert [one["name"] for one in asked.value.read.rows] == ["", "泵"]
    taken = equipment.take_rows(NUMBER, SheetRows(1, text=text, confirmed=True), **acting)
    assert [one.row for one in taken.opened.withheld] == [1]
    assert [one["name"] for one in taken.opened.rows] == ["", "泵"]


def test_a_person_s_number_in_a_cell_is_asked_back(acting):
    """At its row and column."""
    typed = RowsTyped([row(model=f"找 {MOBILE}")], 1)
    opened = equipment.save_rows(NUMBER, typed, **acting)
    found = [one for one in opened.judged.findings if one.code == "mobile_found"]
    assert [(one.row, one.field) for one in found] == [(1, "equipment.model")]
