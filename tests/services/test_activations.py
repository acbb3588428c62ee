"""Activation codes: who may issue for whom, what is kept, and what ends an earlier one."""

import re
from datetime import timedelta

import pytest
from mongoengine.connection import get_db

from registry.documents.activations import Activation
from registry.documents.ledger import LedgerEntry
from registry.documents.outbox import OutboxMessage
from registry.errors import Invalid, NotAllowed, NotFound
from registry.permissions import Actor, Role
from registry.services import activation_codes as codes
from registry.services.activations import (
    MOST,
    CodeNotOpen,
    Recipient,
    Recovery,
    accounts_to_recover,
    issue,
    issue_for_hosts,
    issue_recovery,
    issued_page,
    state_of,
    waiting_hosts,
    withdraw,
)
from tests.services.account_records import host_on_record
from tests.services.conftest import credit_code

pytestmark = pytest.mark.usefixtures("database")
OTHER = Actor("g", "广东审核员", Role.PROVINCIAL_REVIEWER, authority="440000")


def issue_one(ordinal, by, at, authority="330000", name=""):
    """Issue a code for one host."""
    return issue([Recipient(credit_code(ordinal), name)], authority, by=by, at=at)[0]


def fault(call, field="codes") -> str:
    """What a refused call says at a field."""
    with pytest.raises(Invalid) as refused:
        call()
    return refused.value.fields[field]


def test_a_code_is_strong_and_cannot_be_misread():
    """Sixteen signs of thirty are more than 60 bits, and none of them looks like another."""
    assert len(codes.ALPHABET) ** codes.LENGTH > 2**60
    assert not set(codes.ALPHABET) & set("01ILOU")
    made = {codes.make_code() for _ in range(50)}
    assert len(made) == 50
    assert all(codes.read_code(codes.in_groups(one)) == one for one in made)


@pytest.mark.parametrize(
    "typed", ["abcd efgh jkmn pqrs", "ABCD-EFGH-JKMN-PQRS", " ＡＢＣＤ efgh　jkmnpqrs "]
)
def test_a_code_is_read_however_it_is_typed(typed):
    """Case, groups, hyphens and full-width letters do not matter."""
    assert codes.read_code(typed) == "ABCDEFGHJKMNPQRS"


def test_a_slip_is_shown_once_and_kept_as_a_digest(reviewer, at):
    """What is kept does not hold the code; ledger and message do not either."""
    host = host_on_record(1)
    slip = issue_one(1, reviewer, at)
    assert re.fullmatch(r"(?:[2-9A-Z]{4} ){3}[2-9A-Z]{4}", slip.code)
    assert (slip.host_name, slip.expires_at - at) == (
        "示例1有限公司",
        timedelta(days=30, hours=15),
    )
    kept = f"{list(get_db().activations.find())}{list(get_db().ledger.find())}"
    kept += str(list(get_db().outbox.find()))
    assert slip.code not in kept
    assert slip.code.replace(" ", "") not in kept
    entry = LedgerEntry.objects.get(verb="activation.issue")
    assert entry.subject == f"host:{credit_code(1)}"
    told = OutboxMessage.objects.get(audience="host", recipient=host)
    assert told.params["until"] == "2027年1月27日（周三） 24:00"


def test_issuing_anew_ends_the_earlier_code(reviewer, lead, at):
    """Of two codes for one host by one authority the later one counts."""
    host_on_record(1)
    issue_one(1, reviewer, at)
    issue_one(1, lead, at + timedelta(hours=1))
    states = [one.state for one in Activation.objects.order_by("recorded_at")]
    assert states == ["replaced", "unused"]


def test_a_batch_is_issued_whole_or_not_at_all(reviewer, at):
    """Everything wrong in a pasted list is said at once, line by line, and nothing is issued."""
    host_on_record(1)
    host_on_record(2, "440000")
    pasted = [
        Recipient(credit_code(1)),
        Recipient("not a code"),
        Recipient(credit_code(2)),
        Recipient(credit_code(3)),
        Recipient(credit_code(1).lower()),
    ]
    said = fault(lambda: issue(pasted, "330000", by=reviewer, at=at))
    assert [word in said for word in ("第 1 行", "第 2 行", "第 3 行", "第 4 行", "第 5 行")] == [
        False, True, True, True, True,
    ]  # fmt: skip
    assert "前面已经写过" in said
    assert Activation.objects.count() == 0


