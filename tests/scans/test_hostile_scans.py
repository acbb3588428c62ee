"""Scans made to harm: each is refused in words or drawn, within the child's limits."""

import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from registry.messages import say
from registry.scans import limits
from registry.scans.reading import read_scan
from registry.scans.refusals import ScanError
from tests.watching import Child, watched

SAMPLES = Path(__file__).parents[1] / "samples"
JPEG = (SAMPLES / "scan_stamped_330000.jpg").read_bytes()
PDF = (SAMPLES / "scan_stamped_330000.pdf").read_bytes()
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
_SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"


@pytest.fixture(autouse=True)
def children() -> Iterator[list[Child]]:
    """Whatever comes, a child ends in time, under its cap, and wants nothing it may not have."""
    with watched() as seen:
        yield seen
    for child in seen:
        assert child.peak_mb <= limits.MEMORY_BYTES // 2**20, child
        assert child.seconds < limits.WALL_SECONDS + 10, child
        assert child.fault == "", child


def pdf(
    *more: bytes,
    catalog: bytes = b"",
    page: bytes = b"/MediaBox[0 0 200 200]",
    pages: bytes = _PAGES,
) -> bytes:
    """Return a PDF of one page; objects given stand from number 4 on."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        pages,
        b"<</Type/Page/Parent 2 0 R" + page + b">>",
        *more,
    )
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n" % (len(objects) + 1)
    return bytes(out + b"%d\n%%%%EOF\n" % table)


def stream(data: bytes, about: bytes = b"") -> bytes:
    """Return a packed stream object."""
    packed = zlib.compress(data)
    head = b"<</Filter/FlateDecode/Length %d" % len(packed)
    return head + about + b">>stream\n" + packed + b"\nendstream"


def content(data: bytes, about: bytes = b"/Filter/ASCIIHexDecode") -> bytes:
    """Return a stream object that our reader writes as it came."""
    return b"<<%s/Length %d>>stream\r\n%s\r\nendstream" % (about, len(data), data)


def around_a_script(first: bytes) -> bytes:
    """Return a PDF with a script between two contents, the first of which ends before its end."""
    catalog = b"/OpenAction 5 0 R/Metadata 4 0 R/More 6 0 R"
    return pdf(first, _SCRIPT, content(b"00>"), catalog=catalog)


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a PNG that says its size, with chunks behind."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    out = b"\x89PNG\r\n\x1a\n"
    for kind, data in ((b"IHDR", head), *chunks, (b"IEND", b"")):
        out += struct.pack(">I", len(data)) + kind + data
        out += struct.pack(">I", zlib.crc32(kind + data))
    return out


def small_png(*chunks: tuple[bytes, bytes]) -> bytes:
    """Return a whole PNG of 20 by 20 points."""
    return png(20, 20, *chunks, (b"IDAT", zlib.compress((b"\0" + b"\xff" * 60) * 20)))


def jpeg_of(width: int, height: int) -> bytes:
    """Return the sample saying another size of itself."""
    at = JPEG.index(b"\xff\xc0")
    return JPEG[: at + 5] + struct.pack(">HH", height, width) + JPEG[at + 9 :]


def progressive(scans: int) -> bytes:
    """A progressive JPEG that paints its last pass over and over."""
    out = BytesIO()
    Image.new("RGB", (5000, 5000), "white").save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * scans + whole[-2:]


def nested_forms(depth: int) -> bytes:
    """A drawing that draws another twice, and so on: two to the power of the depth."""
    page = b"/MediaBox[0 0 200 200]/Contents 5 0 R/Resources<</XObject<</X 6 0 R>>>>"
    about = b"/Type/XObject/Subtype/Form/BBox[0 0 200 200]"
    forms = [
        stream(b"/X Do /X Do", about + b"/Resources<</XObject<</X %d 0 R>>>>" % (number + 1))
        for number in range(6, 6 + depth)
    ]
    return pdf(b"null", stream(b"/X Do"), *forms, stream(b"0 0 200 200 re f", about), page=page)


REFUSED: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "a script when it opens": (
        lambda: pdf(_SCRIPT, catalog=b"/OpenAction 4 0 R"),
        {"scan_active"},
    ),
    "a script spelt in hexadecimal": (
        lambda: pdf(b"<</S/Java#53cript/#4aS(1)>>", catalog=b"/OpenAction 4 0 R"),
        {"scan_active"},
    ),
    "a script packed with other objects": (
        lambda: packed_objects(b"<</Type/Catalog/Pages 2 0 R/OpenAction" + _SCRIPT + b">>"),
        {"scan_active"},
    ),
    "a script on a page": (
        lambda: pdf(_SCRIPT, page=b"/MediaBox[0 0 9 9]/AA<</O 4 0 R>>"),
        {"scan_active"},
    ),
    "a program started": (
        lambda: pdf(b"<</S/Launch/F(cmd.exe)>>", catalog=b"/OpenAction 4 0 R"),
        {"scan_active"},
    ),
    "a file inside": (
        lambda: pdf(
            stream(b"MZ", b"/Type/EmbeddedFile"),
            b"<</Type/Filespec/F(a.exe)/EF<</F 4 0 R>>>>",
            catalog=b"/Names<</EmbeddedFiles<</Names[(a) 5 0 R]>>>>",
        ),
        {"scan_active"},
    ),
    "a file hung on a page": (
        lambda: pdf(
            stream(b"MZ"),
            b"<</F(a.exe)/EF<</F 4 0 R>>>>",
            b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 5 0 R>>",
            page=b"/MediaBox[0 0 9 9]/Annots[6 0 R]",
        ),
        {"scan_active"},
    ),
    "a file that belongs to the whole": (
        lambda: pdf(stream(b"MZ"), b"<</F(a.exe)/EF<</F 4 0 R>>>>", catalog=b"/AF[5 0 R]"),
        {"scan_active"},
    ),
    "a file of another machine": (
        lambda: pdf(
            b"<</S/GoToR/F(\\\\\\\\192.0.2.1\\\\x.pdf)/D[0/Fit]>>", catalog=b"/OpenAction 4 0 R"
        ),
        {"scan_active"},
    ),
    "a script behind content that says its end": (
        lambda: around_a_script(content(b"00 endstream 00>")),
        {"scan_active"},
    ),
    "a script behind a description that says its end": (
        lambda: around_a_script(content(b"<x>endstream</x>", b"/Type/Metadata/Subtype/XML")),
        {"scan_active"},
    ),
    "a script behind content that ends an object and begins content": (
        lambda: around_a_script(content(b"00>\r\nendstream\r\nendobj\r\n>>stream")),
        {"scan_active"},
    ),
    "a PDF under a password": (
        lambda: pdf().replace(
            b"/Root 1 0 R>>",
            b"/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>>>"
            % (b"00" * 32, b"11" * 32),
        ),
        {"scan_locked"},
    ),
    "a form that is a program": (
        lambda: pdf(stream(b"<x/>"), catalog=b"/AcroForm<</XFA 4 0 R>>"),
        {"scan_active"},
    ),
    "three hundred pages": (
        lambda: pdf(pages=b"<</Type/Pages/Kids[" + b"3 0 R " * 300 + b"]/Count 300>>"),
        {"scan_too_many_pages"},
    ),
    "ten thousand pages": (
        lambda: pdf(pages=b"<</Type/Pages/Kids[" + b"3 0 R " * 10_000 + b"]/Count 10000>>"),
        {"scan_too_many_pages"},
    ),
    "a drawing of a drawing, thirty times over": (lambda: nested_forms(30), {"scan_unsafe"}),
    "a PNG of 2.5 billion points": (lambda: png(50_000, 50_000), {"scan_unsafe"}),
    "a JPEG of 4 billion points": (lambda: jpeg_of(65_500, 65_500), {"scan_unsafe"}),
    "text of a PNG that unpacks to 300 MB": (
        lambda: small_png((b"zTXt", b"a\0\0" + zlib.compress(b"x" * 300_000_000, 1))),
        {"scan_damaged"},
    ),
    "a JPEG painted 3,000 times": (lambda: progressive(3000), {"scan_unsafe", "scan_damaged"}),
    "a JPEG cut off": (lambda: JPEG[:-5000], {"scan_damaged"}),
    "a TIFF": (lambda: b"II*\0" + bytes(90), {"scan_wrong_type"}),
    "an SVG": (lambda: b"<svg onload='alert(1)'/>", {"scan_wrong_type"}),
    "a HEIC": (lambda: b"\0\0\0\x18ftypheic" + bytes(90), {"scan_wrong_type"}),
    "a zip": (lambda: b"PK\x03\x04" + bytes(90), {"scan_wrong_type"}),
    "a page of html before the PDF": (lambda: b"<html>" + PDF, {"scan_wrong_type"}),
}


def packed_objects(catalog: bytes) -> bytes:
    """A PDF 1.5 whose catalogue stands in an object stream, and whose table is a stream."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    out = bytearray(b"%PDF-1.5\n")
    places = {}
    for number, body in (
        (2, _PAGES),
        (3, page),
        (4, stream(b"1 0 " + catalog, b"/Type/ObjStm/N 1/First 4")),
    ):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    rows = [
        (0, 0, 255),
        (2, 4, 0),
        *((1, places[number], 0) for number in (2, 3, 4)),
        (1, len(out), 0),
    ]
    table = b"".join(struct.pack(">BHB", *row) for row in rows)
    about = b"/Type/XRef/W[1 2 1]/Size 6/Root 1 0 R"
    start = len(out)
    out += b"5 0 obj\n" + stream(table, about) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


