"""Whole, good applications on record, and the stamped scans of their printed forms."""

from datetime import datetime
from typing import Any

from registry.documents.applications import Application
from registry.documents.attachments import Attachment
from registry.documents.hosts import Host
from registry.encryption import Vault
from registry.forms import application_form
from registry.permissions import Actor, Role
from registry.policy.equipment_rows import read_equipment
from registry.policy.printed_codes import PrintedCode
from registry.services.application_contacts import sealed
from registry.services.application_forms import sum_of
from tests.application_makers import an_application
from tests.application_papers import GOOD, SUPPORTS, rows
from tests.stamped_forms import as_jpeg, form

NUMBER = "SB-330000-2026-0001"


def an_operator(at: datetime, code: str = "91330100MA27XK8Q3A") -> Actor:
    """Put a host on record and return its operator."""
    name = "临江装备研究院有限公司"
    host = Host(credit_code=code, name=name, name_key=name, kind="企业", recorded_at=at).save()
    return Actor(account="op-1", name="高远", role=Role.HOST_OPERATOR, host=str(host.id))


def a_paper(supports: str, at: datetime) -> Attachment:
    """Return an attachment that is evidence of a criterion."""
    return Attachment(
        id=supports,
        digest=supports.encode().hex().ljust(64, "0")[:64],
        name=f"{supports}.pdf",
        media_type="application/pdf",
        size=1000,
        pages=1,
        supports=supports,
        received_at=at,
        account_name="高远",
    )


def a_whole_draft(operator: Actor, vault: Vault, at: datetime, **given: Any) -> Application:
    """Put a draft on record in which nothing is missing."""
    known = {"host_name", "credit_code", "authority"}
    values = {key: text for key, text in GOOD.items() if key not in known}
    values |= given.pop("values", {})
    table = given.pop("rows", rows())
    return an_application(
        given.pop("number", NUMBER),
        **{
            "host": operator.host,
            "state": "draft",
            "version": 0,
            "period": "",
            "submitted_at": None,
            "values": sealed(values, NUMBER, vault),
            "equipment": table,
            "equipment_sum": sum_of(read_equipment(application_form().equipment, table, at.year)),
            "attachments": [a_paper(one, at) for one in sorted(SUPPORTS)],
            **given,
        },
    )


def a_scan(code: PrintedCode) -> tuple[bytes, str]:
    """Return the stamped scan of a printed form: content and file name."""
    return as_jpeg(form(code)), "盖章扫描件.jpg"
