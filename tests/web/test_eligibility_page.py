"""The conditions tried without an account: every outcome told, nothing kept anywhere."""

import html
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registry.limits import limiter
from tests.conftest import with_session

GOOD = {
    "equipment_original_value": "1000",
    "full_time_staff": "5",
    "enterprises_served": "5",
    "major_results_verified": "1",
    "products_industrialised": "0",
    "service_income_last_year": "1000",
    "plan_years": "3",
    "equipment_table": "yes",
    "technical_leader": "yes",
    "violations": "no",
    "serious_safety_accidents": "no",
}


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A visitor whose browser holds a CSRF token and no session."""
    return with_session(app, "nobody")


def text(answer: object) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def test_the_page_asks_what_the_conditions_ask(client):
    """Every fact once, by part of the text, with the year of an income."""
    page = text(client.get("/eligibility"))
    assert page.count('name="equipment_original_value"') == 1
    assert "上年度中试服务收入（2025 年）" in page
    assert 'name="violations_days"' in page
    assert 'class="condition"' not in page
    assert "不保存" in page


def test_every_condition_comes_out(visitor):
    """Met, not met, not stated and to be judged, with what was read."""
    page = text(visitor.post("/eligibility", data=GOOD | {"full_time_staff": "4 人"}))
    assert page.count('class="condition"') == 46
    assert "<dd data-outcome-read>4 人</dd>" in page
    assert 'value="4 人"' in page
    assert "上年度中试服务收入 1,000.00 万元" in page


def test_a_matter_counts_by_its_day(visitor):
    """Within three years it stands against; without a day it is asked back; before, it does not."""
    accident = {**GOOD, "serious_safety_accidents": "yes"}
    asked = text(visitor.post("/eligibility", data=accident))
    assert "请写明发生日期" in asked
    for day, found in (("2025-01-01", True), ("2020-01-01", False)):
        page = text(
            visitor.post("/eligibility", data={**accident, "serious_safety_accidents_days": day})
        )
        outcome = page.partition('data-outcome="no_serious_safety_accident"')[2][:300]
        assert ("未达到" in outcome) is found
        assert f'value="{day}"' in page


def test_what_cannot_be_read_is_told_at_its_field(visitor):
    """Nothing is guessed, and nothing runs."""
    page = visitor.post(
        "/eligibility", data={"full_time_staff": "<b>五", "service_income_last_year": "10000000"}
    ).get_data(as_text=True)
    assert "&lt;b&gt;五" in page
    assert "不是可以识别的数字" in page
    assert "数值特别大" in page


def test_nothing_is_stored_and_nothing_asked_of_the_database(
    visitor: FlaskClient,
    commands: Callable[[], AbstractContextManager[list[str]]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No command of the database writes; no line of the log holds an answer."""
    with commands() as seen:
        visitor.post("/eligibility", data=GOOD | {"equipment_original_value": "98765"})
    assert [one for one in seen if not one.startswith(("find", "aggregate"))] == []
    assert "98765" not in caplog.text


def test_it_is_limited_like_other_public_pages(client):
    """A flood from one address is held back."""
    limiter.reset()
    answers = [client.get("/eligibility").status_code for _ in range(61)]
    assert answers[:60] == [200] * 60
    assert answers[60] == 429


def test_it_is_found_from_the_visitor_s_home_and_the_help(client):
    """Both lead there."""
    assert 'href="/eligibility"' in text(client.get("/"))
    assert 'href="/eligibility"' in text(client.get("/help"))
