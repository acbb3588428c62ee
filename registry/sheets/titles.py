"""What the lines around the table say: whose sheet it is, and of which round."""

import re
from collections.abc import Iterable, Mapping

from registry.policy.places import Places, place_key
from registry.policy.summary_sheet_rows import SheetTitle

_LONGEST = 200  # a title; the expressions below take their time over pages of text
_HALF_YEAR = re.compile(r"(20[0-9]{2})年?(?:度)?(上半年|下半年)|(20[0-9]{2})(H[12])")
_ROUND_MONTH = re.compile(r"(20[0-9]{2})年(6|12)月")
_TITLE = re.compile(r"^(?P<whose>.*?)(?:国家|制造业)*(?:储备)?中试平台.*表")
_NOT_A_PLACE = re.compile(
    r"^附[件表][0-9一二三四五六七八九十]*[:、.]?|\([^)]*\)|20[0-9]{2}年?度?|[上下]半年"
)
_REPORTING = re.compile(r"(?:填报|报送|推荐)单位(?:\([^)]*\))?:(?P<whose>.+?)(?:单位:|日期|填表|$)")


def read_titles(
    lines: Iterable[tuple[int, str]], places: Places, authorities: Mapping[str, str]
) -> tuple[SheetTitle, ...]:
    """Return each line that names an authority or a round; ``authorities`` maps codes to names.

    A name that no table knows makes no claim: only a clear contradiction is ever a finding.
    """
    by_name = {place_key(name): code for code, name in authorities.items()}
    titles: list[SheetTitle] = []
    for row, text in lines:
        if len(text) > _LONGEST:
            continue
        title = _TITLE.match(text)
        named = title or _REPORTING.search(text)
        whose = place_key(_NOT_A_PLACE.sub("", named["whose"])) if named else ""
        exact = by_name.get(whose)
        codes = frozenset({exact}) if exact else places.named(whose) if whose else frozenset()
        period = _period(text) if title else ""
        if codes or period:
            titles.append(SheetTitle(row, whose or text, codes, period))
    return tuple(titles)


def _period(text: str) -> str:
    if found := _HALF_YEAR.search(text):
        half = found[4] or ("H1" if found[2] == "上半年" else "H2")
        return f"{found[1] or found[3]}{half}"
    if found := _ROUND_MONTH.search(text):
        return f"{found[1]}H{int(found[2]) // 6}"
    return ""
