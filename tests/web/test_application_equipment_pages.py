"""The equipment table by page: rows typed, pasted, uploaded; bad ones stay and are told."""

import html
import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from registry.documents.applications import Application
from registry.permissions import Role
from tests.application_makers import an_application
from tests.application_papers import row, rows, typed

NUMBER = "SB-330000-2026-0001"
PAGE = f"/applications/{NUMBER}/equipment"


@pytest.fixture
def host(database: None, sign_in: Callable[..., FlaskClient], at: datetime) -> FlaskClient:
    """The host's operator, a draft on record that declares 1000 万元."""
    an_application(NUMBER, state="draft", version=0, period="", values=typed())
    return sign_in(Role.HOST_OPERATOR, host="host-1")


def text(answer: object) -> str:
    """The page as it is read."""
    return html.unescape(answer.get_data(as_text=True))


def sent(*lines: dict[str, str], revision: int = 1, start: int = 0, count: str = "", **more: str):
    """What the form sends: each column's cells in the order of the rows."""
    cells = {key: [line[key] for line in lines] for key in row()}
    return {"version": str(revision), "start": str(start), "count": count, **cells, **more}


def kept() -> list[str]:
    """The names of the rows on record."""
    return [one["name"] for one in Application.objects.get(number=NUMBER).equipment]


def test_rows_are_typed_and_summed(host):
    """Blank rows go; the sum stands beside the declared value."""
    blank = dict.fromkeys(row(), "")
    assert host.post(PAGE, data=sent(*rows(), blank)).status_code == 303
    page = text(host.get(PAGE))
    assert len(kept()) == 2
    assert "1,000.00 <span" in page
    assert "支撑" not in page
    host.post(PAGE, data=sent(row(value="6"), revision=2))
    page = text(host.get(PAGE))
    assert "少 994 万元" in page


def test_a_bad_row_is_kept_and_told(host):
    """What was typed stays in its cell, marked, with the sentence below it."""
    host.post(PAGE, data=sent(row(), row(value="约六百<b>", origin="国货")))
    page = host.get(PAGE).get_data(as_text=True)
    assert "约六百&lt;b&gt;" in page
    assert "<option selected>国货</option>" in page
    assert page.count("cell-wrong") == 2
    assert 'id="row-2"' in page


def test_marked_rows_go(host):
    """A tick and a save take a row away."""
    host.post(PAGE, data=sent(row(name="一"), row(name="二"), row(name="三")))
    host.post(
        PAGE, data=sent(row(name="一"), row(name="二"), row(name="三"), revision=2, remove="2")
    )
    assert kept() == ["一", "三"]


def test_a_long_table_is_shown_by_pages(host):
    """Fifty a page; a page replaces its own rows alone; pages with bad rows say so."""
    many = [row(name=f"设备{n}", quantity="x" if n == 70 else "1") for n in range(120)]
    host.post(PAGE, data=sent(*many))
    page = text(host.get(f"{PAGE}?row=71"))
    assert 'value="设备50"' in page
    assert 'value="设备49"' not in page
    assert '51–100 <span class="filter-count">1</span>' in page
    middle = [row(name=f"新{n}") for n in range(50)]
    host.post(PAGE, data=sent(*middle, revision=2, start=50, count="50"))
    assert (kept()[49], kept()[50], kept()[100], len(kept())) == ("设备49", "新0", "设备100", 120)
    assert host.get(f"{PAGE}?row=nothing").status_code == 200


def test_rows_are_pasted(host):
    """What was made of the sheet is said; pasted again they come after; none without a header."""
    pasted = (
        "序号\t设备名称\t数量\t原值（元）\t存放地\n1\t加工中心\t2\t6000000\t一楼\n"
        "合计\t\t\t6000000\t\n"
    )
    done = host.post(f"{PAGE}/paste", data={"version": "1", "text": pasted, "added": "1"})
    assert done.status_code == 303
    page = text(host.get(PAGE))
    assert "读到 1 行，已保存。没有对应列、没有读入的有：存放地。" in page
    assert "合计行 1 行没有读入。其中 1 行需要修改" in page
    bare = host.post(f"{PAGE}/paste", data={"version": "2", "text": "甲\tA\t1\t5", "added": "1"})
    assert bare.status_code == 422
    assert "没有找到表头，没有读入，已有各行不变" in text(bare)
    assert ">甲\tA" in text(bare)
    more = {"version": "2", "text": "名称\t数量\t原值\n甲\t1\t5", "added": "1"}
    host.post(f"{PAGE}/paste", data=more)
    assert kept() == ["加工中心", "甲"]


