"""Whom to call of those missing 未提交名单: the list with contacts, for who may read them.

Contacts are those of the application that the platform's present host entered by. Who may not
read them is given a mask, and nobody is given them without an entry in the ledger.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from registry.database import transact
from registry.documents.applications import Application, ApplicationVersion
from registry.encryption import Vault
from registry.messages import say
from registry.permissions import Actor, may, require
from registry.services.application_contacts import masked, opened
from registry.services.authorities import authority_name
from registry.services.ledger import Act, record
from registry.services.quarterly_update_forms import quarter_name
from registry.services.reporting import Reporting, Standing
from registry.sheets.writing import OutColumn, write_table

_CONTACTS = ("contact_name", "contact_phone", "contact_mail")
_COLUMNS = (
    OutColumn("主管部门", 28),
    OutColumn("平台编号", 20),
    OutColumn("平台名称", 40),
    OutColumn("依托单位", 36),
    OutColumn("状态", 10),
    OutColumn("联系人", 20),
    OutColumn("联系电话", 20),
    OutColumn("电子邮箱", 28),
)


def export_missing(found: Reporting, *, by: Actor, at: datetime, vault: Vault) -> bytes:
    """Return who has not submitted, with contacts, as xlsx; the ledger keeps whose were shown."""
    require(by, "reporting:export")
    period, missing = found.window.period, found.unreported()
    shows = may(by, "reporting:contacts")
    contacts = _contacts(missing, vault, shows=shows)
    rows = [_row(one, contacts.get(one.number, {})) for one in missing]
    title = say("reporting_missing_title", quarter=quarter_name(period))
    content = write_table(title, _COLUMNS, rows)
    after = {
        "rows": len(rows),
        "unreported": True,
        "authorities": found.authorities,
        "contacts": len(contacts) if shows else 0,
    }
    act = Act("reporting.export", f"reporting:{period}", after=after)
    transact(lambda: record(act, by=by, at=at))
    return content


def _contacts(
    missing: Sequence[Standing], vault: Vault, *, shows: bool
) -> Mapping[str, Mapping[str, str]]:
    """Return by platform whom to call.

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
            found[platform] = {key: str(value or "") for key, value in its.items()}
    return found


def _row(one: Standing, contacts: Mapping[str, str]) -> tuple[str, ...]:
    return (
        authority_name(one.authority),
        one.number,
        one.name,
        one.host_name,
        say(f"state_{one.state}"),
        *(contacts.get(key, "") for key in _CONTACTS),
    )
