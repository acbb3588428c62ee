"""Attachments on the desk: kind by content, nothing that acts, tied to a criterion in force."""

import zipfile
from collections.abc import Callable
from datetime import datetime
from io import BytesIO

import pytest
from mongoengine.connection import get_db
from PIL import Image

from registry.database import transact
from registry.documents.attachments import Attachment
from registry.documents.files import StoredFile
from registry.errors import Invalid, NotFound
from registry.law import NATIONAL, rulebook
from registry.messages import say
from registry.permissions import Actor, Role
from registry.scans import limits
from registry.services.attachment_refusals import AttachmentError, AttachmentSecrecyMark
from registry.services.attachments import (
    MOST_BYTES,
    attachment_out,
    refer_to,
    take,
    what_was_read,
)
from registry.sheets import limits as sheet_limits
from tests import office_files as office
from tests import stamped_forms as forms
from tests.scans.test_desensitised_scans import pdf
from tests.watching import watched

HOST = Actor(account="h", name="甲公司", role=Role.HOST_OPERATOR, host="host1")
Take = Callable[..., Attachment]


@pytest.fixture
def taken(database: None, at: datetime) -> Take:
    """``taken(content, name, supports) -> Attachment``."""

    def done(content: bytes, name: str = "附件", supports: str = "") -> Attachment:
        return take(content, name, supports, by=HOST, at=at, rulebook=rulebook())

    return done


PAGE = forms.form(size=(827, 1170))
_KINDS: dict[str, tuple[Callable[[], bytes], str, int, str]] = {
    "a.pdf": (lambda: forms.as_pdf([PAGE] * 70, 20), "application/pdf", 70, "文字未读"),
    "b.JPEG": (lambda: forms.as_jpeg(PAGE), "image/jpeg", 1, "图像未读"),
    "c.png": (lambda: forms.as_png(PAGE), "image/png", 1, "图像未读"),
    "d.xlsx": (office.xlsx, "spreadsheetml", 0, "已读文字"),
    "e.docx": (office.docx, "wordprocessingml", 0, "已读文字"),
    "f.ofd": (
        office.ofd,
        "application/ofd",
        0,
        "OFD 原样保存，只查过密级标志，内容未读",
    ),
}


@pytest.mark.parametrize("name", _KINDS)
def test_each_kind_is_kept_as_it_came(taken: Take, name: str, at: datetime) -> None:
    """Kind, digest, size and pages are told; PDF and pictures have a small picture, OFD a note."""
    make, media_type, pages, said = _KINDS[name]
    content = make()
    kept = taken(content, f"C:\\证明\\{name}")
    assert media_type in kept.media_type
    assert (kept.name, kept.pages, kept.size) == (name, pages, len(content))
    assert attachment_out(kept).content == content
    assert what_was_read(kept) == said
    transact(lambda: refer_to(kept, at=at))
    if not pages:
        with pytest.raises(NotFound):
            attachment_out(kept, preview=True)
        assert StoredFile.objects.count() == 1
        return
    with Image.open(BytesIO(attachment_out(kept, preview=True).content)) as picture:
        assert (picture.format, max(picture.size)) == ("PNG", limits.PREVIEW_SIDE)
    assert StoredFile.objects.count() == 2


def _with(content: bytes, part: str, text: str) -> bytes:
    out = BytesIO(content)
    with zipfile.ZipFile(out, "a") as made:
        made.writestr(part, f"<a><TextCode>{text}</TextCode></a>")
    return out.getvalue()


@pytest.mark.parametrize("make", [office.xlsx, office.docx, office.ofd])
def test_a_mark_in_an_office_file_refuses_it(taken: Take, make: Callable[[], bytes]) -> None:
    """Whatever part it stands in; running text and persons' numbers do not."""
    with pytest.raises(AttachmentSecrecyMark) as refused:
        taken(_with(make(), "extra/part.xml", "依据机密★10年文件"))
    assert "★" not in say(refused.value.code, **refused.value.params)
    assert StoredFile.objects.count() == 0
    assert taken(_with(make(), "extra/part.xml", "商业秘密 13800138000")).is_read


def test_a_mark_in_a_pdf_refuses_it(taken: Take) -> None:
    """Its text layer is looked through; one without is said to be unread."""
    with pytest.raises(AttachmentSecrecyMark):
        taken(pdf("机密★10年"))
    assert taken(pdf("说明")).is_read
    assert not taken(forms.as_pdf([PAGE])).is_read


def test_the_name_follows_the_content(taken: Take) -> None:
    """A PDF called a program, or nothing at all, is handed out as a PDF."""
    content = forms.as_pdf([PAGE])
    assert taken(content, "../../run.exe").name == "run.exe.pdf"
    assert taken(content, "发\x00票\u202e").name == "发票.pdf"
    assert taken(content, "").name == "未命名.pdf"
    assert taken(content, "表.PDF").name == "表.PDF"


def test_evidence_names_a_criterion_in_force(taken: Take, at: datetime) -> None:
    """Every criterion of the day is taken, an unknown one refused with what was read."""
    content = forms.as_png(PAGE)
    for one in rulebook().programme(NATIONAL).criteria(at.date()):
        assert taken(content, supports=one.id).supports == one.id
    for unknown in ("all_of_it", "$ne"):
        with pytest.raises(Invalid) as refused:
            taken(content, supports=unknown)
        assert unknown in refused.value.fields["supports"]