READ: dict[str, Callable[[], bytes]] = {
    "packed objects and nothing active": lambda: packed_objects(b"<</Type/Catalog/Pages 2 0 R>>"),
    "a page as large as a field": lambda: pdf(page=b"/MediaBox[0 0 1e9 1e9]"),
    "a page without extent": lambda: pdf(page=b"/MediaBox[0 0 0 0]"),
    "a page a thousand times as high as wide": lambda: pdf(page=b"/MediaBox[0 0 1 1000]"),
    "where a link leads to": lambda: pdf(catalog=b"/OpenAction[3 0 R/Fit]"),
    "an animation": lambda: small_png((b"acTL", struct.pack(">II", 10**6, 0))),
    "a zip behind the JPEG": lambda: JPEG + b"PK\x03\x04" + bytes(90),
    "a page of html behind the PDF": lambda: PDF + b"\n<html><script>alert(1)</script>",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_made_to_harm_is_refused(name: str) -> None:
    """Each has its refusal, and the refusal its Chinese sentence."""
    make, codes = REFUSED[name]
    content = make()
    with pytest.raises(ScanError) as refused:
        read_scan(content)
    assert refused.value.code in codes
    assert say(refused.value.code, **refused.value.params).endswith("。")


@pytest.mark.parametrize("name", READ)
def test_what_does_no_harm_is_drawn(name: str) -> None:
    """What is only odd is kept, with a picture that is never larger than ours."""
    with Image.open(BytesIO(read_scan(READ[name]()).preview)) as picture:
        assert max(picture.size) <= limits.PREVIEW_SIDE + 1
