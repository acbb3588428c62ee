"""The reserve library by page: filters as links with counts, a record on any day."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from registry.documents.bans import Ban
from registry.documents.platforms import Platform, PlatformFact
from registry.permissions import Actor, Role
from registry.policy.summary_sheet_rows import name_key
from registry.services.hosts import enter_host
from registry.services.ledger import Act, record

ENTERED = datetime(2025, 6, 27, 2, tzinfo=UTC)
SignIn = Callable[..., FlaskClient]


def _platform(ordinal: int, **more: Any) -> Platform:
    code = f"91330100MA{ordinal:07d}X"
    host = enter_host(code, f"示例{ordinal}公司", effective_on=ENTERED.date(), recorded_at=ENTERED)
    name = f"示例{ordinal}中试平台"
    made = Platform(
        **{
            "number": f"330000-2025-{ordinal:04d}",
            "authority": "330000",
            "host": str(host.id),
            "credit_code": code,
            "host_name": host.name,
            "name": name,
            "name_key": name_key(name),
            "taxonomy_field": "原材料工业",
            "state": "in_library",
            "basis": "sheet_only",
            "batch": "2025H1",
            "admitted_at": ENTERED,
            "changed_at": ENTERED,
            "profile": {"full_time_staff": 12},
            **more,
        }
    ).save()
    values = {
        "state": "in_library",
        "host": str(host.id),
        "name": "从前的名称",
        "authority": made.authority,
        "profile": {"full_time_staff": 7},
        "taxonomy": {"edition": "2025", "field": "原材料工业", "direction": "石化化工"},
    }
    for aspect, value in values.items():
        PlatformFact(
            platform=made.number, aspect=aspect, value=value, effective_on=date(2025, 6, 27),
            recorded_at=ENTERED, source="summary_sheet:330000-2025H1-01",
        ).save()  # fmt: skip
    return made


def test_filters_are_links_with_counts(database: None, sign_in: SignIn) -> None:
    """Each filter is an address one can share, with how many it would show."""
    _platform(1)
    _platform(2, taxonomy_field="装备制造")
    _platform(3, state="removed", authority="440000")
    page = sign_in(Role.MINISTRY_STAFF).get("/platforms?state=in_library")
    assert page.status_code == 200
    assert "示例3中试平台" not in page.text
    assert "field=%E8%A3%85%E5%A4%87%E5%88%B6%E9%80%A0" in page.text
    assert "浙江省工业和信息化厅（2）" in page.text


def test_heads_sort_and_pages_keep_the_order(database: None, sign_in: SignIn) -> None:
    """The newest first on one click; the next page goes on in that order, filters stay."""
    for ordinal in range(1, 52):
        _platform(ordinal, admitted_at=ENTERED + timedelta(days=ordinal))
    lead = sign_in(Role.MINISTRY_LEAD)
    page = lead.get("/platforms?state=in_library&sort=-admitted_at")
    assert 'aria-sort="descending"' in page.text
    assert page.text.index("330000-2025-0051") < page.text.index("330000-2025-0002")
    assert "330000-2025-0001" not in page.text
    following = re.search(r'rel="next" href="([^"]+)"', page.text)[1].replace("&amp;", "&")
    assert "sort=-admitted_at" in following
    assert "330000-2025-0001" in lead.get(following).text
    strange = following.replace("sort=-admitted_at", "sort=number")
    assert lead.get(strange).status_code == 400
    assert "330000-2025-0001" in lead.get("/platforms?sort=name").text


def test_a_host_sees_its_own(database: None, sign_in: SignIn) -> None:
    """A host's library is its own platforms, and another's record is 404."""
    own, other = _platform(1), _platform(2)
    client = sign_in(Role.HOST_OPERATOR, host=own.host)
    text = client.get("/platforms").text
    assert own.name in text
    assert other.name not in text
    for tab in ("", "/quarters", "/papers", "/history"):
        assert client.get(f"/platforms/{own.number}{tab}").status_code == 200
        assert client.get(f"/platforms/{other.number}{tab}").status_code == 404


def test_a_day_shows_what_was_true(database: None, sign_in: SignIn) -> None:
    """The record on a day shows that day's name and figures, and since when."""
    platform = _platform(1)
    client = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    text = client.get(f"/platforms/{platform.number}?on=2026-01-05").text
    assert "从前的名称" in text
    assert "2025年6月27日" in text


