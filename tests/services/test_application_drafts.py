"""Drafts of applications on the desk: begun, typed into, withdrawn, and nobody else's business."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest

from registry.documents.applications import (
    Application,
    ApplicationVersion,
    FrozenContent,
    ReturnedSection,
)
from registry.documents.bans import Ban
from registry.documents.hosts import Host
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.documents.platforms import Platform
from registry.encryption import Vault, made_key
from registry.errors import Invalid, NotAllowed, NotFound
from registry.forms import application_form
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services import application_contacts, application_drafts, application_forms
from registry.services.application_drafts import Beginning, Typed
from registry.services.ledger import broken_at
from tests.application_makers import a_version, an_application
from tests.application_papers import GOOD
from tests.services.conftest import credit_code
from tests.services.simultaneous import at_once

KNOWN = {"host_name", "credit_code", "authority", "taxonomy_edition"}
WHOLE = {key: text for key, text in GOOD.items() if key not in KNOWN}
NAME = "临江高端装备中试平台"


@pytest.fixture
def vault() -> Vault:
    """The keys of this service."""
    return Vault([made_key()])


@pytest.fixture
def operator(database: None, at: datetime) -> Actor:
    """An operator of a host on record."""
    host = Host(
        credit_code=credit_code(1),
        name="临江装备研究院有限公司",
        name_key="临江装备研究院有限公司",
        kind="企业",
        recorded_at=at,
    ).save()
    return Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host=str(host.id))


@pytest.fixture
def acting(operator: Actor, at: datetime) -> dict[str, Any]:
    """Who acts, when, under which rules."""
    return {"by": operator, "at": at, "rulebook": rulebook()}


@pytest.fixture
def begun(acting: dict[str, Any], vault: Vault) -> Callable[..., Application]:
    """``begun(name, place, authority) -> Application``."""

    def made(name: str = NAME, place: str = "杭州市", authority: str = "") -> Application:
        given = Beginning(name, place, authority)
        return application_drafts.begin(given, vault=vault, **acting)

    return made


@pytest.fixture
def save(acting: dict[str, Any], vault: Vault) -> Callable[..., Any]:
    """``save(number, revision, **values) -> OpenApplication``."""

    def saved(number: str, revision: int, **values: str):
        return application_drafts.save(number, Typed(values, revision), vault=vault, **acting)

    return saved


def test_a_beginning_gives_the_number_and_what_is_known(begun, operator):
    """Authority by place, year and running number; years, edition and kind are filled in."""
    application = begun()
    assert application.number == "SB-330000-2026-0001"
    assert (application.authority, application.state, application.revision) == (
        "330000",
        "draft",
        1,
    )  # fmt: skip - one line of a record
    assert application.values == {
        "platform_name": NAME,
        "place": "杭州市",
        "taxonomy_edition": "2025",
        "last_year": "2025",
        "application_year": "2026",
        "host_kind": "企业",
    }
    assert begun(name="另一平台").number == "SB-330000-2026-0002"
    assert begun(name="宁波平台", place="宁波市").number == "SB-330200-2026-0001"
    (entry,) = LedgerEntry.objects(subject="application:SB-330000-2026-0001")
    assert (entry.verb, entry.account) == ("application.begin", operator.account)
    assert broken_at(entry.subject) is None
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("  ", "杭州市", ""), "platform_name"),
        (("长" * 201, "杭州市", ""), "platform_name"),
        ((NAME, "", ""), "place"),
        ((NAME, "长" * 61, ""), "place"),
        ((NAME, "宁波市", "330000"), "authority"),
        ((NAME, "鼓楼区", ""), "authority"),
        ((NAME, "火星市", ""), "authority"),
        ((NAME, "杭州市", "990000"), "authority"),
    ],
)
def test_a_beginning_that_cannot_be(begun, given, field):
    """Name and place are wanted; the authority must be the place's (ruling 17)."""
    with pytest.raises(Invalid) as refused:
        begun(*given)
    assert list(refused.value.fields) == [field]
    assert Application.objects.count() == 0


def test_a_place_of_several_or_of_nobody_leaves_the_choice(begun):
    """Where the table cannot tell, the host chooses; among those it can be."""
    assert begun(place="鼓楼区", authority="320000").authority == "320000"
    assert begun(name="火星平台", place="火星市", authority="450000").authority == "450000"


def test_one_live_application_for_a_platform(begun, acting, operator, at):
    """The same name again is refused, however it is written; after a withdrawal it is not."""
    first = begun()
    with pytest.raises(application_drafts.AlreadyApplying) as refused:
        begun(name=f" {NAME} ")
    assert refused.value.params["number"] == first.number
    application_drafts.withdraw(first.number, **acting)
    assert begun().number == "SB-330000-2026-0002"


def test_two_at_once_begin_one(begun):
    """Two clicks at the same moment make one application."""
    outcomes = at_once(begun, begun)
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyApplying", "Application"]
    assert Application.objects.count() == 1


