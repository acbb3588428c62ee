"""Scans and the desensitising check 脱敏脱密: what their text layer holds, what cannot be read."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from registry.messages import say
from registry.scans.reading import read_scan
from registry.scans.refusals import ScanSecrecyMark

SAMPLES = Path(__file__).parents[1] / "samples"
MARK = "机密★10年"
_FONT = (
    (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [4 0 R] >>"
    ),
    (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo "
        b"<< /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R >>"
    ),
    (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 0 1000 1000] "
        b"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
    ),
)


def _text(text: str) -> bytes:
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"


def pdf(*pages: str, title: str = "", note: str = "") -> bytes:
    """A PDF whose pages have a text layer of these lines."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_FONT]
    objects.append(
        b"<< /Type /Annot /Subtype /Text /Rect [9 9 30 30] /Contents %s >>" % _text(note)
    )
    kids = []
    for page in pages:
        drawn = b"".join(
            b"BT /F 14 Tf 72 %d Td <%s> Tj ET "
            % (700 - 30 * at, line.encode("utf-16-be").hex().encode())
            for at, line in enumerate(page.split("\n"))
        )
        objects.append(b"<< /Length %d >> stream\n%s\nendstream" % (len(drawn), drawn))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [6 0 R] "
            b"/Resources << /Font << /F 3 0 R >> >> /Contents %d 0 R >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    objects.append(b"<< /Title %s >>" % _text(title))
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, b"".join(places))
    trailer = b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF"
    return out + table + trailer % (len(objects) + 1, len(objects), len(out))


@pytest.mark.parametrize(
    ("content", "places"),
    [
        (pdf("汇总表", f"附件{MARK}", "机密\n★1年"), "第 2 页、第 3 页"),
        (pdf("汇总表", title=MARK), "文件属性"),
        (pdf("汇总表", note="绝密★长期"), "第 1 页"),
    ],
    ids=["on pages", "in the title", "in a note"],
)
def test_a_mark_in_the_text_of_a_pdf_refuses_it(content: bytes, places: str) -> None:
    """Pages are named, the mark is not."""
    with pytest.raises(ScanSecrecyMark) as refused:
        read_scan(content)
    said = say(refused.value.code, **refused.value.params)
    assert places in said
    assert "★" not in said


def test_words_and_numbers_in_the_text_of_a_pdf() -> None:
    """Running text is let be; a person's number is told by its page."""
    scan = read_scan(
        pdf("商业秘密（3年）", "联系电话：13800138000", title="身份证 110101199003077715")
    )
    assert (scan.pages, scan.is_read, scan.unread_pages) == (2, True, 0)
    assert scan.personal_pages == (0, 2)


def test_pages_without_text_are_unread() -> None:
    """A page that is a picture counts as unread, beside pages that have text."""
    scan = read_scan(pdf("汇总表", " "))
    assert (scan.is_read, scan.unread_pages) == (False, 1)
    for name in ("scan_stamped_330000.pdf", "scan_stamped_330000.jpg"):
        scan = read_scan((SAMPLES / name).read_bytes())
        assert (scan.is_read, scan.unread_pages, scan.personal_pages) == (False, 1, ())
    out = BytesIO()
    Image.new("RGB", (60, 80), "white").save(out, "PNG")
    assert read_scan(out.getvalue()).is_read is False