def asked(page: str) -> dict[str, str]:
    """What the page that asks before replacing sends, whichever button is pressed."""
    fields = re.findall(r'<input type="hidden" name="(version|text)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in fields}


def test_rows_on_record_are_replaced_only_when_it_is_said(host):
    """How many go and what comes is shown first; nothing has to be chosen again."""
    host.post(PAGE, data=sent(*[row(name=f"设备{n}") for n in range(600)]))
    lines = "".join(f'"甲{n}""<b>","1",5\n' for n in range(7))
    content = f"名称,数量,原值（元）,存放地\n{lines}".encode()
    before = host.post(f"{PAGE}/file", data={"version": "2", "file": (BytesIO(content), "表.csv")})
    page = before.get_data(as_text=True)
    assert (before.status_code, len(kept())) == (409, 600)
    for told in ("600 行不再保留", "替换已有的 600 行", "加在已有各行之后", "存放地", "前 5 行"):
        assert told in page, told
    assert "5元" in page
    answer = asked(page)
    assert host.post(f"{PAGE}/paste", data=answer | {"added": "1"}).status_code == 303
    assert (len(kept()), kept()[600]) == (607, '甲0"<b>')
    stale = host.post(f"{PAGE}/paste", data=answer | {"replaced": "1"})
    assert (stale.status_code, len(kept())) == (412, 607)
    answer["version"] = "3"
    assert host.post(f"{PAGE}/paste", data=answer | {"replaced": "1"}).status_code == 303
    assert kept() == [f'甲{n}"<b>' for n in range(7)]
    assert Application.objects.get(number=NUMBER).equipment[0]["value"] == "5元"


def test_a_secrecy_mark_is_not_carried_into_the_question(host):
    """The cell is left out and told by its row; the mark stands nowhere on the page."""
    host.post(PAGE, data=sent(row()))
    marked = "名称\t数量\t原值\n甲\t1\t5\n机密★10年\t1\t5"
    page = host.post(f"{PAGE}/paste", data={"version": "2", "text": marked})
    assert page.status_code == 422
    assert "第 2 行" in text(page)
    assert "机密★10年" not in asked(page.get_data(as_text=True))["text"]


def test_a_file_without_a_header_changes_nothing(host):
    """Any text could be taken for a row: refused, said at the file, the rows stay."""
    host.post(PAGE, data=sent(row()))
    for name in ("a.txt", "a.csv"):
        file = {"version": "2", "file": (BytesIO(b"hello"), name)}
        refused = host.post(f"{PAGE}/file", data=file)
        assert refused.status_code in {415, 422}, name
    assert "没有找到表头" in text(refused)
    assert kept() == ["五轴联动加工中心"]


def test_a_row_s_personal_number_is_masked_by_a_button(host):
    """Where a number was found the row offers it; the other rows stay as they are."""
    host.post(PAGE, data=sent(row(), row(model="请拨 13812345678")))
    page = host.get(PAGE).get_data(as_text=True)
    shown = re.findall(r'data-mask-for="(row-\d+)"><button', page)
    assert shown == ["row-2"]
    both = (row(model="13912345678"), row(model="请拨 13812345678"))
    done = host.post(PAGE, data=sent(*both, revision=2, mask="row-2"))
    assert done.location.endswith("#row-2")
    models = [one["model"] for one in Application.objects.get(number=NUMBER).equipment]
    assert models == ["13912345678", "请拨 138****5678"]
    live = host.post(f"{PAGE}/draft", data=sent(*both, revision=3)).json["findings"]
    assert [one.get("mask") for one in live["row-1"]] == ["offered"]


def test_a_paste_that_is_none_stays_in_its_field(host):
    """Said at the field, the text kept, nothing changed."""
    refused = host.post(f"{PAGE}/paste", data={"version": "1", "text": "序号\t名称\t数量\t原值"})
    assert refused.status_code == 422
    assert "没有读到设备" in text(refused)
    assert ">序号\t名称" in text(refused)
    stale = host.post(f"{PAGE}/paste", data={"version": "9", "text": "名称\t数量\t原值\n甲\t1\t5"})
    assert stale.status_code == 412
    assert kept() == []


def test_a_file_is_uploaded(host):
    """A CSV takes the place of the rows; no file, or one that is no sheet, is said at its field."""
    content = "名称,数量,原值（万元）,国产或进口,购置年份\n离心机,1,12.5,进口,2021\n".encode(
        "gb18030"
    )
    file = {"version": "1", "file": (BytesIO(content), "表.csv")}
    assert host.post(f"{PAGE}/file", data=file).status_code == 303
    assert kept() == ["离心机"]
    missing = host.post(f"{PAGE}/file", data={"version": "2"})
    assert missing.status_code == 422
    assert "请选择" in text(missing)
    wrong = {"version": "2", "file": (BytesIO(b"%PDF-1.7 not a sheet"), "表.xlsx")}
    refused = host.post(f"{PAGE}/file", data=wrong)
    assert refused.status_code == 415
    assert kept() == ["离心机"]


def test_autosave_keeps_rows_in_their_places(host):
    """Blank rows inside stay until they are saved by hand; findings come by row."""
    blank = dict.fromkeys(row(), "")
    answer = host.post(f"{PAGE}/draft", data=sent(row(), blank, row(quantity="0"), blank))
    assert (answer.json["version"], kept()) == (2, ["五轴联动加工中心", "", "五轴联动加工中心"])
    assert [one["severity"] for one in answer.json["findings"]["row-3"]] == ["blocking"]
    assert "row-2" not in answer.json["findings"]
    assert "equipment" in answer.json["findings"]
    stale = host.post(f"{PAGE}/draft", data=sent(row(), revision=1))
    assert stale.status_code == 412
    host.post(PAGE, data=sent(row(), blank, row(), revision=2))
    assert len(kept()) == 2


def test_rows_that_cannot_be_saved_stay_on_the_page(host):
    """An endless cell: refused, what was sent is shown."""
    refused = host.post(PAGE, data=sent(row(name="长" * 2001), row(name="乙")))
    assert refused.status_code == 422
    assert 'value="乙"' in text(refused)
    assert kept() == []


def test_the_next_step_may_be_the_check(host):
    """One button saves and goes on."""
    done = host.post(PAGE, data=sent(*rows(), next="check"))
    assert done.location == f"/applications/{NUMBER}/check"
    assert "设备要素表" in text(host.get(done.location))