def test_a_host_of_another_authority_is_answered_like_none(reviewer, ministry, at):
    """Its name is not told, also not where the ministry mistakes the authority."""
    host_on_record(1, "440000")
    for by in (reviewer, ministry):
        said = fault(lambda by=by: issue_one(1, by, at, name="示例1有限公司"))
        assert "没有找到，或者不在您的管理范围内" in said
        assert "示例1" not in said


def test_nobody_issues_for_another_authority(reviewer, at):
    """A province's clerk cannot name another province as the issuer."""
    host_on_record(1, "440000")
    with pytest.raises(NotFound):
        issue_one(1, reviewer, at, authority="440000")
    with pytest.raises(NotFound):
        issue_for_hosts(None, "440000", by=reviewer, at=at)


def test_the_ministry_issues_for_any_authority(ministry, at):
    """It says for which; without one, it is asked."""
    host_on_record(1, "440000")
    assert issue_one(1, ministry, at, authority="440000").authority == "440000"
    assert fault(lambda: issue_one(1, ministry, at, authority=""), "authority")


def test_a_host_that_nobody_knows_is_entered_by_name(reviewer, at):
    """Hosts come before their platforms: one not on record gets a code, and a name."""
    assert "单位全称" in fault(lambda: issue_one(7, reviewer, at))
    assert issue_one(7, reviewer, at, name="新来者研究院").host_name == "新来者研究院"
    assert OutboxMessage.objects.count() == 0


def test_a_host_with_an_account_gets_no_first_code(reviewer, person_of, at):
    """Who has an account hands over or recovers; a disabled one counts as none."""
    account = person_of(Role.HOST_OPERATOR, host=host_on_record(1))
    assert "已有可用账号" in fault(lambda: issue_one(1, reviewer, at))
    account.update(active=False)
    assert issue_one(1, reviewer, at).credit_code == credit_code(1)


def test_an_account_without_a_platform_is_nobodys_to_add_to(reviewer, person_of, at):
    """A host that has an account but no authority yet cannot be claimed by any authority."""
    host = host_on_record(1, platforms=0)
    person_of(Role.HOST_OPERATOR, host=host, active=False)
    assert "不在您的管理范围内" in fault(lambda: issue_one(1, reviewer, at))


def test_all_hosts_without_an_account_at_once(lead, person_of, at):
    """A host with two platforms gets one code; those with an account and others' get none."""
    for ordinal in (1, 2):
        host_on_record(ordinal, platforms=2)
    person_of(Role.HOST_OPERATOR, host=host_on_record(3))
    elsewhere = host_on_record(4, "440000")
    slips = issue_for_hosts(None, "330000", by=lead, at=at)
    assert [one.credit_code for one in slips] == [credit_code(1), credit_code(2)]
    assert fault(lambda: issue_for_hosts([elsewhere], "330000", by=lead, at=at), "hosts")
    assert fault(lambda: issue_for_hosts([], "330000", by=lead, at=at), "hosts")


def test_operators_among_the_chosen_are_no_query(lead, at):
    """Texts that look like a query or no id at all choose nobody."""
    host_on_record(1)
    for chosen in ('{"$ne": null}', "host-1", "", "x" * 5000):
        assert fault(lambda c=chosen: issue_for_hosts([c], "330000", by=lead, at=at), "hosts")


def test_a_batch_has_an_end(lead, at):
    """More hosts than one list holds are refused before anything is looked up."""
    many = [Recipient(credit_code(n), "某单位") for n in range(1, MOST + 2)]
    assert str(MOST) in fault(lambda: issue(many, "330000", by=lead, at=at))


def test_a_whole_batch_costs_a_fixed_number_of_commands(lead, at, commands):
    """Two hosts or twelve: as many commands to the database."""
    costs = []
    for first, last in ((1, 2), (3, 14)):
        for ordinal in range(first, last + 1):
            host_on_record(ordinal)
        wanted = [Recipient(credit_code(n)) for n in range(first, last + 1)]
        with commands() as asked:
            issue(wanted, "330000", by=lead, at=at)
        costs.append(len(asked))
    assert costs[0] == costs[1]


