"""The reporting authorities 主管部门 and their places, read at the edge.

The law knows an authority by its code and a place by its name; here both come from
``config/authorities.toml`` and the division names packaged with python-stdnum.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast

from stdnum import numdb

from config.settings import CONFIG
from registry.policy.places import Places, place_key

AUTHORITIES = CONFIG / "authorities.toml"

AuthorityKind = Literal["province", "planned_city", "corps"]

_VERSION = re.compile(r"\[(?P<since>[0-9]*)-(?P<until>[0-9]*)\](?P<name>.+)")
_NO_PLACE = re.compile(r"市辖区|县|林区|.*(?:直辖县级行政单位|直辖县级行政区划)")
_PREFECTURE_ENDS = ("市", "地区", "盟")
_SHORTEST_NAME = 2
_LEVEL = 4  # digits of a prefecture's code that are its own


class AuthoritiesError(Exception):
    """The authorities' file contradicts itself; the text says where."""


@dataclass(frozen=True, slots=True)
class Authority:
    """One reporting authority: ``within`` names the province a planned city or the Corps is in."""

    code: str
    name: str
    place: str
    short: str
    kind: AuthorityKind
    divisions: tuple[str, ...]
    within: str = ""


@dataclass(frozen=True, slots=True)
class Authorities:
    """All reporting authorities, in the file's order, with the table of their places.

    ``divisions`` holds the codes of prefectures and counties whose name is nobody else's.
    """

    all: tuple[Authority, ...]
    places: Places
    divisions: Mapping[str, str]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return all codes."""
        return tuple(authority.code for authority in self.all)

    @property
    def names(self) -> Mapping[str, str]:
        """Return the names by code."""
        return MappingProxyType({authority.code: authority.name for authority in self.all})

    def of_division(self, code: str) -> str:
        """Return the authority of a place's division code; empty where there is none."""
        divisions = {one: authority.code for authority in self.all for one in authority.divisions}
        return _owner(code, divisions) or ""

    def division_called(self, place: str) -> str:
        """Return the division code of a place's name; empty where none or several are called so."""
        return self.divisions.get(place_key(place), "")

    def by_code(self, code: str) -> Authority:
        """Return the authority of a code; raises KeyError for any other code."""
        for authority in self.all:
            if authority.code == code:
                return authority
        raise KeyError(code)


def load_authorities(path: Path = AUTHORITIES) -> Authorities:
    """Read the authorities; raises AuthoritiesError where two claim one code or division."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    authorities = tuple(_authority(entry) for entry in data["authority"])
    divisions: dict[str, str] = {}
    for authority in authorities:
        for division in authority.divisions:
            if division in divisions:
                message = f"{path.name}: division {division} is claimed twice"
                raise AuthoritiesError(message)
            divisions[division] = authority.code
    if len({authority.code for authority in authorities}) != len(authorities):
        message = f"{path.name}: a code stands twice"
        raise AuthoritiesError(message)
    names: dict[str, set[str]] = defaultdict(set)
    coded: dict[str, set[str]] = defaultdict(set)
    for entry in data["authority"]:
        for name in entry.get("places", ()):
            names[place_key(name)].add(entry["code"])
    for code, name in _divisions():
        if owner := _owner(code, divisions):
            for form in _forms(code, name, data["ethnic_names"]):
                names[place_key(form)].add(owner)
                coded[place_key(form)].add(code)
    alone = {name: min(codes) for name, codes in coded.items() if len(codes) == 1}
    return Authorities(authorities, _places(authorities, names), MappingProxyType(alone))


def _authority(entry: Mapping[str, Any]) -> Authority:
    return Authority(
        code=entry["code"],
        name=entry["name"],
        place=entry["place"],
        short=entry["short"],
        kind=cast("AuthorityKind", entry["kind"]),
        divisions=tuple(entry["divisions"]),
        within=entry.get("within", ""),
    )


def _places(authorities: tuple[Authority, ...], names: Mapping[str, set[str]]) -> Places:
    provinces: dict[str, frozenset[str]] = {}
    own: dict[str, str] = {}
    found = {name: frozenset(codes) for name, codes in names.items()}
    for authority in authorities:
        forms = {place_key(authority.place), place_key(authority.short)}
        if authority.kind == "province":
            inside = {other.code for other in authorities if other.within == authority.code}
            provinces |= dict.fromkeys(forms, frozenset({authority.code, *inside}))
            own |= dict.fromkeys(forms, authority.code)
        else:
            found |= {form: frozenset({authority.code}) for form in forms}
    return Places(MappingProxyType(found), MappingProxyType(provinces), MappingProxyType(own))


def _divisions() -> Iterator[tuple[str, str]]:
    """Yield code and name of every prefecture and county that exists today."""
    for _, province, _, _, children in numdb.get("cn/loc").prefixes:
        for _, rest, _, properties, _ in children:
            for version in properties["county"].split(","):
                dated = _VERSION.fullmatch(version)
                if dated and dated["until"]:
                    continue
                name = dated["name"] if dated else version
                if not _NO_PLACE.fullmatch(name):
                    yield province + rest, name


def _owner(code: str, divisions: Mapping[str, str]) -> str | None:
    return divisions.get(code[:_LEVEL]) or divisions.get(code[:2])


def _forms(code: str, name: str, ethnic_names: list[str]) -> Iterator[str]:
    """Yield the spellings of a division: 杭州市 and 杭州, 延边朝鲜族自治州, 延边州 and 延边."""
    if code.endswith("0000"):
        return  # a province: its own table
    yield name
    prefecture = code.endswith("00")
    if name.endswith("自治州"):
        short = name.removesuffix("自治州")
        while end := next((end for end in ethnic_names if short.endswith(end)), ""):
            short = short.removesuffix(end)
        yield f"{short}州"
        yield short
    elif prefecture or name.endswith("市"):
        for end in _PREFECTURE_ENDS:
            if name.endswith(end) and len(name) - len(end) >= _SHORTEST_NAME:
                yield name.removesuffix(end)
