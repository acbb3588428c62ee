"""Desensitising 脱敏脱密: what in a text must not stay, or had better not (ruling 29).

A secrecy mark 国家秘密标志 is a level with a sign or a term behind it: 机密★10年, 秘密★,
绝密（长期）. It blocks. The bare words (商业秘密, 失泄密, 保守秘密) are running text and no
mark. ID numbers, mobile numbers and bank cards ask back. What a mark said is never repeated:
``masked`` gives the text as it may be shown.

Every pattern has a fixed reach and each place of a text is looked at once, so that the time
grows with the text and not faster.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity

RULING = "docs/decisions/desensitising.md"


class MarkKind(StrEnum):
    """What a mark is: of secrecy, or a person's number."""

    SECRECY = "secrecy"
    ID_NUMBER = "id_number"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"


@dataclass(frozen=True, slots=True)
class Mark:
    """One place in a text. ``text`` is what stands there; it is left out of any print."""

    kind: MarkKind
    start: int
    end: int
    text: str = field(repr=False)


# Full-width signs to half-width ones, sign for sign; so places stay what they were.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# Signs that take no room: soft hyphens, joiners, directions, choices of a glyph.
_SOME_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)

_LEVEL = "(?:[绝絕]密|[机機]密|[秘祕]密)级?"
_STARS = "★☆✩✪✫✬✭✮✯✰⋆⭐🌟✦✧✶✡٭"
_ASTERISKS = "*∗﹡⁎✱✲✳"
_DOTS = "·•・‧∙⋅･●○◆◇■□▪▲△※/:_—–−-"  # the stroke last: it would make a range
_NUMBER = "(?:[0-9]{1,4}|[〇零一二三四五六七八九十百两半]{1,6})"
_TERM = (
    f"(?:至?{_NUMBER}年(?:[0-9]{{1,2}}月(?:[0-9]{{1,2}}[日号])?)?|{_NUMBER}(?:[个個]?月|周|天|日)"
    "|[长長]期|永久|(?:[启啟]用|启封|[开開][启啟]|解密|公布|公开|公開|发布|發布)前)"
)
# How masked() writes a mark: still one, so that nobody takes it away by masking.
_COVERED = "██★██"
_SECRECY = re.compile(
    f"(?P<whole>{_COVERED}|{_LEVEL}[{_STARS}{_ASTERISKS}]{{1,6}}{_TERM})"
    f"|(?P<star>{_LEVEL}[{_STARS}]{{1,6}})"
    f"|(?P<asterisk>{_LEVEL}[{_ASTERISKS}](?![{_ASTERISKS}]))"
    f"|(?P<dot>{_LEVEL}[{_DOTS}]{{1,3}}{_TERM}(?![内來来间後后以之起中的]))"
    rf"|(?P<bracket>{_LEVEL}[(\[【〔〈《<「『][{_STARS}{_ASTERISKS}{_DOTS}]{{0,2}}"
    rf"(?:保密)?(?:期限)?:?{_TERM}[)\]】〕〉》>」』])"
    f"|(?P<plain>{_LEVEL}{_TERM})"
    f"|(?P<heading>密级:{_LEVEL})"
)
# Words that make running text of the level behind them, unless a star and a term follow.
_COMPOUNDS = (
    "商业",
    "商業",
    "技术",
    "工作",
    "经营",
    "企业",
    "公司",
    "单位",
    "个人",
    "客户",
    "交易",
    "贸易",
    "科技",
    "核心",
    "守",
    "泄露",
    "泄漏",
    "泄",
    "漏",
    "窃取",
    "刺探",
    "侵犯",
    "侵害",
    "披露",
    "失",
)  # fmt: skip - one list of words
_OPENS = frozenset(" \t\r\n\u3000\x00:：(（“‘\"'")
_CLOSES = frozenset(" \t\r\n\u3000\x00)）”’\"'")
_LISTED = frozenset("、，,/或及和与")

