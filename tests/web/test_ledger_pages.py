"""The ledger's page: what an act changed, in words, and nothing of what a host filed."""

import re
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from io import BytesIO
from pathlib import Path

from bson import ObjectId
from flask.testing import FlaskClient
from openpyxl import load_workbook

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.hosts import Host
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.ledger import Act, record
from registry.services.quarterly_updates import Filing, submit

CODE = "91330000MA27XJ0Q0F"
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


def test_objects_and_changes_are_called_by_name(
    sign_in: Callable[..., FlaskClient],
    person_of: Callable[..., Account],
    console: Actor,
    at: datetime,
) -> None:
    """Account, host, authority and ground by name, no id and no code; the export alike."""
    wang = person_of(Role.PROVINCIAL_LEAD, username="corps-lead", name="王五")
    host = Host(credit_code=CODE, name="钱江研究院", name_key="钱江研究院", recorded_at=at).save()
    grant = {"authority": "660000", "host": str(host.id)}
    write(Act("grant.change", f"account:{wang.id}", after=grant), console, at)
    write(Act("activation.issue", f"host:{CODE}", after={"ends": [str(wang.id)]}), console, at)
    write(Act("lockout.lift", "lockout:account:corps-lead"), console, at)
    removed = {"ground": "data_falsification", "pages": 1}
    write(Act("platform.remove", "platform:330000-2024-0001", after=removed), console, at)
    write(Act("ledger.export", "service:ledger", after={"filter": {}}), console, at)
    narrowed = {"filter": {"kind": "grant", "subject": f"account:{wang.id}"}}
    write(Act("ledger.export", "service:ledger", after=narrowed), console, at)
    auditor = sign_in(Role.AUDIT_ADMINISTRATOR)
    book = load_workbook(BytesIO(auditor.get("/ledger/export.xlsx").data)).active
    exported = " ".join(str(cell.value) for row in book.iter_rows(max_col=7) for cell in row)
    for told in (re.sub(r"<[^>]+>", "", auditor.get("/ledger").text), exported):
        for words in (
            "账号 corps-lead（王五）",
            "平台 330000-2024-0001",
            f"依托单位 钱江研究院（{CODE}）",
            "登录锁定：用户名 corps-lead",
            "事由：数据资料弄虚作假",
            "页数：1",
            "主管部门：新疆生产建设兵团工业和信息化局",
            "依托单位：钱江研究院",
            "使用后停用的账号：corps-lead（王五）",
            "筛选：无",
        ):
            assert words in told
        for code in ("data_falsification", "pages", "660000", "service:", "lockout:"):
            assert code not in told
    assert f"筛选：种类 授权、对象 账号 {wang.username}（王五）" in exported


def test_a_page_of_the_ledger_asks_once_for_all_names(
    sign_in: Callable[..., FlaskClient],
    person_of: Callable[..., Account],
    console: Actor,
    commands: Callable[..., AbstractContextManager[list[str]]],
    at: datetime,
) -> None:
    """One query for all accounts and one for all hosts, with two entries or with forty."""
    auditor = sign_in(Role.AUDIT_ADMINISTRATOR)

    def costs(entries: int) -> list[str]:
        for _ in range(entries):
            subject = f"account:{person_of(Role.HOST_OPERATOR).id}"
            write(Act("grant.change", subject, after={"host": str(ObjectId())}), console, at)
        with commands() as seen:
            assert auditor.get("/ledger").status_code == 200
        return sorted(seen)

    few = costs(2)
    assert few.count("find hosts") == 1
    assert costs(40) == few


def write(act: Act, by: Actor, at: datetime) -> None:
    """Put an act into the ledger."""
    transact(lambda: record(act, by=by, at=at))
