"""The ledger's page: what an act changed, in words, and nothing of what a host filed."""

import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask.testing import FlaskClient

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.ledger import Act, record
from registry.services.quarterly_updates import Filing, submit

SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
FILED = tomllib.loads(SAMPLE.read_text()) | {"equipment_value": "7654.32"}


def test_the_auditor_sees_that_something_was_filed_and_not_what(
    sign_in: Callable[..., FlaskClient], on_record: Callable[..., Platform], at: datetime
) -> None:
    """Act, receipt and digest stand in the ledger's page; the figures do not."""
    on_record("330000-2026-0001")
    operator = Actor(account="o", name="张三", role=Role.HOST_OPERATOR, host="host-1")
    law = {"rulebook": rulebook(), "calendar": working_calendar()}
    done = submit("330000-2026-0001", "2026Q4", Filing(FILED), by=operator, at=at, **law)
    page = sign_in(Role.AUDIT_ADMINISTRATOR).get("/ledger").text
    assert "提交动态更新" in page
    assert done.update.number in page
    assert "填报内容不在此显示" in page
    for figure in ("7654.32", "1180.25", "7,654", "1,180"):
        assert figure not in page


def test_a_change_is_told_item_by_item(
    sign_in: Callable[..., FlaskClient], console: Actor, at: datetime
) -> None:
    """What was, an arrow, what is; what stayed the same is left out."""
    act = Act(
        "grant.change",
        "account:x",
        before={"role": "", "authority": "330000"},
        after={"role": "provincial_lead", "authority": "330000"},
    )
    transact(lambda: record(act, by=console, at=at))
    page = sign_in(Role.AUDIT_ADMINISTRATOR).get("/ledger").text
    assert "角色：（空） → 省级负责人" in page
    assert "主管部门：" not in page


def test_counts_by_outcome_are_told_in_words(
    sign_in: Callable[..., FlaskClient], console: Actor, at: datetime
) -> None:
    """What became of a sheet's rows is read, not decoded."""
    after = {"outcomes": {"admitted": 40}, "scopes": ["bans:read"], "expires_at": at}
    transact(lambda: record(Act("summary_sheet.admit", "x", after=after), by=console, at=at))
    page = sign_in(Role.AUDIT_ADMINISTRATOR).get("/ledger").text
    assert "办理结果：已入库 40" in page
    assert "权限：查看限制申报记录" in page
    assert f"有效期至：{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" in page