# No letter, digit or amount right before or behind a number.
_BEFORE = r"(?<![0-9A-Za-z_])(?<![0-9][.,])(?<![¥￥$])(?<![¥￥$] )"
_UNITS = "(?:[万亿]?元|[万亿]?吨|美元|平方米|㎡|%)"
_BEHIND = rf"(?![0-9A-Za-z_])(?![.,][0-9])(?! ?{_UNITS})"
_GAP = "[ \t\u00a0\u2002-\u200a\u202f‐-―−-]"
_ID_NUMBER = re.compile(
    rf"{_BEFORE}[1-9][0-9]{{5}}{_GAP}?(?:18|19|20)[0-9]{{2}}[01][0-9][0-3][0-9]{_GAP}?"
    rf"[0-9]{{3}}[0-9Xx]{_BEHIND}"
)
_MOBILE = re.compile(
    rf"{_BEFORE}(?:\(?(?:\+|00)?86\)?{_GAP}?)?1[3-9][0-9]"
    rf"(?:{_GAP}?[0-9]{{4}}{_GAP}?[0-9]{{4}}|{_GAP}[0-9]{{3}}{_GAP}[0-9]{{5}}"
    rf"|[0-9]{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}){_BEHIND}"
)
_BANK_CARD = re.compile(
    rf"{_BEFORE}[2-69][0-9]{{3}}(?:(?:{_GAP}?[0-9]{{4}}){{3}}(?:{_GAP}?[0-9]{{1,3}})?"
    rf"|[0-9]{{2}}{_GAP}[0-9]{{10,13}}){_BEHIND}"
)
_MANY_DIGITS = re.compile(r"[0-9\uff10-\uff19](?:[^0-9\uff10-\uff19]{0,2}[0-9\uff10-\uff19]){10}")

_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (81, 83))
    for code in range(first, last + 1)
) | {"71", "91"}
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CODE_LENGTH = 18
# Beginnings of bank cards, and how many digits cards that begin so have.
_CARDS = (
    *((start, range(16, 20)) for start in ("62", "9558", "601382", "690755", "685800")),
    *((start, range(16, 17)) for start in ("4", "51", "52", "53", "54", "55", "35")),
)
_MOST_OF_DIGIT = 9
# Of each number: how many signs stay at its end, and how many at its beginning.
_STAYS = {MarkKind.ID_NUMBER: (2, 3), MarkKind.MOBILE: (4, 3), MarkKind.BANK_CARD: (4, 4)}
_MOBILE_DIGITS = 11


def marks_in(text: str) -> tuple[Mark, ...]:
    """Return the marks of a text in the order of their places; no two overlap."""
    found = [*_secrecy_marks(text)] if may_hold_secrecy(text) else []
    if may_hold_number(text):
        found += _personal_marks(text)
        found.sort(key=lambda mark: mark.start)
    return tuple(found)


def may_hold_secrecy(text: str) -> bool:
    """Tell at a glance whether a text could carry a secrecy mark; most texts cannot."""
    return "密" in text or _COVERED in text


def has_secrecy_mark(text: str) -> bool:
    """Tell whether a text carries a secrecy mark, and so must not stay."""
    return may_hold_secrecy(text) and next(_secrecy_marks(text), None) is not None


def may_hold_number(text: str) -> bool:
    """Tell at a glance whether a text could hold a person's number; most texts cannot."""
    return bool(_MANY_DIGITS.search(text))


def masked(text: str) -> str:
    """Return the text as it may be shown: numbers with their middle hidden, marks covered.

    A covered secrecy mark is still one: masking takes nobody's ban on a text away.
    """
    while marks := [mark for mark in marks_in(text) if mark.text != _COVERED]:
        for mark in reversed(marks):
            text = text[: mark.start] + _shown(mark) + text[mark.end :]
    return text


def findings_in(text: str, *, field: str, label: str) -> Iterator[Finding]:
    """Say what a field's text must not hold, or had better not: one finding for each kind.

    Of a secrecy mark only the place is told, of a number what is left of it when masked.
    """
    seen: set[MarkKind] = set()
    for mark in marks_in(text):
        if mark.kind in seen:
            continue
        seen.add(mark.kind)
        secret = mark.kind is MarkKind.SECRECY
        yield Finding(
            code=f"{mark.kind}_found",
            severity=Severity.BLOCKING if secret else Severity.WARNING,
            field=field,
            read="" if secret else _shown(mark),
            clause=RULING,
            source="house_ruling",
            params=MappingProxyType({"label": label, "place": str(mark.start + 1)}),
        )


def _shown(mark: Mark) -> str:
    """Return a mark as it may be shown."""
    if mark.kind is MarkKind.SECRECY:
        return _COVERED
    last, first = _STAYS[mark.kind]
    signs = [place for place, sign in enumerate(mark.text) if sign.isalnum()]
    length = _MOBILE_DIGITS if mark.kind is MarkKind.MOBILE else len(signs)
    hidden = set(signs[-length:][first:-last])
    return "".join("*" if place in hidden else sign for place, sign in enumerate(mark.text))


