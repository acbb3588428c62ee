"""What people type into an application, and what it is read as."""

from decimal import Decimal

import pytest

from registry.forms import application_form
from registry.policy.application_values import as_typed, read_day, read_entry

FORM = application_form()


@pytest.mark.parametrize(
    ("key", "typed", "value"),
    [
        ("platform_name", "  临江　高端\n装备 ", "临江 高端 装备"),
        ("direction_fit", "一行\n二行\u200b ", "一行\n二行"),
        ("equipment_value", "１，２００.5万", Decimal("1200.5")),
        ("full_time_staff", "12 人", 12),
        ("violations", "无", False),
        ("truthful", "1", True),
        ("truthful", "on", True),
        ("truthful", "", None),
        ("truthful", "no", None),
        ("last_year", "２０２５年", 2025),
        ("last_year", "", None),
        ("operating_since", "2023年5月1日", "2023-05-01"),
        ("operating_since", "20230501", "2023-05-01"),
        ("operating_since", " ", None),
        ("violations_days", "2025/3/1、2024-12-31\n2025-03-01", ("2024-12-31", "2025-03-01")),
        ("violations_days", " \n ", None),
        ("host_kind", "企 业", "企业"),
        ("host_kind", "", None),
        ("taxonomy_field", "其他", "其他"),
        ("services", "生产验证\n设计验证", ("设计验证", "生产验证")),
        ("services", "", None),
        ("host_name", "某单位", "某单位"),
    ],
)
def test_what_is_understood(key, typed, value):
    """Full width, units, separators and several spellings of a day are read."""
    read = read_entry(FORM.field(key), typed)
    assert (read.value, read.problem) == (value, "")


@pytest.mark.parametrize(
    ("key", "typed", "problem", "wrong"),
    [
        ("platform_name", "长" * 201, "application_text_too_long", ""),
        ("direction_fit", "长" * 2001, "application_text_too_long", ""),
        ("equipment_value", "约一千", "update_not_a_figure", ""),
        ("violations", "可能", "update_answer_unclear", ""),
        ("truthful", "也许", "application_flag_unclear", ""),
        ("last_year", "25", "application_year_unclear", ""),
        ("operating_since", "去年", "application_day_unclear", ""),
        ("operating_since", "2023-02-30", "application_day_unclear", ""),
        ("violations_days", "2025-03-01，三月", "application_day_unclear", "三月"),
        ("host_kind", "个体户", "application_choice_unknown", ""),
        ("services", "设计验证、包装", "application_choice_unknown", "包装"),
    ],
)
def test_what_is_asked_back(key, typed, problem, wrong):
    """What is no such thing carries its problem, and the part at fault where there are several."""
    read = read_entry(FORM.field(key), typed)
    assert (read.value, read.problem, read.wrong) == (None, problem, wrong)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("services", ("设计验证", "生产验证")),
        ("violations_days", ("2024-12-31", "2025-03-01")),
        ("equipment_value", Decimal("1200.5")),
        ("violations", False),
        ("last_year", 2025),
    ],
)
def test_what_is_written_is_read_again(key, value):
    """A value written the way it is typed gives the same value."""
    assert read_entry(FORM.field(key), as_typed(value)).value == value
    assert as_typed(None) == ""


def test_a_day_of_no_calendar_is_no_day():
    """Letters, other digits and days that never were are refused, never guessed."""
    assert read_day("2024-13-01") is None
    assert read_day("٢٠٢٤-01-01") is None
