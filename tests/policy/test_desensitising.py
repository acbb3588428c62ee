"""The desensitising check 脱敏脱密 (ruling 29): what is a mark, and what only looks like one."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import uscc

from registry.policy.desensitising import (
    RULING,
    Mark,
    MarkKind,
    findings_in,
    has_secrecy_mark,
    marks_in,
    masked,
)
from registry.policy.vocabulary import Severity

ID_NUMBER = "110101199003077715"
ID_WITH_X = "33010219851201001X"
COVERED = "██★██"


def kinds(text: str) -> list[str]:
    """The kinds of a text's marks, in the order of their places."""
    return [mark.kind.value for mark in marks_in(text)]


@pytest.mark.parametrize(
    "text",
    [
        "秘密★1年",
        "机密★10年",
        "绝密★长期",
        "机密★",
        "秘密★",
        "机密·10年",
        "机密（10年）",
        "机密(10年)",
        "机密【长期】",
        "秘密★６个月",
        "机密☆十年",
        "绝密*30年",
        "绝密＊长期",
        "机密*",
        "机密✩10年",
        "机密※10年",
        "机密■10年",
        "机密•10年",
        "机密—10年",
        "机密：10年",
        "機密★10年",
        "絕密★長期",
        "祕密★1年",
        "绝密★启用前",
        "机密★解密前",
        "机密★★10年",
        "机密（★10年）",
        "机密（保密期限：10年）",
        "密级：机密",
        "密级：秘密级 ",
        "机密 10年",
        "（机密10年）",
        "机密级★10年",
        "机密⭐️10年",
        "机 密 ★ 1 0 年",
        "机密\n★\n10年",
        "机　密★　10　年",
        "机\u200b密\u00ad★10年",
        "绝\t密\r\n*",
        "文件密级机密★10年，注意保管",
        "本件为秘密·3年。",
        "商业秘密★3年",
        "x机密★y",
        "机密★至2030年",
        "2026Q4 附件（绝密★）",
        "机密·2030年12月31日",
        COVERED,
    ],
)  # fmt: skip - one table of forms
def test_every_written_form_of_a_secrecy_mark_is_found(text: str) -> None:
    """A level with a star, a sign or a bracketed term behind it is a mark, however it is spaced."""
    assert kinds(text) == ["secrecy"]
    assert has_secrecy_mark(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "秘密",
        "机密",
        "商业秘密",
        "失泄密",
        "保密",
        "本季度未发生失泄密事件",
        "保守国家秘密",
        "签订保密协议，保守商业秘密10年",
        "商业秘密（3年）",
        "技术秘密·5年保护",
        "**商业秘密**",
        "**秘密**",
        "秘密*说明",
        "商业秘密*",
        "商业秘密★ 专利★",
        "绝密30年，机密20年，秘密10年",
        "秘密·10年来的积累",
        "涉密人员脱密期3年",
        "秘密和10年",
        "泄露秘密：3年以下",
        "密级：机密、秘密",
        "密级：机密/秘密",
        "密级：□绝密 □机密 □秘密",
        "密级：机密文件",
        "密码★10年",
        "精密★10年",
        "秘密\n3年",
        "a秘密10年",
        "秘密10年b",
        "密",
    ],
)  # fmt: skip - one table of words
def test_bare_words_are_no_secrecy_mark(text: str) -> None:
    """Words about secrets, lists of levels and emphasis are running text."""
    assert marks_in(text) == ()
    assert not has_secrecy_mark(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (ID_NUMBER, ["id_number"]),
        (f"身份证{ID_WITH_X}。", ["id_number"]),
        (ID_WITH_X.lower(), ["id_number"]),
        ("１１０１０１１９９００３０７７７１５", ["id_number"]),
        ("110101 19900307 7715", ["id_number"]),
        ("110101199003077716", []),  # the check digit
        ("110101199002307715", []),  # no such day
        ("160101199003077710", []),  # no such province
        ("13800138000", ["mobile"]),
        ("联系人王某13800138000转", ["mobile"]),
        ("138 0013 8000", ["mobile"]),
        ("138-0013-8000", ["mobile"]),
        ("138-001-38000", ["mobile"]),
        ("1380-013-8000", ["mobile"]),
        ("+86 138-0013-8000", ["mobile"]),
        ("(+86)13800138000", ["mobile"]),
        ("008613800138000", ["mobile"]),
        ("138\u200b00138000", ["mobile"]),
        ("13800138000/13900139000", ["mobile", "mobile"]),
        ("12800138000", []),
        ("0571-88886666", []),
        ("4111111111111111", ["bank_card"]),
        ("6222 0212 3456 7890 128", ["bank_card"]),
        ("622202 1234567890128", ["bank_card"]),
        ("4111111111111112", []),  # the check digit
        ("41111111111111116", []),  # a digit too many
        ("7992739871320005", []),  # no bank's beginning
        (f"{ID_NUMBER}，电话13800138000", ["id_number", "mobile"]),
        (f"机密★ 13800138000 {ID_NUMBER}", ["secrecy", "mobile", "id_number"]),
    ],
)
def test_numbers_of_persons_are_found(text: str, wanted: list[str]) -> None:
    """ID numbers by province, day and check digit, mobiles by their form, cards by Luhn."""
    assert kinds(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "91330000142920187U",
        "112345678901234561",
        "2026Q4-330000-2025-0001-1",
        "CL-2026-001",
        "SB-330000-2026-0001",
        "330000-2026H2-01",
        "2026-138-2026-0001",
        "138-0013-8000-1",
        "13800138000元",
        "13800138000 元",
        "1380013.8000",
        "13,800,138,000",
        "13800138000.50",
        "¥13800138000",
        "￥ 13800138000",
        "13800138000万元",
        "15000000000吨",
        "1.13800138000",
        "a13800138000",
        "13800138000f",
        "2026-11-28 21:46:12",
        "20261128214612",
        "1380 013",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "4111111111111111元",
    ],
)  # fmt: skip - one table of numbers
def test_other_numbers_are_no_persons(text: str) -> None:
    """Credit codes, receipts, digests, amounts, dates and our own numbers are let be."""
    assert marks_in(text) == ()


