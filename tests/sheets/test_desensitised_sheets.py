"""Workbooks and the desensitising check 脱敏脱密 (ruling 29): marks refuse, numbers ask back."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from registry.cli import main
from registry.messages import say
from registry.policy.desensitising import MarkKind
from registry.policy.vocabulary import Severity
from registry.sheets.initial_loads import read_load
from registry.sheets.packages import Package
from registry.sheets.reading import read_workbook
from registry.sheets.refusals import SheetSecrecyMark
from registry.sheets.secrets import kinds_of, secret_parts, texts_of

MARK = "机密★10年"


def refused(content: bytes, name: str = "汇总表.xlsx") -> str:
    """The refusal's sentence; it names places and never the mark."""
    with pytest.raises(SheetSecrecyMark) as caught:
        read_workbook(content, name)
    said = say(caught.value.code, **caught.value.params)
    assert MARK not in said
    assert "★" not in said
    return said


def changed_book(content: bytes, change) -> bytes:
    """A workbook changed with openpyxl."""
    book = load_workbook(BytesIO(content))
    change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """A package with parts added or replaced; two underscores stand for a stroke."""
    stream = BytesIO()
    own = {name.replace("__", "/"): data for name, data in parts.items()}
    with ZipFile(BytesIO(content)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in own:
                new.writestr(name, old.read(name))
        for name, data in own.items():
            new.writestr(name, data)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("place", "row"),
    [
        ("M3", {"M": f"材料{MARK}"}),
        ("B3", {"B": f"{MARK}中试基地"}),
        ("H3", {"H": "秘密★"}),
        ("N3", {"N": MARK}),
    ],
)
def test_a_mark_in_any_cell_refuses_the_file_and_names_the_cell(book, header, changed, place, row):
    """Columns of text, of figures and those that are not read are all looked at."""
    cells = [*changed(), ""]
    for letter, value in row.items():
        cells[ord(letter) - ord("A")] = value
    said = refused(book([[*header, "附注"], changed(), cells]))
    assert f"“汇总表”{place}" in said


def test_titles_footers_and_other_sheets_are_looked_at(book, header, changed):
    """Whatever stands around the table, and on sheets that are not read, belongs to the file."""
    rows = [[f"浙江省汇总表（{MARK}）"], header, changed(), ["注：绝密★长期"]]
    said = refused(book(rows, 说明=[["密级：机密"]]))
    assert "“汇总表”A1" in said
    assert "“汇总表”A4" in said
    assert "“说明”A1" in said


def test_many_marks_are_counted_and_the_first_named(book, header, changed):
    """A column of marks is told by its first cells and their number."""
    said = refused(book([header, *([changed(M=MARK)] * 30)]))
    assert "M2" in said
    assert "M12" not in said
    assert "等 30 处" in said


def test_hidden_sheets_notes_headers_and_properties_are_looked_at(book, header, changed):
    """What nobody sees on the screen is kept with the file all the same."""
    clean = book([header, changed()], 附页=[["说明"]])

    def hide(workbook):
        workbook["附页"].sheet_state = "veryHidden"
        workbook["附页"]["B2"] = MARK

    assert "隐藏的工作表“附页”B2" in refused(changed_book(clean, hide))

    def note(workbook):
        workbook["汇总表"]["B2"].comment = Comment(MARK, "某人")

    def head(workbook):
        workbook["汇总表"].oddHeader.center.text = MARK

    def title(workbook):
        workbook.properties.title = MARK

    def rename(workbook):
        workbook["附页"].title = "机密★10年"

    for change, part in (
        (note, "comments"),
        (head, "sheet1.xml"),
        (title, "core.xml"),
        (rename, "workbook.xml"),
    ):  # fmt: skip - pairs
        assert part in refused(changed_book(clean, change))


def test_runs_references_and_wide_parts_hide_nothing(book, header, changed):
    """A mark cut into runs, written by its numbers or in UTF-16 is found."""
    clean = book([header, changed()])
    for text in (
        "<t>机</t><t>密</t><t>★10年</t>".encode(),
        b"<t>&#26426;&#23494;&#9733;</t>",
        b"<t>&#x673A;&#x5bc6;&#x2605;</t>",
        "\ufeff<t>机密★</t>".encode("utf-16-le"),
    ):
        assert "xl/extra" in refused(repacked(clean, xl__extra=text))
    harmless = "<t>商业秘密</t><si>★</si><t>失泄密</t>".encode()
    assert read_workbook(repacked(clean, xl__extra=harmless), "汇总表.xlsx")


def test_a_sign_cut_by_the_pieces_a_part_is_read_in_is_seen(book, header, changed):
    """The glance at a part misses nothing where one piece ends and the next begins."""
    clean = book([header, changed()])
    for ahead in range(256 * 1024 - 4, 256 * 1024 + 1):
        part = b"<" + b"a" * (ahead - 1) + "密★".encode()
        package = Package(repacked(clean, extra=part))
        assert package.may_hold_secrecy("extra")


