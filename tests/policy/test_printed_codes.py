"""Printed codes: what is written is read again, and a scan's codes fit the form or do not."""

import pytest

from registry.policy.printed_codes import Match, PrintedCode, match, read, written

DIGEST = "0123456789abcdef" * 4
FORM = PrintedCode("application", "SB-330000-2026-0001", DIGEST)
SHEET = PrintedCode("summary_sheet", "330000-2026H2-01", DIGEST)
LATER = PrintedCode(FORM.form, FORM.number, "f" * 64)


@pytest.mark.parametrize("code", [FORM, SHEET, LATER])
def test_what_is_written_is_read(code: PrintedCode) -> None:
    """A code read back is the code that was written."""
    assert read(written(code)) == code


def test_the_text_suits_a_coarse_code() -> None:
    """Form, number and digest in full, in the signs that a QR code packs tightest."""
    text = written(SHEET)
    assert text == f"CNPSP1/SUMMARY-SHEET/330000-2026H2-01/{DIGEST.upper()}"
    assert set(text) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


@pytest.mark.parametrize(
    ("form", "number", "digest"),
    [
        ("", "A-1", DIGEST),
        ("Application", "A-1", DIGEST),
        ("application/x", "A-1", DIGEST),
        ("application", "", DIGEST),
        ("application", "A/1", DIGEST),
        ("application", "申报", DIGEST),
        ("application", "A" * 41, DIGEST),
        ("application", "A-1", DIGEST.upper()),
        ("application", "A-1", DIGEST[1:]),
        ("application", "A-1", DIGEST + "\n"),
    ],
)
def test_what_no_code_can_carry_is_refused(form: str, number: str, digest: str) -> None:
    """A form, number or digest of another shape makes no code."""
    with pytest.raises(ValueError, match="no printed code"):
        PrintedCode(form, number, digest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.org/receipts/1",
        written(FORM) + "/",
        written(FORM).lower(),
        written(FORM).replace("CNPSP1", "CNPSP2"),
        written(FORM).replace("APPLICATION", "APPLIC_ATION"),
        written(FORM).replace("SB-330000", "SB 330000"),
        written(FORM)[:-1],
        f"CNPSP1/A B/A-1/{DIGEST.upper()}",
    ],
)
def test_any_other_text_is_none_of_ours(text: str) -> None:
    """Only the very text that is written is read; all else is foreign."""
    assert read(text) is None


OTHER = PrintedCode(FORM.form, "SB-330000-2026-0002", DIGEST)
OTHER_FORM = PrintedCode("summary_sheet", FORM.number, DIGEST)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ([written(PrintedCode("summary_sheet", "330000-2026H1-01", DIGEST))], Match.OTHER_RECORD),
        ([], Match.NO_CODE),
        (["", "a firm's own"], Match.FOREIGN_CODE),
        ([written(FORM)], Match.MATCHES),
        ([written(FORM), written(FORM), "a firm's own"], Match.MATCHES),
        ([written(LATER)], Match.OTHER_VERSION),
        ([written(OTHER)], Match.OTHER_RECORD),
        ([written(OTHER_FORM)], Match.OTHER_RECORD),
        ([written(OTHER), "a firm's own"], Match.OTHER_RECORD),
        ([written(FORM), written(OTHER)], Match.SEVERAL_CODES),
        ([written(LATER), written(OTHER)], Match.SEVERAL_CODES),
    ],
)
def test_the_codes_of_a_scan_are_matched(texts: list[str], said: Match) -> None:
    """A scan's codes say whether it is the wanted form, and what it is where it is not."""
    assert match(texts, FORM) is said
    assert match(iter(texts), FORM) is said