def test_the_list_of_hosts_says_who_has_a_code(lead, at, commands):
    """The page counts all, shows a part by credit code, and marks open codes; four queries."""
    for ordinal in (1, 2, 3):
        host_on_record(ordinal)
    issue_one(2, lead, at)
    with commands() as asked:
        total, hosts, opened = waiting_hosts("330000", credit_code(1), 5, by=lead, at=at)
    assert (total, [one.credit_code for one in hosts]) == (3, [credit_code(2), credit_code(3)])
    assert opened == {credit_code(2)}
    assert len(asked) == 4
    with pytest.raises(NotFound):
        waiting_hosts("440000", "", 5, by=lead, at=at)


def test_a_withdrawn_code_is_over_and_anothers_is_not_there(lead, at):
    """Withdrawing works once; another authority's code and a wrong id are 404."""
    host_on_record(1)
    issue_one(1, lead, at)
    activation = str(Activation.objects.get().id)
    with pytest.raises(NotFound):
        withdraw(activation, by=OTHER, at=at)
    with pytest.raises(NotFound):
        withdraw('{"$ne": null}', by=lead, at=at)
    withdraw(activation, by=lead, at=at)
    assert Activation.objects.get().state == "withdrawn"
    with pytest.raises(CodeNotOpen):
        withdraw(activation, by=lead, at=at)


def test_issued_codes_are_listed_newest_first(lead, reviewer, ministry, at):
    """A province sees its own, page by page; expired ones say so."""
    for ordinal in (1, 2, 3):
        host_on_record(ordinal)
        issue_one(ordinal, reviewer, at + timedelta(minutes=ordinal))
    first, key = issued_page("330000", [], 2, by=lead)
    rest, end = issued_page("330000", key, 2, by=lead)
    assert [one.credit_code for one in [*first, *rest]] == [credit_code(n) for n in (3, 2, 1)]
    assert end == []
    assert len(issued_page("", [], 9, by=ministry)[0]) == 3
    with pytest.raises(NotFound):
        issued_page("330000", [], 9, by=OTHER)
    assert issued_page("", [], 9, by=OTHER) == ([], [])
    assert state_of(first[0], at) == "unused"
    assert state_of(first[0], first[0].expires_at) == "expired"


def test_a_recovery_code_wants_reason_proof_and_names(lead, reviewer, person_of, at):
    """Only a lead issues one, for an own host that has an account, and says whose it ends."""
    host = host_on_record(1)
    account = person_of(Role.HOST_OPERATOR, host=host)
    foreign = person_of(Role.HOST_OPERATOR, host=host_on_record(2, "440000"))
    wanted = Recovery(credit_code(1), "经办人离职失联", "浙某函〔2026〕8号", [str(account.id)])
    with pytest.raises(NotAllowed):
        issue_recovery(wanted, "330000", by=reviewer, at=at)
    blank = Recovery(credit_code(1), " ", "\u200b", [str(foreign.id), '{"$ne": null}'])
    with pytest.raises(Invalid) as refused:
        issue_recovery(blank, "330000", by=lead, at=at)
    assert set(refused.value.fields) == {"reason", "proof", "ends"}
    issue_recovery(wanted, "330000", by=lead, at=at)
    kept = Activation.objects.get()
    assert (kept.kind, kept.proof, kept.ends) == (
        "recovery", "浙某函〔2026〕8号", [str(account.id)],
    )  # fmt: skip
    told = OutboxMessage.objects.get(recipient=host)
    assert told.code == "notice_recovery_issued"
    assert account.reload().active


def test_recovery_tells_nothing_of_anothers_host(lead, person_of, at):
    """Another's host, one that does not exist and one without account are refused at the code."""
    person_of(Role.HOST_OPERATOR, host=host_on_record(1, "440000"))
    said = {
        fault(lambda c=code: accounts_to_recover(c, "330000", by=lead), "credit_code")
        for code in (credit_code(1), credit_code(9), "x")
    }
    assert len(said) == 1
    host_on_record(2)
    assert "直接发放激活码" in fault(
        lambda: accounts_to_recover(credit_code(2), "330000", by=lead), "credit_code"
    )
