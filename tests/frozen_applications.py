"""Whole, good applications on record, their hosts at work on them, and their stamped scans."""

from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.applications import Application
from registry.documents.attachments import Attachment
from registry.documents.hosts import Host
from registry.encryption import Vault
from registry.forms import application_form
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.policy.equipment_rows import read_equipment
from registry.policy.printed_codes import PrintedCode
from registry.services import application_freezing as freezing
from registry.services import application_recalls as recalls
from registry.services import application_submission as submission
from registry.services.application_contacts import sealed
from registry.services.application_forms import sum_of
from registry.services.application_submission import Sending
from registry.services.calendar import current_calendar
from registry.services.stamped_scans import ScanUpload
from tests.application_makers import an_application
from tests.application_papers import GOOD, SUPPORTS, rows
from tests.stamped_forms import as_jpeg, form

NUMBER = "SB-330000-2026-0001"
IN_WINDOW = datetime(2026, 12, 25, 10, tzinfo=SHANGHAI)
BEFORE = datetime(2026, 12, 20, 10, tzinfo=SHANGHAI)


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
    table, number = given.pop("rows", rows()), given.pop("number", NUMBER)
    return an_application(
        number,
        **{
            "host": operator.host,
            "state": "draft",
            "version": 0,
            "period": "",
            "submitted_at": None,
            "values": sealed(values, number, vault),
            "equipment": table,
            "equipment_sum": sum_of(read_equipment(application_form().equipment, table, at.year)),
            "attachments": [a_paper(one, at) for one in sorted(SUPPORTS)],
            **given,
        },
    )


def a_scan(code: PrintedCode) -> tuple[bytes, str]:
    """Return the stamped scan of a printed form: content and file name."""
    return as_jpeg(form(code)), "盖章扫描件.jpg"


class HostAtWork:
    """A host's operator at work on one application, at a moment."""

    def __init__(self, operator: Actor, vault: Vault, number: str = NUMBER) -> None:
        self.by, self.vault, self.number = operator, vault, number

    def acting(self, at: datetime) -> dict[str, Any]:
        """Return who acts, when, with what."""
        return {"vault": self.vault, "by": self.by, "at": at, "rulebook": rulebook()}

    def record(self) -> Application:
        """Return the application as it stands."""
        return Application.objects.get(number=self.number)

    def freeze(self, at: datetime = BEFORE) -> Application:
        """Freeze what stands there."""
        return freezing.freeze(self.number, revision=self.record().revision, **self.acting(at))

    def unfreeze(self, at: datetime = BEFORE) -> Application:
        """Take it up again."""
        return freezing.unfreeze(self.number, revision=self.record().revision, **self.acting(at))

    def stamp(self, at: datetime = BEFORE, scan: tuple[bytes, str] | None = None) -> Application:
        """Bring the stamped scan of the frozen form, or another."""
        content, name = scan or a_scan(freezing.code_of(self.record()))
        brought = ScanUpload(content, name, declared=True)
        revision = self.record().revision
        return freezing.attach_scan(self.number, brought, revision=revision, **self.acting(at))

    def submit(
        self, at: datetime = IN_WINDOW, *, revision: int | None = None, declared: bool = True
    ) -> submission.SubmittedApplication:
        """Submit what is frozen and stamped."""
        sending = Sending(revision or self.record().revision, declared)
        return submission.submit(
            self.number, sending, calendar=current_calendar(), **self.acting(at)
        )  # fmt: skip - one call

    def recall(self, at: datetime = IN_WINDOW) -> Application:
        """Take back what was submitted."""
        revision = self.record().revision
        return recalls.recall(
            self.number,
            revision=revision,
            by=self.by,
            at=at,
            rulebook=rulebook(),
            calendar=current_calendar(),
        )  # fmt: skip - one call
