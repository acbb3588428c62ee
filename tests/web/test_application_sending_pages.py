"""Freezing, stamping and submitting an application by page."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter

from registry.documents.adjustments import AdjustmentRound
from registry.documents.applications import Application
from registry.permissions import Role
from registry.policy.printed_codes import PrintedCode
from tests.frozen_applications import NUMBER, a_scan, a_whole_draft, an_operator
from tests.stamped_forms import as_jpeg, form

ONE = f"/applications/{NUMBER}"
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def host(app: Flask, sign_in: SignIn, opened_round: AdjustmentRound, at: datetime) -> FlaskClient:
    """An operator at the browser, whose draft has nothing missing, in an opened round."""
    operator = an_operator(at)
    a_whole_draft(operator, app.extensions["reserve"].vault, at)
    return sign_in(Role.HOST_OPERATOR, host=operator.host)


def _post(client: FlaskClient, act: str, **data: Any) -> Any:
    revision = Application.objects.get(number=NUMBER).revision
    return client.post(f"{ONE}/{act}", data={"version": str(revision), **data})


def _bring(client: FlaskClient, content: bytes, **data: Any) -> Any:
    given = {"scan": (BytesIO(content), "scan.jpg"), "declared": "1"} | data
    return _post(client, "scan", **given)


def _code() -> PrintedCode:
    frozen = Application.objects.get(number=NUMBER).frozen
    return PrintedCode("application", NUMBER, frozen.digest)


def test_each_step_leads_to_the_next(host: FlaskClient) -> None:
    """Check, freeze, print, scan, submit, receipt; and taking it back."""
    assert "定稿" in host.get(f"{ONE}/check").text
    frozen = _post(host, "freezing")
    assert (frozen.status_code, frozen.location) == (303, f"{ONE}/stamping")
    page = host.get(f"{ONE}/stamping").text
    assert "打开打印页" in page
    assert "上传扫描件之后，在这里提交给" in page
    paper = host.get(f"{ONE}/print").text
    assert paper.count("data:image/svg+xml") == 1
    for told in ("李晓，科长", "五轴联动加工中心", "依托单位（盖章）", "1,000.00"):
        assert told in paper
    assert _bring(host, a_scan(_code())[0]).status_code == 303
    assert "二维码与本材料一致" in host.get(f"{ONE}/stamping").text
    sent = _post(host, "submission", all_declared="1")
    assert (sent.status_code, sent.location) == (303, f"{ONE}/versions/1")
    receipt = host.get(sent.location).text
    for told in (f"{NUMBER}-1", "收回修改", "李晓，科长", "2026年下半年"):
        assert told in receipt
    assert _post(host, "recall").location == ONE
    assert Application.objects.get(number=NUMBER).state == "draft"


def test_an_unfinished_draft_goes_back_to_the_check(host: FlaskClient) -> None:
    """Freezing says how much is left and leads to the page that lists it."""
    Application.objects(number=NUMBER).update(set__values__address="")
    refused = _post(host, "freezing")
    assert (refused.status_code, refused.location) == (303, f"{ONE}/check")
    page = host.get(refused.location).text
    assert "还有 1 处需要修改，没有定稿" in page


def test_another_s_scan_is_kept_and_told(host: FlaskClient) -> None:
    """A scan without our code is marked as no match and kept; submission is not offered."""
    _post(host, "freezing")
    _bring(host, as_jpeg(form()))
    page = host.get(f"{ONE}/stamping").text
    mend = "打印本页面上的最新文件"
    for told in ("扫描件与本材料不符", "没有读到二维码", mend, "换一份相符的扫描件"):
        assert told in page
    assert "自行制作" not in page
    assert "提交申报" not in page
    refused = _post(host, "submission", all_declared="1")
    assert refused.status_code == 409
    assert "没有提交，已填内容和扫描件都在" in refused.text
    assert host.get(f"{ONE}/scan.png").content_type == "image/png"
    assert host.get(f"{ONE}/scan").headers["Content-Disposition"].startswith("attachment")


def test_what_is_no_scan_changes_nothing(host: FlaskClient) -> None:
    """An empty upload, a text, or one without the declaration is refused with its reason."""
    _post(host, "freezing")
    for content, data, told in (
        (b"", {}, "空文件"),
        (b"just text", {}, "PDF"),
        (a_scan(_code())[0], {"declared": ""}, "涉密"),
    ):
        refused = _bring(host, content, **data)
        assert refused.status_code in {413, 415, 422}
        assert told in refused.text
        if not data:
            assert 'href="#f-scan"' in refused.text
            assert 'id="f-scan-error"' in refused.text
    assert Application.objects.get(number=NUMBER).scan is None
    assert host.get(f"{ONE}/scan/progress").status_code == 404


def test_without_the_declaration_it_is_asked_for(host: FlaskClient) -> None:
    """Submitting without it says so at the box."""
    _post(host, "freezing")
    _bring(host, a_scan(_code())[0])
    refused = _post(host, "submission")
    assert refused.status_code == 422
    assert "f-all_declared" in refused.text
    assert Application.objects.get(number=NUMBER).state == "frozen"


def test_taken_up_again_the_paper_is_void(host: FlaskClient) -> None:
    """Unfreezing leads back to the sections; there is nothing to print any more."""
    _post(host, "freezing")
    back = _post(host, "unfreezing")
    assert (back.status_code, back.location) == (303, ONE)
    assert host.get(f"{ONE}/print").status_code == 409
    assert host.get(f"{ONE}/stamping").status_code == 409


def test_an_older_page_is_told_so(host: FlaskClient) -> None:
    """A page of an earlier revision submits nothing and says who saved since."""
    _post(host, "freezing")
    _bring(host, a_scan(_code())[0])
    old = host.post(f"{ONE}/submission", data={"version": "1", "all_declared": "1"})
    assert old.status_code == 412
    assert Application.objects.get(number=NUMBER).state == "frozen"


def test_before_the_window_the_page_says_when(
    app: Flask, sign_in: SignIn, at: datetime
) -> None:  # fmt: skip - the arguments on one line
    """Without a notice on record the last step says what it waits for."""
    operator = an_operator(at)
    a_whole_draft(operator, app.extensions["reserve"].vault, at)
    page = sign_in(Role.HOST_OPERATOR, host=operator.host)
    _post(page, "freezing")
    assert "现在还不能提交" in page.get(f"{ONE}/stamping").text


def test_offices_read_the_version_and_not_the_draft(host: FlaskClient, sign_in: SignIn) -> None:
    """The authority reads contacts, the ministry a mask; nobody else finds it."""
    lead = sign_in(Role.PROVINCIAL_LEAD, authority="330000")
    assert lead.get(ONE).status_code == 404
    _post(host, "freezing")
    _bring(host, a_scan(_code())[0])
    _post(host, "submission", all_declared="1")
    assert lead.get(ONE).location == f"{ONE}/versions/1"
    assert "李晓，科长" in lead.get(f"{ONE}/versions/1").text
    ministry = sign_in(Role.MINISTRY_STAFF).get(f"{ONE}/versions/1").text
    assert "李晓" not in ministry
    assert "＊＊＊＊" in ministry
    assert lead.get(f"{ONE}/versions/1/scan.png").content_type == "image/png"
    elsewhere = sign_in(Role.PROVINCIAL_LEAD, authority="440000")
    assert elsewhere.get(f"{ONE}/versions/1/scan").status_code == 404


def test_a_version_beyond_every_record_is_none(host: FlaskClient, app: Flask) -> None:
    """A number that no record could hold is an address of nothing, on every such address."""
    _post(host, "freezing")
    endless = "9" * 20
    for address in (f"{ONE}/versions/{endless}", f"{ONE}/versions/{endless}/scan.png"):
        assert host.get(address).status_code == 404, address
    numbers = [
        part.max
        for rule in app.url_map.iter_rules()
        for part in rule._converters.values()
        if isinstance(part, IntegerConverter)
    ]
    assert len(numbers) >= 8
    assert set(numbers) == {2**31 - 1}