@pytest.mark.parametrize("code", ["113301199003070242", "113301198512010702"])
def test_a_credit_code_of_digits_alone_is_no_id_number(code: str) -> None:
    """What is right as a credit code by both its check digits is one, though an ID number too."""
    assert uscc.is_valid(code)
    assert sum(int(sign) * 2 ** (17 - at) for at, sign in enumerate(code)) % 11 == 1
    assert marks_in(code) == ()


def test_a_mark_tells_its_place_in_the_text_as_it_stands() -> None:
    """Start and end count the signs of the given text, blanks and unseen signs among them."""
    text = "一\u200b、机 密\n★10年，电话 138 0013\u200b 8000。"
    assert [text[mark.start : mark.end] for mark in marks_in(text)] == [
        "机 密\n★10年",
        "138 0013\u200b 8000",
    ]
    assert [mark.text for mark in marks_in(text)] == [
        text[mark.start : mark.end] for mark in marks_in(text)
    ]


def test_a_mark_printed_tells_nothing() -> None:
    """What stands at the place is left out of the print that logs and failures make."""
    assert "机密" not in repr(marks_in("机密★10年"))
    assert repr(Mark(MarkKind.MOBILE, 0, 11, "13800138000")).count("138") == 0


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800138000。", "电话138****8000。"),
        ("+86 138-0013-8000", "+86 138-****-8000"),
        (ID_NUMBER, "110*************15"),
        (ID_WITH_X, "330*************1X"),
        ("6222 0212 3456 7890 128", "6222 **** **** ***0 128"),
        ("标有机密★10年的文件", f"标有{COVERED}的文件"),
        (f"机密★ {COVERED} 13800138000", f"{COVERED} {COVERED} 138****8000"),
        ("13900001380013-8000 13800138000", "13900001380013-8000 138****8000"),
        ("没有什么", "没有什么"),
    ],
)
def test_what_may_be_shown(text: str, shown: str) -> None:
    """Numbers keep their ends and separators, a secrecy mark is covered and stays a mark."""
    assert masked(text) == shown
    assert masked(shown) == shown
    assert has_secrecy_mark(shown) is has_secrecy_mark(text)


