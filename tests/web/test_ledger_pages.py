"""The ledger's page: what an act changed, in words, and nothing of what a host filed."""

import re
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from bson import ObjectId
from flask.testing import FlaskClient
from mongoengine.connection import get_db
from openpyxl import load_workbook

from registry.calendars import working_calendar
from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.accounts import Account
from registry.documents.hosts import Host
from registry.documents.ledger import LedgerSeal
from registry.documents.platforms import Platform
from registry.law import rulebook
from registry.permissions import Actor, Role
from registry.services.ledger import Act, record
from registry.services.quarterly_updates import Filing, submit
from tests.services.ledger_makers import DAY, A, C, alter, three_days

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


# What is told of an act on each kind of object: by name, no id and no code.
TOLD = (
    "账号 corps-lead（王五）",
    "平台 330000-2024-0001",
    f"依托单位 钱江研究院（{CODE}）",
    "登录锁定：用户名 corps-lead",
    "登录锁定：没有这个账号的用户名",
    "登录锁定：激活码，统一社会信用代码 9133",
    "登录锁定：激活，来源地址 192.0.2.1",
    "事由：数据资料弄虚作假",
    "页数：1",
    "主管部门：新疆生产建设兵团工业和信息化局",
    "依托单位：钱江研究院",
    "使用后停用的账号：corps-lead（王五）",
    "筛选：无",
)


def _lock_outs_are_lifted(console: Actor, at: datetime) -> None:
    for key in (
        "account:corps-lead", "account:#", "activation:9133", "activation-address:192.0.2.1",
    ):  # fmt: skip
        write(Act("lockout.lift", f"lockout:{key}"), console, at)


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
    _lock_outs_are_lifted(console, at)
    removed = {"ground": "data_falsification", "pages": 1}
    write(Act("platform.remove", "platform:330000-2024-0001", after=removed), console, at)
    write(Act("ledger.export", "service:ledger", after={"filter": {}}), console, at)
    narrowed = {"filter": {"kind": "grant", "subject": f"account:{wang.id}"}}
    write(Act("ledger.export", "service:ledger", after=narrowed), console, at)
    auditor = sign_in(Role.AUDIT_ADMINISTRATOR)
    book = load_workbook(BytesIO(auditor.get("/ledger/export.xlsx").data)).active
    exported = " ".join(str(cell.value) for row in book.iter_rows(max_col=7) for cell in row)
    for told in (re.sub(r"<[^>]+>", "", auditor.get("/ledger").text), exported):
        for words in TOLD:
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


def test_who_acted_for_whom_and_why_is_told(
    sign_in: Callable[..., FlaskClient], console: Actor, at: datetime
) -> None:
    """Role then, on whose behalf and the reason, on the page and in the workbook; no number."""
    Host(credit_code=CODE, name="钱江研究院", name_key="钱江研究院", recorded_at=at).save()
    act = Act(
        "quarterly_update.submit_on_behalf", "platform:330000-2026-0001",
        reason="断网，来电 13800138000", acting_for=f"host:{CODE}",
    )  # fmt: skip
    write(act, console, at)
    auditor = sign_in(Role.AUDIT_ADMINISTRATOR)
    book = load_workbook(BytesIO(auditor.get("/ledger/export.xlsx").data)).active
    exported = " ".join(str(cell.value) for row in book.iter_rows() for cell in row)
    for told in (re.sub(r"<[^>]+>", "", auditor.get("/ledger").text), exported):
        assert f"代依托单位 钱江研究院（{CODE}）办理" in told
        assert "断网，来电 138****8000" in told
        assert "13800138000" not in told


def test_what_a_check_found_is_told_and_leads_to_the_entries(
    sign_in: Callable[..., FlaskClient], console: Actor, at: datetime
) -> None:
    """Object, number and what is wrong, on the check's page and on the object's own."""
    three_days(console, at - 10 * DAY)
    alter(A, 3, account_name="他人")
    get_db().ledger.delete_one({"subject": C, "sequence": 2})
    get_db().ledger_seals.update_one({"day": "2026-12-19"}, {"$set": {"entries": 99}})
    auditor = sign_in(Role.AUDIT_ADMINISTRATOR)
    page = auditor.post("/ledger/verification").text
    for told in (
        "第 3 条与其摘要不符",
        "2026-12-19 封存时有第 2 条，现在没有",
        "封存 2026-12-19：2026-12-19 的封存与其摘要不符",
        'href="/ledger?subject=platform:a"',
    ):
        assert told in page
    assert "第 3 条与其摘要不符" in auditor.get(f"/ledger?subject={A}").text
    assert "此对象的记录链完整" in auditor.get("/ledger?subject=platform:b").text
    assert LedgerSeal.objects.order_by("-day").first().digest in page + auditor.get("/ledger").text


def test_an_export_for_outside_comes_as_a_zip(
    sign_in: Callable[..., FlaskClient], console: Actor, at: datetime
) -> None:
    """For the days typed, or told what cannot be; what was exported stands in the ledger."""
    three_days(console, at - 10 * DAY)
    auditor = sign_in(Role.AUDIT_ADMINISTRATOR)
    assert "最近的封存是 2026-12-20" in auditor.get("/ledger/export").text
    answer = auditor.post("/ledger/export", data={"from": "2026-12-19", "to": ""})
    assert answer.mimetype == "application/zip"
    assert "check.py" in ZipFile(BytesIO(answer.data)).namelist()
    assert "自 2026-12-19" in auditor.get("/ledger").text
    wrong = auditor.post("/ledger/export", data={"from": "", "to": "2027-01-01"})
    assert wrong.status_code == 422
    assert "只能导出到已封存的日子，最近一次是 2026-12-20" in wrong.text
    assert 'value="2027-01-01"' in wrong.text


def write(act: Act, by: Actor, at: datetime) -> None:
    """Put an act into the ledger."""
    transact(lambda: record(act, by=by, at=at))
