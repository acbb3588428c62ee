"""Evidence by page, and what the desensitising check says at the draft's fields."""

import html
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.documents.applications import Application
from registry.permissions import Role
from tests.application_makers import an_application
from tests.application_papers import row, typed

NUMBER = "SB-330000-2026-0001"
BASE = f"/applications/{NUMBER}"
PAGE = f"{BASE}/evidence"
PDF = (Path(__file__).parents[1] / "samples" / "scan_without_stamp.pdf").read_bytes()
SECRET = "参数 机密★10年 见附件"


@pytest.fixture
def host(database: None, sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    """The host's operator, a draft on record."""
    an_application(NUMBER, state="draft", version=0, period="", values=typed())
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def text(answer: object) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def upload(client: FlaskClient, revision: int = 1, content: bytes = PDF, **more: str):
    """Hand a file in."""
    file = (BytesIO(content), "路线图.pdf")
    given = {"version": str(revision), "supports": "technology_roadmap", "file": file, **more}
    return client.post(PAGE, data=given)


def test_a_paper_is_handed_in_shown_and_taken_out(host):
    """Listed with its condition and picture; what is still wanted is named; then it goes."""
    page = text(host.get(f"{PAGE}?supports=service_list"))
    assert "还要上传" in page
    assert '<option value="service_list" selected>' in page
    assert upload(host).location == PAGE
    page = text(host.get(PAGE))
    assert "路线图.pdf" in page
    assert "中试技术路线图</li>" not in page
    paper = Application.objects.get().attachments[0].id
    assert host.get(f"{PAGE}/{paper}").get_data() == PDF
    assert host.get(f"{PAGE}/{paper}/picture").content_type == "image/png"
    host.post(f"{PAGE}/{paper}/removal", data={"version": "1"})
    assert len(Application.objects.get().attachments) == 1
    host.post(f"{PAGE}/{paper}/removal", data={"version": "2"})
    assert list(Application.objects.get().attachments) == []


def test_what_is_not_taken_is_said(host):
    """No file, a hostile one, an old revision: said where it belongs, nothing kept."""
    missing = host.post(PAGE, data={"version": "1"})
    assert "请选择要上传的文件" in text(missing)
    assert missing.status_code == 422
    hostile = upload(host, content=b"MZ\x90 a program")
    assert "不是可以接收的格式" in text(hostile)
    assert upload(host, revision=9).status_code == 412
    assert list(Application.objects.get().attachments) == []


def test_a_missing_paper_leads_to_its_place(host):
    """From the check to the upload, the condition chosen."""
    assert f'href="{PAGE}?supports=technology_roadmap"' in text(host.get(f"{BASE}/check"))


def test_a_marked_field_is_not_kept_and_never_shown_again(host):
    """The section says so at the field, keeps the rest, and repeats nothing."""
    sent = {"version": "1", "funding": SECRET, "development_goals": "三年翻番"}
    answer = host.post(f"{BASE}/sections/plan", data=sent)
    page = text(answer)
    assert answer.status_code == 422
    assert "没有保存，其他各项已保存" in page
    assert "机密★" not in page
    assert Application.objects.get().values["development_goals"] == "三年翻番"
    auto = host.post(f"{BASE}/sections/plan/draft", data={**sent, "version": "2"})
    assert auto.json["findings"]["funding"][0]["severity"] == "blocking"
    stale = host.post(f"{BASE}/sections/plan", data=sent)
    assert stale.status_code == 412
    assert "机密★" not in text(stale)


def test_a_marked_cell_is_not_kept(host):
    """By hand, pasted, or while typing: said by row, and never shown again."""
    cells = {key: [value] for key, value in row(name=SECRET).items()}
    answers = [
        host.post(f"{BASE}/equipment", data={"version": "1", "start": "0", "count": "", **cells}),
        host.post(
            f"{BASE}/equipment/paste",
            data={"version": "2", "text": f"名称\t数量\t原值\n{SECRET}\t1\t5"},
        ),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert "第 1 行" in text(answer)
        assert "机密★" not in text(answer)
    assert "机密" not in str(Application.objects.get().to_mongo())


def test_a_number_is_masked_by_a_button(host):
    """The field's button puts a mask in its place."""
    sent = {"version": "1", "funding": "找 13912345678", "mask": "funding"}
    done = host.post(f"{BASE}/sections/plan", data=sent)
    assert done.location == f"{BASE}/sections/plan#f-funding"
    assert Application.objects.get().values["funding"] == "找 139****5678"
