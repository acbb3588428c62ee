"""Whom to call of those missing 未提交名单: the list with contacts, for who may read them.

Contacts are those of the application that the platform's present host entered by; where that has
none, as of platforms that came by the initial load, those of the host's active accounts: their
names, and the addresses of who lets the authority see them. Each row says where its contact is
from, and what is wanting. Who may not read contacts is given a mask, and nobody is given them
without an entry in the ledger.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import datetime

from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.applications import Application, ApplicationVersion
from registry.encryption import Vault
from registry.messages import say
from registry.permissions import Actor, may, require
from registry.services.application_contacts import MASK, masked, opened
from registry.services.authorities import authority_name
from registry.services.belonging import operators_by_host
from registry.services.contact_ways import Ways, ways_for_authority
from registry.services.ledger import Act, record
from registry.services.quarterly_update_forms import quarter_name
from registry.services.reporting import Reporting, Standing
from registry.sheets.writing import OutColumn, write_table

_CONTACTS = ("contact_name", "contact_phone", "contact_mail")
_MOST_NAMED = 5  # of one host's accounts; those that can be called first
_COLUMNS = (
    OutColumn("主管部门", 28),
    OutColumn("平台编号", 20),
    OutColumn("平台名称", 40),
    OutColumn("依托单位", 36),
    OutColumn("状态", 10),
    OutColumn("联系人", 20),
    OutColumn("联系电话", 20),
    OutColumn("电子邮箱", 28),
    OutColumn("联系方式来源", 28),
    OutColumn("说明", 30),
)


@dataclass(frozen=True, slots=True)
class _Contact:
    """Whom to call for a platform, where that is from, and what is wanting, in words."""

    name: str = ""
    phone: str = ""
    mail: str = ""
    source: str = ""
    wanting: str = ""

    @property
    def can_be_called(self) -> bool:
        return bool(self.phone or self.mail)


def export_missing(found: Reporting, *, by: Actor, at: datetime, vault: Vault) -> bytes:
    """Return who has not submitted, with contacts, as xlsx; the ledger keeps how many it showed."""
    require(by, "reporting:export")
    period, missing = found.window.period, found.unreported()
    shows = may(by, "reporting:contacts")
    contacts = _contacts(missing, vault, shows=shows)
    rows = [_row(one, contacts[one.number]) for one in missing]
    title = say("reporting_missing_title", quarter=quarter_name(period))
    content = write_table(title, _COLUMNS, rows)
    after = {
        "rows": len(rows),
        "unreported": True,
        "authorities": found.authorities,
        "contacts": sum(bool(one.source) for one in contacts.values()) if shows else 0,
    }
    act = Act("reporting.export", f"reporting:{period}", after=after)
    transact(lambda: record(act, by=by, at=at))
    return content


def _contacts(missing: Sequence[Standing], vault: Vault, *, shows: bool) -> Mapping[str, _Contact]:
    """Return by platform whom to call. Four queries, however many are missing."""
    entered = _of_applications(missing, vault, shows=shows)
    serving = operators_by_host(one.host for one in missing)
    asked = {one.host for one in missing if one.number not in entered}
    people = [each for host in asked for each in serving.get(host, ())]
    ways = ways_for_authority([str(one.id) for one in people], vault=vault, shows=shows)
    found = {}
    for one in missing:
        its = serving.get(one.host, ())
        contact = entered.get(one.number) or _of_accounts(its, ways, shows=shows)
        wanting = [] if its else [say("contact_no_account")]
        if not contact.can_be_called:
            wanting.append(say("contact_no_ways"))
        found[one.number] = replace(contact, wanting="，".join(wanting))
    return found


def _of_applications(
    missing: Sequence[Standing], vault: Vault, *, shows: bool
) -> Mapping[str, _Contact]:
    """Return by platform whom its application names, where it says how to call.

    Two queries; index host_1_number_-1 and application_1_version_1.
    """
    entered = Application.objects(
        host__in=sorted({one.host for one in missing}),
        platform__in=[one.number for one in missing],
    ).only("number", "version", "platform")
    by_version = {(one.number, one.version): one.platform for one in entered}
    versions = ApplicationVersion.objects(application__in=[one for one, _ in by_version]).only(
        "application", "version", *(f"content__{key}" for key in _CONTACTS)
    )
    found = {}
    for one in versions:
        platform = by_version.get((one.application, one.version))
        if platform:
            held = {key: one.content.get(key) for key in _CONTACTS}
            its = opened(held, one.application, vault) if shows else masked(held)
            name, phone, mail = (str(its[key] or "") for key in _CONTACTS)
            source = say("contact_of_application", number=one.application)
            contact = _Contact(name, phone, mail, source)
            if contact.can_be_called:
                found[platform] = contact
    return found


def _of_accounts(serving: Sequence[Account], ways: Mapping[str, Ways], *, shows: bool) -> _Contact:
    """Return whom of a host's accounts to call; with several, each address says whose it is."""
    if not serving:
        return _Contact()
    its = [(one.name, ways.get(str(one.id), Ways())) for one in serving]
    its = sorted(its, key=lambda one: not (one[1].phone or one[1].email))[:_MOST_NAMED]
    names = "；".join(name for name, _ in its)
    phones, mails = _listed(its, lambda one: one.phone), _listed(its, lambda one: one.email)
    contact = _Contact(names, phones, mails)
    if not shows:
        contact = _Contact(*(MASK if one else "" for one in astuple(contact)))
    return replace(contact, source=say("contact_of_account"))


def _listed(its: Sequence[tuple[str, Ways]], part: Callable[[Ways], str]) -> str:
    several = len(its) > 1
    return "；".join(
        f"{name} {part(one)}" if several else part(one) for name, one in its if part(one)
    )


def _row(one: Standing, contact: _Contact) -> tuple[str, ...]:
    return (
        authority_name(one.authority),
        one.number,
        one.name,
        one.host_name,
        say(f"state_{one.state}"),
        *astuple(contact),
    )
