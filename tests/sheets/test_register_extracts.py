"""Reading an extract of the register: its head, its rows, in pieces of any size."""

import csv

import pytest

from registry.errors import SecrecyMark
from registry.sheets.refusals import SheetUnknownEncoding
from registry.sheets.register_extracts import (
    ExtractColumnsMissing,
    ExtractHead,
    code_of,
    is_readable,
    look_through,
    read_head,
    rows,
)
from tests.unreported_makers import HEAD, an_extract

CODE = "91330000MA0000001X"


def pieces(content: bytes, size: int) -> list[bytes]:
    """A content cut into pieces of a size."""
    return [content[place : place + size] for place in range(0, len(content), size)]


@pytest.mark.parametrize("size", [1, 7, 4096])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_pieces_may_cut_a_sign(encoding, size):
    """However the content is cut, the rows are the same."""
    content = an_extract([(CODE, "甲公司"), ("x", "乙，公司")], encoding=encoding).getvalue()
    head = read_head(content)
    assert list(rows(pieces(content, size), head)) == [[CODE, "甲公司"], ["x", "乙，公司"]]


def test_columns_are_found_by_their_names():
    """In any order, under other usual names, with spaces, stars or full-width signs."""
    head = read_head("\ufeff企业名称 ; *社会信用代码;登记状态\n1;2;3".encode())
    assert head.separator == ";"
    assert head.places == {"name": 0, "credit_code": 1, "status": 2}
    assert read_head("统一社会信用代码\t名称".encode()).separator == "\t"
    assert set(read_head(HEAD.encode()).places) == {
        "credit_code",
        "name",
        "kind",
        "domicile",
        "status",
        "approved_on",
    }  # fmt: skip - one set


def test_a_head_without_code_or_name_is_refused():
    """What is missing is named."""
    with pytest.raises(ExtractColumnsMissing) as refused:
        read_head("住所,名称".encode())
    assert refused.value.params == {"missing": "统一社会信用代码"}
    with pytest.raises(SheetUnknownEncoding):
        read_head(b"\xff\xff\xff\n")


def test_a_quoted_cell_may_hold_commas_and_lines():
    """A line break inside quotation marks makes no new row."""
    content = f'{HEAD}\n{CODE},"甲,""公司"",\n有限"\n\n{CODE},乙'.encode()
    found = list(rows([content], read_head(content)))
    assert found == [[CODE, '甲,"公司",\n有限'], [], [CODE, "乙"]]


def test_an_unclosed_quotation_costs_what_it_swallows():
    """The reader goes on behind it, and says that a row could not be read."""
    filler = "x" * csv.field_size_limit()
    content = f'{HEAD}\n{CODE},"甲\n{filler}\n{CODE},乙\n'.encode()
    found = list(rows([content], read_head(content)))
    assert None in found
    assert found[-1] == [CODE, "乙"]


def test_a_short_row_is_not_read():
    """A row without its name says nothing."""
    content = f"{HEAD}\n{CODE}\n{CODE},甲".encode()
    assert list(rows([content], read_head(content))) == [None, [CODE, "甲"]]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (CODE, CODE),
        (f"\t{CODE.lower()} ", CODE),
        (f"'{CODE}", CODE),
        (f'="{CODE}"', CODE),
        ("９１３３００００ＭＡ００００００１Ｘ", CODE),
        ("330000000012345", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_as_exports_write_it(cell, code):
    """With what keeps it text in a spreadsheet, in either case or width; an old number is none."""
    assert code_of(cell) == code


def test_a_sign_that_was_not_read_is_seen():
    """Only in what is compared; a broken domicile spoils nothing."""
    head = ExtractHead("utf-8", ",", {"credit_code": 0, "name": 1, "domicile": 2, "status": 3})
    assert is_readable([CODE, "甲", "\ufffd"], head)
    assert not is_readable([CODE, "甲\ufffd", ""], head)
    assert not is_readable([CODE, "甲", "", "\ufffd"], head)


def test_a_mark_across_two_pieces_is_found(monkeypatch):
    """A secrecy mark is found wherever the reading cuts, and digest and lines are the file's."""
    monkeypatch.setattr("registry.sheets.register_extracts._CHUNK", 128)
    for shift in range(100, 128):
        text = "甲" * shift + "机密★10年"
        with pytest.raises(SecrecyMark):
            look_through(an_extract([(CODE, text)]))
    looked = look_through(an_extract([(CODE, "精密机械公司")] * 30))
    assert looked.lines == 31
    assert len(looked.digest) == 64
