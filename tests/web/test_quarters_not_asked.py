"""A quarter nobody is asked for: said in words, and nothing offered that the desk would refuse."""

import html
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from registry.clock import SHANGHAI
from registry.documents.platforms import Absence, Platform
from registry.documents.quarterly_updates import QuarterlyUpdate, UpdateDraft
from registry.permissions import Role
from tests.services.records import begin, file

NUMBER = "330000-2026-0001"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = {"version": "0", "next": "check"} | tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
REMOVED = {"state": "removed", "removed_at": datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)}
IN_WINDOW = {"admitted_at": datetime(2026, 12, 26, 10, tzinfo=SHANGHAI)}
AWAY = {
    "absences": [
        Absence(
            left_at=datetime(2026, 11, 2, 10, tzinfo=SHANGHAI),
            back_at=datetime(2026, 12, 26, 10, tzinfo=SHANGHAI),
            appeal="SS-2026-0001",
        )
    ]
}
LATER = {"admitted_at": datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)}
OFFERS = ("开始填写", "先填草稿", "更正</a>", "代填</a>", "要填什么")

SignIn = Callable[..., FlaskClient]
OnRecord = Callable[..., Platform]


def base(period: str = "2026Q4") -> str:
    """The address of a quarter's update."""
    return f"/platforms/{NUMBER}/quarterly-updates/{period}"


def text(answer: TestResponse) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


@pytest.fixture
def people(sign_in: SignIn) -> tuple[FlaskClient, FlaskClient]:
    """The operator of the platform's host, and the lead of its authority."""
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    return sign_in(Role.HOST_OPERATOR, host="host-1"), lead


@pytest.mark.parametrize(
    ("changes", "period", "said"),
    [
        (REMOVED, "2026Q4", ("本季度不用填报", "平台已移出储备库。")),
        (IN_WINDOW, "2026Q4", ("本季度不用填报", "窗口期内入库，从下一季度起填报。")),
        (
            AWAY,
            "2026Q4",
            ("本季度不用填报", "窗口期内平台不在库，经申诉恢复后从下一季度起填报。"),
        ),
        (LATER, "2026Q3", ("本季度不用填报", "这一季度的窗口截止时，平台还没有入库。")),
        ({}, "2027Q1", ("这一季度还不能填报", "2027年第一季度还没有开始。")),
    ],
    ids=["removed", "admitted in the window", "away in the window", "admitted later", "not begun"],
)
def test_the_start_says_so_and_offers_nothing(
    on_record: OnRecord,
    people: tuple[FlaskClient, FlaskClient],
    changes: dict[str, object],
    period: str,
    said: tuple[str, str],
) -> None:
    """Host and province read that nothing is asked, and why; no button and no list of fields."""
    on_record(NUMBER, **changes)
    for client in people:
        page = text(client.get(base(period)))
        assert [one for one in said if one not in page] == []
        assert "本季度没有提交" not in page
        assert "填写本季度数据（" not in page
        assert [one for one in OFFERS if one in page] == []


@pytest.mark.parametrize(("changes", "period"), [(REMOVED, "2026Q4"), ({}, "2027Q1")])
def test_what_the_desk_would_refuse_has_no_form(
    on_record: OnRecord,
    people: tuple[FlaskClient, FlaskClient],
    changes: dict[str, object],
    period: str,
) -> None:
    """Form, check and grounds lead back; who had the form open keeps every word typed."""
    on_record(NUMBER, **changes)
    host, lead = people
    for client, path in ((host, "form"), (host, "check"), (lead, "on-behalf")):
        assert client.get(f"{base(period)}/{path}").location == base(period)
    refused = host.post(f"{base(period)}/form", data=GOOD | {"accidents_text": "刚写下的话"})
    assert refused.status_code == 409
    assert "没有保存" in text(refused)
    assert "刚写下的话" in text(refused)
    grounds = {"reason": "单位尚未开通账号", "channel": "phone", "reference": "x", "version": "0"}
    told = lead.post(f"{base(period)}/on-behalf", data=grounds)
    assert told.status_code == 409
    assert "单位尚未开通账号" in text(told)
    assert UpdateDraft.objects.count() == 0


def test_who_came_in_the_window_may_file_all_the_same(
    on_record: OnRecord, people: tuple[FlaskClient, FlaskClient]
) -> None:
    """Not owed, but taken: a quiet link leads to the form, and what is filed gets its receipt."""
    on_record(NUMBER, **IN_WINDOW)
    host, _ = people
    assert f'也可以<a href="{base()}/form">' in text(host.get(base()))
    host.post(f"{base()}/form", data=GOOD)
    host.post(f"{base()}/submission", data={"version": "1"})
    assert QuarterlyUpdate.objects.count() == 1
    assert "更正</a>" in text(host.get(base()))


def test_what_was_begun_or_filed_before_the_removal_stays_in_sight(
    on_record: OnRecord, people: tuple[FlaskClient, FlaskClient], at: datetime
) -> None:
    """A draft can be looked at, its form says why it is not sent; a version is not corrected."""
    on_record(NUMBER, **REMOVED)
    begin(NUMBER, at)
    host, _ = people
    assert "查看草稿" in text(host.get(base()))
    assert "平台已移出储备库。" in text(host.get(f"{base()}/form"))
    refused = host.post(f"{base()}/submission", data={"version": "1"})
    assert refused.status_code == 409
    assert "<h1>这一季度不能填报</h1>" in text(refused)
    assert "请回到动态更新，选择可以填报的季度。" in text(refused)
    UpdateDraft.objects.delete()
    file(NUMBER, at)
    page = text(host.get(base()))
    assert "本季度已提交" in page
    assert "平台已移出储备库。" in page
    assert "更正</a>" not in page


def test_a_quarter_missed_before_the_removal_stays_missed(
    on_record: OnRecord, people: tuple[FlaskClient, FlaskClient]
) -> None:
    """What was owed and not filed is not told as free of duty because the platform left later."""
    on_record(NUMBER, **REMOVED)
    page = text(people[0].get(base("2026Q3")))
    assert "本季度没有提交" in page
    assert "本季度不用填报" not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (IN_WINDOW, "2026年12月26日在窗口期内入库，本季度免报，从下一季度起填报"),
        (
            AWAY,
            "2026年11月2日离库，2026年12月26日经申诉恢复（SS-2026-0001），窗口期内不在库，本季度免报",
        ),
    ],
    ids=["admitted in the window", "away in the window"],
)
def test_the_record_says_what_decided_it(
    on_record: OnRecord,
    people: tuple[FlaskClient, FlaskClient],
    changes: dict[str, object],
    said: str,
) -> None:
    """At the head of the platform's page, in its list of quarters, and on the host's task list."""
    on_record(NUMBER, **changes)
    host, lead = people
    for client in people:
        assert said in text(client.get(f"/platforms/{NUMBER}"))
    assert text(lead.get(f"/platforms/{NUMBER}/quarters")).count(said) == 2
    assert said in text(host.get("/"))
