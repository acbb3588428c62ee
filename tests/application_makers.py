"""Applications put on record as they are, for tests of what comes after them."""

from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI
from registry.documents.applications import Application, ApplicationVersion
from registry.policy.summary_sheet_rows import name_key

ARRIVED = datetime(2026, 12, 25, 10, 0, tzinfo=SHANGHAI)


def an_application(number: str = "SB-330000-2026-0001", **given: Any) -> Application:
    """Put one application on record, submitted in the round of December 2026 unless said."""
    ordinal = number[-4:]
    named = "临江高端装备中试平台" + ("" if ordinal == "0001" else ordinal)
    name = given.get("platform_name", named)
    values = {
        "number": number,
        "authority": "330000",
        "host": "host-1",
        "host_name": "临江装备研究院有限公司",
        "credit_code": "91330100MA27XK8Q3A",
        "platform_name": name,
        "name_key": name_key(name),
        "state": "submitted",
        "revision": 1,
        "version": 1,
        "period": "2026H2",
        "submitted_at": ARRIVED,
        "saved_by": "account-1",
        "saved_at": ARRIVED,
        "changed_at": ARRIVED,
    }
    made: Application = Application(**{**values, **given}).save()
    return made


def a_version(application: Application, **given: Any) -> ApplicationVersion:
    """Put the latest submitted version of an application on record."""
    values = {
        "number": f"{application.number}-{application.version}",
        "application": application.number,
        "version": application.version,
        "authority": application.authority,
        "host": application.host,
        "period": application.period,
        "form_version": "2026.1",
        "content": {"platform_name": application.platform_name},
        "rulebook": "test",
        "digest": "0" * 64,
        "receipt_digest": "1" * 64,
        "account": "account-1",
        "account_name": "高远",
        "submitted_at": ARRIVED,
    }
    made: ApplicationVersion = ApplicationVersion(**{**values, **given}).save()
    return made
