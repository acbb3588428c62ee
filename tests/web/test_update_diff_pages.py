"""The page that holds two versions of an update against each other."""

import html
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import OnBehalf, QuarterlyUpdate
from registry.permissions import Role

NUMBER = "330000-2026-0001"
PAGE = f"/platforms/{NUMBER}/update-diffs"
BASE = f"/platforms/{NUMBER}/quarterly-updates/2026Q4"
SAMPLE = Path(__file__).parents[1] / "samples" / "quarterly_update.toml"
GOOD = {"version": "0", "next": "check"} | tomllib.loads(SAMPLE.read_text())
FIRST, SECOND = (f"2026Q4-{NUMBER}-{version}" for version in (1, 2))


@pytest.fixture
def host(on_record: Callable[..., Platform], sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The host's operator, signed in, its platform being on record."""
    on_record(NUMBER)
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def text(answer: object) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def sent(client: FlaskClient, **changes: str) -> None:
    """Save the form and send the draft."""
    client.post(f"{BASE}/form", data=GOOD | changes)
    assert client.post(f"{BASE}/submission", data={"version": "1"}).status_code == 303


@pytest.fixture
def corrected(host: FlaskClient) -> FlaskClient:
    """The host, its fourth quarter filed and corrected."""
    sent(host)
    sent(host, load="60", equipment_value="1470.5", reason="设备漏计一台")
    return host


def test_a_correction_beside_what_it_corrected(corrected):
    """What changed, by how much, and why; what did not stands folded below."""
    page = text(corrected.get(f"{PAGE}?to={SECOND}"))
    assert "变化 2 项" in page
    assert "增加 120.00 万元（+8.9%）" in page
    assert "减少 25 个百分点" in page
    assert "设备漏计一台" in page
    folded = page.partition("<details")[2]
    assert "没有变化 10 项" in folded
    assert "中试场地面积" in folded
    assert "中试场地面积" not in page.partition("<details")[0]


def test_two_lists_choose_any_two_without_a_script(corrected):
    """A plain form that asks for the page again, with both versions in each list."""
    page = text(corrected.get(PAGE))
    form = page[page.index('class="inline-form') :]
    for name, chosen in (("from", FIRST), ("to", SECOND)):
        field = form[form.index(f'name="{name}"') :].partition("</select>")[0]
        assert field.count("<option") >= 2
        assert f'<option value="{chosen}" selected' in field
    assert "2026年第四季度 第 2 版（2026-12-28" in form


def test_the_same_on_both_sides_says_so(corrected):
    """Nothing is compared with itself."""
    page = text(corrected.get(f"{PAGE}?from={SECOND}&to={SECOND}"))
    assert "两边选的是同一版" in page
    assert "变化 0 项" not in page


def test_the_first_version_has_none_before_it(host):
    """It says so, and lets others be chosen; before anything is filed it says what comes."""
    assert "还没有提交过动态更新" in text(host.get(PAGE))
    sent(host)
    page = text(host.get(f"{PAGE}?to={FIRST}"))
    assert "这是本平台最早提交的一版" in page
    assert 'name="from"' in page


def test_every_door_to_a_version_leads_there(corrected):
    """From the quarter, the version, the receipt and the platform's quarters."""
    for page in (BASE, f"{BASE}/versions/2", f"/receipts/{SECOND}"):
        assert f'href="{PAGE}?to={SECOND}"' in text(corrected.get(page)), page
    assert f'href="{PAGE}"' in text(corrected.get(f"/platforms/{NUMBER}/quarters"))


def test_who_filed_on_behalf_and_why_stands_there(corrected):
    """A version filed for the host names the office, its reason and where the figures came from."""
    grounds = OnBehalf(authority="330000", reason="填报员住院", channel="phone", reference="王主任")
    QuarterlyUpdate.objects(number=SECOND).update(set__on_behalf=grounds, set__timeliness="late")
    page = text(corrected.get(PAGE))
    for words in ("填报员住院", "王主任", "浙江省", "补报"):
        assert words in page, words


def test_a_field_of_an_earlier_form_is_named_by_its_key(corrected):
    """A form that is not on file leaves its keys; each side says what it did not ask."""
    QuarterlyUpdate.objects(number=FIRST).update(
        set__form_version="2025.1", set__content={"load": 85, "old_question": "有"}
    )
    page = text(corrected.get(PAGE))
    assert "（旧表式字段 old_question）" in page
    assert "只在前一版的表式（2025.1）中，后一版不问" in page
    assert "只在后一版的表式（2026.1）中，前一版不问" in page


def test_another_s_platform_is_not_there(corrected, sign_in):
    """Another host, another province: 404; so is a receipt that is none of the platform's."""
    assert sign_in(Role.HOST_OPERATOR, host="host-2").get(PAGE).status_code == 404
    assert sign_in(Role.PROVINCIAL_LEAD, authority="440000").get(PAGE).status_code == 404
    assert corrected.get(f"{PAGE}?from=2026Q4").status_code == 404
    assert corrected.get(f"{PAGE}?to=<script>").status_code == 404


def test_what_a_host_wrote_stays_text(corrected):
    """A reason with tags in it is shown as it was written."""
    QuarterlyUpdate.objects(number=SECOND).update(set__reason="<b>漏</b>")
    assert "<b>漏</b>" not in corrected.get(PAGE).get_data(as_text=True)