def _encrypted_zip() -> bytes:
    content = bytearray(office.docx())
    for place in (content.index(b"PK\x03\x04") + 6, content.index(b"PK\x01\x02") + 8):
        content[place] |= 1
    return bytes(content)


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("OFD.xml", b"<x/>")
        made.writestr("Doc_0/Res/a.bin", bytes(sheet_limits.UNPACKED_BYTES))
    return out.getvalue()


def _field(*pieces: str) -> bytes:
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f"<w:body><w:p>{runs}</w:p></w:body>".encode()


_SCRIPT = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(a)>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>"  # noqa: E501 - one file

_REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b" \n", "attachment_empty"),
    "over 20 MB": (lambda: b"%PDF-" + bytes(MOST_BYTES), "attachment_too_large"),
    "a program": (lambda: b"MZ\x90\0", "attachment_wrong_type"),
    "a page of html": (lambda: b"<html><script>", "attachment_wrong_type"),
    "an svg": (lambda: b"<svg onload='alert(1)'/>", "attachment_wrong_type"),
    "a zip of anything": (lambda: office.package("a.txt"), "attachment_wrong_type"),
    "two kinds in one": (
        lambda: office.docx(xl__workbook___xml=b"<x/>"),
        "attachment_wrong_type",
    ),
    "an old office file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "attachment_wrong_type"),
    "an office file under a password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "attachment_locked",
    ),
    "an encrypted zip": (_encrypted_zip, "attachment_locked"),
    "a docx cut off": (lambda: office.docx()[:-30], "attachment_damaged"),
    "a zip bomb": (_bomb, "attachment_unsafe"),
    "a PDF with a script": (lambda: _SCRIPT, "attachment_active"),
    "300 pages": (
        lambda: forms.as_pdf([PAGE.resize((40, 57))] * 300),
        "attachment_too_many_pages",
    ),
    "a JPEG cut off": (lambda: forms.as_jpeg(PAGE)[:-3000], "attachment_damaged"),
    "a workbook with macros": (
        lambda: office.xlsx(xl__vbaProject___bin=b"x"),
        "attachment_active",
    ),
    "macros by their type alone": (
        lambda: office.xlsx(types=b'<Types x="macroEnabled.main+xml"/>'),
        "attachment_active",
    ),
    "a packed program": (
        lambda: office.docx(word__embeddings__oleObject1___bin=b"x"),
        "attachment_active",
    ),
    "a control": (lambda: office.docx(word__activeX__activeX1___xml=b"<x/>"), "attachment_active"),
    "a program inside an OFD": (
        lambda: office.ofd(Doc_0__Attachs__run___exe=b"MZ"),
        "attachment_active",
    ),
    "a template loaded from outside": (
        lambda: office.docx(
            word__x___rels=office.relation("attachedTemplate", "http://192.0.2.1/t.dotm")
        ),
        "attachment_active",
    ),
    "relations that are no XML": (lambda: office.docx(word__x___rels=b""), "attachment_damaged"),
    "a picture loaded from outside": (
        lambda: office.docx(word__x___rels=office.relation("image", "http://192.0.2.1/a.png")),
        "attachment_active",
    ),
    "a link that calls a program": (
        lambda: office.xlsx(xl__externalLinks__externalLink1___xml=b"<a><ddeLink/></a>"),
        "attachment_active",
    ),
    "a field that calls a program, in pieces": (
        lambda: office.docx(_field("D", "DEAU", "TO c:\\\\x.exe")),
        "attachment_active",
    ),
    "a simple field that calls a program": (
        lambda: office.docx(b'<w:fldSimple w:instr="DDE excel"/>'),
        "attachment_active",
    ),
    "an entity": (
        lambda: office.docx(word__x___rels=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"),
        "attachment_damaged",
    ),
}


@pytest.mark.parametrize("name", _REFUSED)
def test_what_is_no_attachment_is_refused(taken: Take, name: str) -> None:
    """Each fault has its own answer and sentence; nothing is kept, and no child oversteps."""
    make, code = _REFUSED[name]
    with watched() as children, pytest.raises(AttachmentError) as refused:
        taken(make(), "附件.pdf")
    assert refused.value.code == code
    assert say(code, **refused.value.params)
    assert all(child.fault == "" for child in children)
    assert get_db()["contents.files"].count_documents({}) == 0


def test_what_asks_nothing_of_the_reader_is_kept(taken: Take) -> None:
    """Links to click, to another workbook, and fields that only count are no danger."""
    assert taken(office.docx(word__x___rels=office.relation("hyperlink", "https://example.org")))
    assert taken(office.xlsx(xl__x___rels=office.relation("externalLinkPath", "a.xlsx")))
    assert taken(office.xlsx(xl__externalLinks__externalLink1___xml=b"<a><externalBook/></a>"))
    assert taken(office.docx(_field("PAGE", " \\* MERGEFORMAT")))
    assert taken(office.docx(word__x___rels=office.relation("image", "a.png", mode="Internal")))


def test_numbers_of_persons_are_pointed_out(taken: Take) -> None:
    """A Word file with a mobile number is kept, and whoever looks at it is told."""
    kept = taken(office.docx(b"<w:p><w:r><w:t>13800138000</w:t></w:r></w:p>"))
    assert kept.is_personal
    assert "手机号" in what_was_read(kept)
    assert not taken(office.docx(b"<w:p><w:r><w:t>2026</w:t></w:r></w:p>")).is_personal