@pytest.mark.parametrize("on", ["2025-06-26", "x", "2026-02-30"])
def test_a_day_without_a_record_is_told(database: None, sign_in: SignIn, on: str) -> None:
    """A day before admission, or none at all, is told at the field; the record stays in sight."""
    platform = _platform(1)
    client = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    answer = client.get(f"/platforms/{platform.number}?on={on}")
    assert answer.status_code == 422
    assert "f-on-error" in answer.text
    assert platform.host_name in answer.text


def test_days_are_written_as_people_write_them(database: None, sign_in: SignIn) -> None:
    """The end of a ban and a day before admission read with year, month, day and weekday."""
    platform = _platform(1)
    Ban(
        host=platform.host, credit_code=platform.credit_code, host_name=platform.host_name,
        platform=platform.number, platform_name=platform.name, ground="data_falsification",
        clause="二（四）", decision="演练决〔2026〕3号", decided_on=date(2026, 5, 19),
        from_day=date(2026, 5, 19), until_day=date(2029, 5, 18), recorded_at=ENTERED,
    ).save()  # fmt: skip
    client = sign_in(Role.PROVINCIAL_REVIEWER, authority="330000")
    text = client.get(f"/platforms/{platform.number}?on=2020-01-01").text
    assert "限制申报中：至 2029年5月18日（周五）（含当日）" in text
    said = "在 2020年1月1日（周三） 还没有进入储备库（入库日期 2025年6月27日（周五））"
    assert said in text


def test_a_removal_is_told_with_its_ground(
    database: None, sign_in: SignIn, ministry: Actor
) -> None:
    """The history says on which ground and by which decision it left, and until when it waits."""
    subject = f"platform:{_platform(1).number}"
    told = {"ground": "data_falsification", "decision": "演练决〔2026〕3号"}
    for verb, after in (
        ("platform.remove", {"state": "removed", **told}),
        ("ban.record", {**told, "until_day": date(2029, 5, 18)}),
    ):
        record(Act(verb, subject, after=after, clause="二（四）"), by=ministry, at=ENTERED)
    text = sign_in(Role.MINISTRY_STAFF).get("/platforms/330000-2025-0001/history").text
    assert "移出储备库：数据资料弄虚作假，演练决〔2026〕3号" in text
    assert "至2029年5月18日（周五）（含当日）不得再次申报。" in text


def test_an_empty_library_says_what_comes(database: None, sign_in: SignIn) -> None:
    """Nothing in sight yet: the page says what will bring something."""
    text = sign_in(Role.PROVINCIAL_LEAD, authority="330000").get("/platforms").text
    assert "汇总表受理后" in text


@pytest.mark.parametrize("query", ["cursor=x", "q=%00", "q=(((", "state=x&field=x&key=x", "q=$ne"])
def test_odd_addresses_are_no_fault(database: None, sign_in: SignIn, query: str) -> None:
    """Whatever stands in the address, there is no 500."""
    _platform(1)
    answer = sign_in(Role.MINISTRY_STAFF).get(f"/platforms?{query}")
    assert answer.status_code in {200, 400}


def test_a_record_says_what_it_owes_now(database: None, sign_in: SignIn) -> None:
    """On every tab a platform in the library shows this quarter's update; a removed one none."""
    owing, gone = _platform(1), _platform(2, state="removed", removed_at=ENTERED)
    client = sign_in(Role.MINISTRY_STAFF)
    for tab in ("", "/quarters", "/papers", "/history"):
        page = client.get(f"/platforms/{owing.number}{tab}").text
        assert "2026年第四季度动态更新" in page
        assert "12月31日（周四） 24:00 截止" in page
        assert "未报</span>" in page
        assert "待办" not in page
    assert "record-duty" not in client.get(f"/platforms/{gone.number}").text