def test_a_platform_in_the_library_is_not_applied_for(begun, on_record):
    """Its data are kept up by updates."""
    platform: Platform = on_record(credit_code=credit_code(1), name=NAME, name_key=NAME)
    with pytest.raises(application_drafts.AlreadyInLibrary) as refused:
        begun()
    assert refused.value.params["number"] == platform.number


def test_a_banned_host_writes_its_draft_and_is_told(begun, acting, vault, at):
    """A ban shows decision, ground and last day, and keeps nobody from typing (ruling 21)."""
    Ban(
        host="x",
        credit_code=credit_code(1),
        host_name="旧名",
        platform="330000-2024-0001",
        platform_name="旧平台",
        ground="data_falsification",
        clause="二（四）",
        decision="工信部科〔2025〕1号",
        decided_on=date(2025, 3, 1),
        from_day=date(2025, 3, 1),
        until_day=date(2028, 2, 29),
        recorded_at=at,
    ).save()
    number = begun().number
    opened = application_forms.read_application(number, vault=vault, **acting)
    assert opened.ban is not None
    assert (opened.ban.decision, opened.ban.until_day) == ("工信部科〔2025〕1号", date(2028, 2, 29))
    assert "basics" in opened.editable


def test_what_is_typed_is_kept_valid_or_not(begun, save, acting, vault):
    """A section at a time; fields left out stay; what is wrong is told and kept as typed."""
    number = begun().number
    opened = save(number, 1, full_time_staff="约五人", address="文一西路")
    assert opened.application.revision == 2
    assert [(one.code, one.field) for one in opened.judged.live_findings] == [
        ("update_not_a_figure", "full_time_staff")
    ]
    opened = save(number, 2, full_time_staff="5 人", ministry_affiliated="yes")
    assert (opened.values["address"], opened.values["full_time_staff"]) == ("文一西路", "5 人")
    assert opened.application.to_ministry
    assert opened.application.saved_by == "高远"
    assert not opened.judged.is_complete
    assert LedgerEntry.objects.count() == 1


def test_a_whole_application_lacks_only_table_and_papers(begun, save):
    """Everything typed: what is left to do is the table and the files."""
    opened = save(begun().number, 1, **WHOLE)
    assert {one.code for one in opened.judged.findings} == {
        "application_file_missing",
        "equipment_missing",
    }  # fmt: skip - one line of codes
    assert opened.values["host_name"] == "临江装备研究院有限公司"


def test_contacts_are_sealed_in_the_record(begun, save, vault):
    """The database holds no contact in the clear; what one field holds opens for no other."""
    opened = save(begun().number, 1, contact_phone="0571-8000 0001", contact_name="李晓")
    assert opened.values["contact_phone"] == "0571-8000 0001"
    kept = Application.objects.first().values
    assert "0571-8000" not in str(kept)
    assert "李晓" not in str(kept)
    number = opened.application.number
    swapped = {"contact_phone": kept["contact_name"], "contact_mail": "gibberish"}
    assert application_contacts.opened(swapped, number, vault) == {
        "contact_phone": "",
        "contact_mail": "",
    }  # fmt: skip - one line of values
    assert application_contacts.masked(opened.values)["contact_phone"] == application_contacts.MASK
    assert application_contacts.masked(opened.values)["place"] == "杭州市"


def test_the_same_again_changes_nothing(begun, save):
    """A save without a change makes no new revision; sealed fields are compared opened."""
    number = begun().number
    save(number, 1, contact_phone="0571-8000 0001", place="杭州市")
    assert save(number, 2, contact_phone="0571-8000 0001", place="杭州市").application.revision == 2


def test_a_save_on_an_old_revision_overwrites_nothing(begun, save):
    """Who was slower is told who saved and when."""
    number = begun().number
    save(number, 1, address="一号")
    with pytest.raises(application_drafts.ApplicationMoved) as refused:
        save(number, 1, address="二号")
    assert refused.value.params["name"] == "高远"
    assert Application.objects.first().values["address"] == "一号"