def _secrecy_marks(text: str) -> Iterator[Mark]:
    """Find secrecy marks, whatever blanks, line breaks and unseen signs stand in them."""
    seen = _SOME_UNSEEN.sub(" ", text)
    places = [at for at, sign in enumerate(seen) if not sign.isspace()]
    close = "".join([text[at] for at in places]).translate(_HALF_WIDTH)
    for found in _SECRECY.finditer(close):
        start, end = places[found.start()], places[found.end() - 1] + 1
        if _is_secrecy(found, text, start, end):
            yield Mark(MarkKind.SECRECY, start, end, text[start:end])


def _is_secrecy(found: re.Match[str], text: str, start: int, end: int) -> bool:
    """Tell a mark from running text that has the same signs."""
    before, behind = text[start - 1 : start], text[end : end + 1]
    match found.lastgroup:
        case "whole":
            return True
        case "star" | "dot" | "bracket":
            close = found.string[max(0, found.start() - 2) : found.start()]
            return not close.endswith(_COMPOUNDS)
        case "asterisk":
            return not any(sign.isalnum() or sign in _ASTERISKS for sign in before + behind)
        case "plain":
            alone = before in {"", *_OPENS} and behind in {"", *_CLOSES}
            return alone and "\n" not in text[start:end]
    return not behind.isalnum() and behind not in _LISTED


def _personal_marks(text: str) -> Iterable[Mark]:
    """Find numbers of persons; a place taken by one kind is not looked at for the next."""
    places: Sequence[int] = range(len(text))
    if _SOME_UNSEEN.search(text):
        marked = _SOME_UNSEEN.sub("\0", text)
        places = [at for at, sign in enumerate(marked) if sign != "\0"]
    seen = "".join([text[at] for at in places]).translate(_HALF_WIDTH)
    found: list[Mark] = []
    for kind, pattern in _PATTERNS.items():
        free = list(seen)
        for one in pattern.finditer(seen):
            if not _is_number(kind, one, seen):
                continue
            start, end = places[one.start()], places[one.end() - 1] + 1
            found.append(Mark(kind, start, end, text[start:end]))
            free[one.start() : one.end()] = "_" * (one.end() - one.start())
        seen = "".join(free)
    return found


_PATTERNS = {
    MarkKind.ID_NUMBER: _ID_NUMBER,
    MarkKind.BANK_CARD: _BANK_CARD,
    MarkKind.MOBILE: _MOBILE,
}


def _is_number(kind: MarkKind, found: re.Match[str], seen: str) -> bool:
    signs = "".join([sign for sign in found[0] if sign.isalnum()]).upper()
    if kind is MarkKind.MOBILE:
        return len(signs) == len(found[0].lstrip("+(")) or _stands_alone(found, seen)
    if _is_credit_code(signs):
        return False
    return _is_id_number(signs) if kind is MarkKind.ID_NUMBER else _is_bank_card(signs)


def _stands_alone(found: re.Match[str], seen: str) -> bool:
    """Tell a number in groups from the middle of a longer one, as 330000-2026-0001 is."""
    before, behind = seen[max(0, found.start() - 2) : found.start()], seen[found.end() :][:2]
    return not re.fullmatch(r"[0-9A-Za-z]-", before) and not re.fullmatch(r"-[0-9]", behind)


def _is_id_number(signs: str) -> bool:
    """Tell an ID number (GB 11643): a province, a day of birth, the check digit."""
    if signs[:2] not in _PROVINCES:
        return False
    try:
        date(int(signs[6:10]), int(signs[10:12]), int(signs[12:14]))
    except ValueError:
        return False
    total = sum(int(sign) * weight for sign, weight in zip(signs, _ID_WEIGHTS, strict=False))
    return signs[-1] == "10X98765432"[total % 11]


def _is_bank_card(digits: str) -> bool:
    """Tell a bank card: a known beginning, its length, the check digit (Luhn)."""
    if not any(digits.startswith(start) and len(digits) in sizes for start, sizes in _CARDS):
        return False
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (1 + place % 2)
        total += value - _MOST_OF_DIGIT if value > _MOST_OF_DIGIT else value
    return total % 10 == 0


def _is_credit_code(signs: str) -> bool:
    """Tell a credit code of digits alone by both its check digits (GB 32100, GB 11714)."""
    if len(signs) != _CODE_LENGTH or not signs.isdecimal():
        return False
    body = sum(int(sign) * weight for sign, weight in zip(signs[8:], _BODY_WEIGHTS, strict=False))
    if signs[16] != "0X987654321"[body % 11]:
        return False
    whole = sum(int(sign) * weight for sign, weight in zip(signs, _CODE_WEIGHTS, strict=False))
    return int(signs[17]) == -whole % 31
