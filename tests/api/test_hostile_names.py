"""Names of files made to harm: kept as a short, plain name, or refused; never a path."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from registry.documents.summary_sheets import SummarySheet
from registry.permissions import Role
from registry.services.files import plain_name

SHEETS = "/api/v1/summary-sheets"
SHEET = (Path(__file__).parents[1] / "samples" / "clean_330000_2026H2.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("汇总表.xlsx", "汇总表.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\表.xlsx", "表.xlsx"),
        ("..", "_.."),
        ("", "未命名"),
        ("a/", "a"),
        ("con", "_con"),
        ("AUX.pdf", "_AUX.pdf"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("a\x00\r\nb\x1b.pdf", "ab.pdf"),
        ("表\u202exslx.exe", "表xslx.exe"),
        ("\ud800.pdf", ".pdf"),
        ("长" * 10_000 + ".xlsx", "长" * 195 + ".xlsx"),
        ("a." + "b" * 10_000, "a." + "b" * 188 + "." + "b" * 9),
    ],
)
def test_a_name_is_only_a_name(given: str, kept: str) -> None:
    """Neither path nor control signs nor a trick of direction is kept; the ending is."""
    assert plain_name(given) == kept
    assert len(plain_name(given)) <= 201


@pytest.mark.usefixtures("opened_round")
@pytest.mark.parametrize(
    "disposition",
    [
        'filename="../../../../tmp/汇总表.xlsx"',
        'filename="C:\\\\windows\\\\汇总表.xlsx"',
        "filename*=UTF-8''..%2f..%2fetc%2f%E8%A1%A8.xlsx",
        "filename*=UTF-8''%E8%A1%A8%00%0d%0aX-Evil%3a%201.xlsx",
        "filename*=UTF-8''%ff%fe.xlsx",
        "filename=\"a.xlsx\"; filename*=UTF-8''con",
        f'filename="{"x" * 10_000}.xlsx"',
        'filename="\u202exslx.汇"',
        'filename="\x01\x02.xlsx"',
        'filename=""',
    ],
)
def test_a_sheet_under_any_name(
    client: FlaskClient, token_for: Callable[..., dict[str, str]], disposition: str
) -> None:
    """Whatever the header says, the sheet is kept under a plain name or the file is asked for."""
    own = token_for(Role.PROVINCIAL_LEAD, authority="330000")
    body = b"".join(
        b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % pair
        for pair in ((b"authority", b"330000"), (b"period", b"2026H2"))
    )
    head = f'--b\r\nContent-Disposition: form-data; name="file"; {disposition}\r\n\r\n'
    answer = client.post(
        SHEETS,
        headers=own | {"Content-Type": "multipart/form-data; boundary=b"},
        data=body + head.encode() + SHEET + b"\r\n--b--\r\n",
    )
    assert answer.status_code in {201, 400, 413, 422}, answer.text
    assert "X-Evil" not in answer.headers
    names = [sheet.filename for sheet in SummarySheet.objects]
    assert len(names) == (answer.status_code == 201)
    for name in names:
        assert name.isprintable()
        assert not set(name) & set("/\\\u202e")
        assert 0 < len(name) <= 201