def test_two_tabs_at_once_keep_one_text(begun, save):
    """Two saves of the same revision: one is kept, the other refused."""
    number = begun().number
    outcomes = at_once(
        partial(save, number, 1, address="一号"), partial(save, number, 1, address="二号")
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["ApplicationMoved", "OpenApplication"]


def test_a_renamed_platform_is_another_only_once(begun, save):
    """The head follows the name; one that another live application has is refused, text kept."""
    number = begun().number
    begun(name="另一平台")
    assert save(number, 1, platform_name="新名中试平台").application.name_key == "新名中试平台"
    with pytest.raises(application_drafts.NameTaken) as refused:
        save(number, 2, platform_name="另一 平台")
    assert "platform_name" in refused.value.fields
    opened = save(number, 2, platform_name="")
    assert opened.application.platform_name == "新名中试平台"


@pytest.mark.parametrize(
    "values",
    [{"nothing": "1"}, {"host_name": "别人"}, {"roadmap_file": "x"}, {"address": "长" * 10_001}],
)
def test_what_the_form_does_not_ask_is_refused(begun, save, values):
    """Unknown fields, those known beforehand, files and endless texts: nothing is kept."""
    with pytest.raises(Invalid):
        save(begun().number, 1, **values)
    assert Application.objects.first().revision == 1


def test_only_returned_sections_are_typed_into(begun, save, acting, vault):
    """The rest is refused by name; unchanged values of it may come along."""
    number = begun().number
    returned = [ReturnedSection(section="plan", reason="目标不清")]
    Application.objects(number=number).update(state="returned", returned=returned, version=1)
    opened = save(number, 1, plan_years="3", place="杭州市")
    assert opened.editable == {"plan"}
    assert opened.returned == {"plan": "目标不清"}
    with pytest.raises(application_drafts.SectionNotReturned):
        save(number, 2, plan_years="4", address="别处")
    assert Application.objects.first().values["plan_years"] == "3"


@pytest.mark.parametrize(
    "state",
    ["frozen", "submitted", "in_review", "recommended", "refused", "withdrawn", "admitted"],
)
def test_nothing_is_typed_into_what_is_not_a_draft(begun, save, state):
    """Frozen, sent or ended: refused."""
    number = begun().number
    Application.objects(number=number).update(state=state)
    with pytest.raises(application_drafts.NotEditable):
        save(number, 1, address="一号")


@pytest.mark.parametrize("state", ["returned", "submitted"])
def test_what_nobody_has_claimed_is_withdrawn(begun, acting, operator, state):
    """A draft goes without a word to others; what the authority has seen is told to it."""
    number = begun().number
    assert application_drafts.withdraw(number, **acting).state == "withdrawn"
    assert OutboxMessage.objects.count() == 0
    second = begun()
    Application.objects(number=second.number).update(state=state, version=1)
    application_drafts.withdraw(second.number, **acting)
    (message,) = OutboxMessage.objects
    assert (message.audience, message.recipient) == ("authority", "330000")
    assert not Application.objects(live=True)


@pytest.mark.parametrize("state", ["in_review", "recommended", "refused", "withdrawn"])
def test_what_is_with_the_authority_is_not_withdrawn_here(begun, acting, state):
    """Claimed, decided or ended: refused, and said why."""
    number = begun().number
    Application.objects(number=number).update(state=state)
    with pytest.raises(application_drafts.NotWithdrawable):
        application_drafts.withdraw(number, **acting)


def test_a_draft_is_nobody_else_s_business(begun, acting, vault, lead, ministry):
    """Another host finds nothing; offices may not even ask."""
    number = begun().number
    other = Actor(account="op-2", name="别人", role=Role.HOST_OPERATOR, host="host-2")
    for verb in (
        partial(application_forms.read_application, number, vault=vault),
        partial(application_drafts.save, number, Typed({}, 1), vault=vault),
        partial(application_drafts.withdraw, number),
    ):
        with pytest.raises(NotFound):
            verb(**{**acting, "by": other})
        for office in (lead, ministry):
            with pytest.raises(NotAllowed):
                verb(**{**acting, "by": office})
    with pytest.raises(NotFound):
        application_forms.read_application("SB-330000-2026-9999", vault=vault, **acting)
    given = Beginning(NAME, "杭州市")
    with pytest.raises(NotAllowed):
        application_drafts.begin(given, vault=vault, **{**acting, "by": lead})


def test_contacts_are_sealed_anew_wherever_they_are_kept(begun, console, acting, at):
    """Drafts and frozen contents and versions; afterwards the older key can go."""
    old, new = made_key(), made_key()
    values = {"contact_phone": "0571-8000 0001", "address": "一号"}
    number = begun().number
    application_drafts.save(number, Typed(values, 1), vault=Vault([old]), **acting)
    content = application_contacts.sealed(values, number, Vault([old]))
    frozen = FrozenContent(
        digest="0", form_version="1", rulebook="r", content=content, frozen_at=at, account_name="x"
    )
    Application.objects(number=number).update(frozen=frozen)
    a_version(Application.objects.first(), content=content, version=1)
    both = Vault([new, old])
    assert application_contacts.seal_anew(vault=both, by=console) == 3
    assert application_contacts.seal_anew(vault=both, by=console) == 0
    opened = application_forms.read_application(number, vault=Vault([new]), **acting)
    assert opened.values["contact_phone"] == "0571-8000 0001"
    for kept in (Application.objects.first().frozen.content, ApplicationVersion.objects[0].content):
        fresh = application_contacts.opened(kept, number, Vault([new]))
        assert fresh == values


def test_judging_for_a_freeze_reads_every_row(vault, acting, at):
    """What freezing asks: judged with all rows on the day."""
    rows = [{"name": "甲", "quantity": "1", "value": "600", "origin": "国产", "year": "2023"}]
    application = an_application(state="draft", values={"equipment_value": "600"}, equipment=rows)
    desk = application_forms.Desk(acting["by"], at, rulebook(), vault)
    judged = application_forms.judged_whole(application, desk)
    assert judged.equipment.count == 1
    assert len(judged.assessments) == 46
    assert application_form().section_of(judged.findings[0].field) == "basics"