def test_findings_tell_kind_and_place_and_repeat_no_secret() -> None:
    """One finding for each kind: secrecy blocks, personal numbers ask back, masked."""
    text = f"机密★10年、秘密★；13800138000、13900139000；{ID_NUMBER}"
    found = {one.code: one for one in findings_in(text, field="remarks", label="备注")}
    assert {code: one.severity for code, one in found.items()} == {
        "secrecy_found": Severity.BLOCKING,
        "mobile_found": Severity.WARNING,
        "id_number_found": Severity.WARNING,
    }
    assert {(one.field, one.clause, one.source) for one in found.values()} == {
        ("remarks", RULING, "house_ruling")
    }
    assert found["secrecy_found"].read == ""
    assert found["secrecy_found"].params == {"label": "备注", "place": "1"}
    assert found["mobile_found"].read == "138****8000"
    assert "机密" not in repr(found)


PIECES = st.sampled_from(
    [
        "机密",
        "秘密",
        "绝 密",
        "★",
        "*",
        "10年",
        "长期",
        "（",
        "）",
        "·",
        "商业",
        "\n",
        " ",
        "，",
        "1",
        "138",
        "00138000",
        "13800138000",
        "-",
        ID_NUMBER,
        "4111111111111111",
        "元",
        "a",
        "\u200b",
        "x",
        "+86",
        "密级：",
        COVERED,
        "0013",
        "8000",
    ]
)  # fmt: skip - one list of pieces
TEXTS = st.lists(PIECES, max_size=14).map("".join)


@given(TEXTS)
def test_marks_lie_in_the_text_in_order_and_apart(text: str) -> None:
    """Every mark is a piece of the text, and none begins before the one ahead of it ends."""
    end = 0
    for mark in marks_in(text):
        assert end <= mark.start < mark.end <= len(text)
        assert mark.text == text[mark.start : mark.end]
        end = mark.end


@given(TEXTS)
def test_what_is_masked_holds_no_number_and_stays_masked(text: str) -> None:
    """After masking only covered secrecy marks are left, and masking again changes nothing."""
    shown = masked(text)
    assert {mark.text for mark in marks_in(shown)} <= {COVERED}
    assert masked(shown) == shown


@given(
    st.sampled_from(["秘密", "机密", "绝密"]),
    st.sampled_from("★☆＊*✩"),
    st.sampled_from(["1年", "１０年", "十年", "长期", "6个月", "永久"]),
    st.lists(st.sampled_from(["", " ", "\u3000", "\n", "\u200b"]), min_size=8, max_size=8),
    st.text("一是的，。：a1 \n", max_size=6),
)
def test_level_star_and_term_are_found_in_any_surroundings(
    level: str, star: str, term: str, gaps: list[str], around: str
) -> None:
    """Whatever stands before, behind and between, level, star and term are one mark."""
    signs = level + star + term
    spaced = "".join(gap + sign for gap, sign in zip(gaps + [""] * len(signs), signs, strict=False))
    assert has_secrecy_mark(around + spaced + around)


@given(st.integers(10**13, 10**14 - 1))
def test_cards_are_found_by_their_check_digit(number: int) -> None:
    """Of the ten last digits a card may have, one makes it a card."""
    found = [last for last in "0123456789" if kinds(f"62{number}{last}") == ["bank_card"]]
    assert found == [luhn.calc_check_digit(f"62{number}")]


@pytest.mark.parametrize(
    "piece",
    [
        "密",
        "秘密",
        "机密*",
        "机密(★",
        "机密一二三四五六",
        "机密" + " " * 500,
        "密级：",
        "1",
        "1 ",
        "138 0013 ",
        "13800138000 ",
        "6222 ",
        "+86 ",
        "110101 19900307 ",
        "\u200b1",
        COVERED,
    ],
)  # fmt: skip - one list of pieces
def test_a_long_text_takes_time_by_its_length(piece: str) -> None:
    """Ten times as much of what almost is a mark takes about ten times as long."""
    tenth = max(0.005, min(seconds_for(piece, 20_000) for _ in range(3)))
    assert min(seconds_for(piece, 200_000) for _ in range(3)) < 40 * tenth


def test_a_megabyte_is_looked_through_in_seconds() -> None:
    """Even where every third sign begins what could be a mark."""
    assert seconds_for("机密*", 1_000_000) < 20
    assert seconds_for("这是一段很长的说明，", 1_000_000) < 1


def seconds_for(piece: str, length: int) -> float:
    """The processor's time for a text of this length, made of the piece."""
    text = (piece * (length // len(piece) + 1))[:length]
    began = process_time()
    marks_in(text)
    return process_time() - began
