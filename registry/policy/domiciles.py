"""Registered addresses 住所 as the business register writes them: which of them may be one.

The register leaves out a province or a sub-district one month and adds a room the next; counties
are merged and renamed. Only another street or number, city or province is another address.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_ASIDE = re.compile(r"[(\[{【〔〈《][^)\]}】〕〉》]*[)\]}】〕〉》]")
_NO_STREET = "[^路街道巷弄号镇乡村0-9]"
_UNIT = re.compile(
    rf"(?:(?![^县]*[市区州盟]){_NO_STREET}{{1,8}}?县|"
    rf"{_NO_STREET}{{2,12}}?(?:自治[区州县旗]|地区|[省市区州盟旗]))"
)
_CITY = ("市", "州", "盟", "地区")
_OF_A_PROVINCE = 2  # signs that tell provinces apart: 浙江 is 浙江省, 广西 广西壮族自治区
_SHORTEST = 4  # signs of a street with its number


@dataclass(frozen=True, slots=True)
class Domicile:
    """A registered address: its province and cities as far as they are named, then the rest."""

    province: str
    cities: frozenset[str]
    rest: str


@lru_cache(maxsize=8192)
def domicile(text: str, provinces: frozenset[str]) -> Domicile | None:
    """Read an address; None where the words say of no place (无, 不详).

    ``provinces`` are the names of provinces as ``place_key`` makes them; what stands in brackets
    is an aside.
    """
    plain = _ASIDE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    key = "".join(sign for sign in plain if sign.isalnum())
    province = max((one for one in provinces if key.startswith(one)), key=len, default="")
    rest, units = key.removeprefix(province), []
    while found := _UNIT.match(rest):
        units.append(found[0])
        rest = rest[found.end() :]
    if not units and len(rest) < _SHORTEST:
        return None
    cities = frozenset(one for one in units if one.endswith(_CITY) and len(one) > len("某市"))
    return Domicile(province[:_OF_A_PROVINCE], cities, rest)


def may_be_one(one: Domicile, other: Domicile) -> bool:
    """Say whether two addresses may be the same: what only one of them names is no difference."""
    if one.province and other.province and one.province != other.province:
        return False
    if one.cities and other.cities and one.cities.isdisjoint(other.cities):
        return False
    short, long = sorted((one.rest, other.rest), key=len)
    if len(short) < _SHORTEST:
        return short in {"", long}
    before, found, behind = long.partition(short)
    # 文一路1 is no part of 文一路18号.
    cuts = _is_inside_number(before, short) or _is_inside_number(short, behind)
    return bool(found) and not cuts


def _is_inside_number(before: str, behind: str) -> bool:
    return before[-1:].isdecimal() and behind[:1].isdecimal()