def test_text_files_and_long_cells_are_looked_at(header, changed):
    """CSV cells are named too; so is a mark behind the last sign of a cell that is kept."""
    lines = [",".join(map(str, header)), ",".join(map(str, changed(M=MARK)))]
    assert "M2" in refused("\n".join(lines).encode("gb18030"), "汇总表.csv")
    lines[1] = ",".join(map(str, changed(M="长" * 5000 + MARK)))
    assert "M2" in refused("\n".join(lines).encode(), "汇总表.csv")


def test_an_old_workbook_is_looked_at_beside_its_cells(sample):
    """In an xls a mark is found wherever UTF-16 text stands, at even and odd places."""
    content = sample("clean_330000_2026H2.xls")
    assert read_workbook(content, "汇总表.xls")
    for filler in (b"", b"\0"):
        assert secret_parts(content + filler + MARK.encode("utf-16-le"), None) == ["xls"]
    assert secret_parts(content + "商业秘密".encode("utf-16-le"), None) == []


def test_words_about_secrets_are_let_be(check, book, header, changed):
    """Running text with 秘密 and 保密 in it is no mark."""
    words = "未发生失泄密事件，签订商业秘密保护协议（3年），保密制度健全"
    assert [one.code for one in check(book([header, changed(M=words)])).findings] == []


def test_numbers_of_persons_ask_back_at_their_row(check, book, header, changed):
    """In texts, extra columns, cells of numbers and around the table: one warning each, masked."""
    rows = [
        ["填报单位联系电话：13800138000"],
        [*header, "联系电话"],
        [*changed(M="联系人 138-0013-8000"), ""],
        [*changed(B="第二中试基地"), 13900139000],
        ["填表人：某人", "110101199003077715"],
    ]
    found = [one for one in check(book(rows)).findings if one.source == "house_ruling"]
    assert [(one.row, one.column, one.code, one.read, one.params["label"]) for one in found] == [
        (1, "A", "mobile_found", "138****8000", "表格以外的文字"),
        (3, "M", "mobile_found", "138-****-8000", "备注"),
        (4, "N", "mobile_found", "139****9000", "联系电话"),
        (5, "B", "id_number_found", "110*************15", "表格以外的文字"),
    ]
    assert {one.severity for one in found} == {Severity.WARNING}


def test_figures_and_codes_are_no_numbers_of_persons(check, book, header, changed):
    """Credit codes and amounts stand in columns of their own."""
    found = check(book([header, changed(H=13800138000, D="113301199003070242")])).findings
    assert "mobile_found" not in {one.code for one in found}
    assert "id_number_found" not in {one.code for one in found}


def test_an_initial_load_is_looked_at_alike():
    """The workbook of what exists is refused for a mark in it, too."""
    book = Workbook()
    book.active.title = "平台"
    book.active["C9"] = MARK
    stream = BytesIO()
    book.save(stream)
    with pytest.raises(SheetSecrecyMark):
        read_load(stream.getvalue(), "存量.xlsx")


def test_texts_of_other_documents_are_given_by_cell_and_line():
    """A Word document's runs are joined, its paragraphs lines; an OFD's objects too."""
    word = "<w:p><w:r><w:t>机</w:t></w:r><w:r><w:t>密</w:t></w:r></w:p><w:p><w:t>★</w:t></w:p>"
    assert list(texts_of(word.encode())) == ["机密\n★\n"]
    ofd = "<ofd:TextCode X='1'>一&amp;</ofd:TextCode><ofd:TextCode>二</ofd:TextCode>"
    assert list(texts_of(ofd.encode())) == ["一&\n二\n"]
    assert list(texts_of('<sheet name="机密"/>'.encode())) == ["机密", ""]


def test_the_kinds_in_any_package_are_told():
    """Of a Word or OFD file: secrecy and numbers, in any part that is markup, none in a picture."""

    def packed(**parts: bytes) -> Package:
        stream = BytesIO()
        with ZipFile(stream, "w", ZIP_DEFLATED) as package:
            for name, data in parts.items():
                package.writestr(name, data)
        return Package(stream.getvalue())

    word = "<w:p><w:r><w:t>秘密</w:t></w:r><w:r><w:t>★1年</w:t></w:r></w:p>".encode()
    ofd = b"<ofd:TextCode>13800138000</ofd:TextCode>"
    picture = b"\x89PNG" + MARK.encode()
    assert kinds_of(packed(a=word, b=ofd, c=picture)) == {MarkKind.SECRECY, MarkKind.MOBILE}
    assert kinds_of(packed(a="<t>商业秘密</t>".encode(), c=picture)) == frozenset()


def test_the_command_refuses_before_it_judges(tmp_path: Path, book, header, changed, capsys):
    """``reserve sheet check`` says the place on standard error and shows nothing of the file."""
    path = tmp_path / "汇总表.xlsx"
    path.write_bytes(book([header, changed(M=MARK)]))
    asked = ["sheet", "check", str(path), "--authority", "440000", "--period", "2026H2"]
    assert main(asked) == 2
    said = capsys.readouterr()
    assert "M2" in said.err
    assert MARK not in said.err + said.out
    assert main([*asked[:2], str(tmp_path / f"{MARK}.xlsx"), *asked[3:], "--json"]) == 2
    assert MARK not in capsys.readouterr().err
