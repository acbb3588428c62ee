"""Places 所在地市: which authorities' territory a written place can mean (ruling 17)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_SHORTEST_NAME = 2
_NOWHERE: frozenset[str] = frozenset()


def place_key(name: str) -> str:
    """Return the form under which a place is looked up: NFKC, without spaces and separators."""
    plain = unicodedata.normalize("NFKC", name)
    return "".join(sign for sign in plain if not sign.isspace() and sign not in "-/·,、")


@dataclass(frozen=True, slots=True)
class Places:
    """The table from place names to authorities; names are keys as ``place_key`` makes them.

    ``names`` holds prefectures, counties and the Corps' divisions, each with every
    authority a name can belong to (鼓楼区 lies in several); ``provinces`` holds the
    provinces' own names with all authorities inside them, the separately planned
    cities (计划单列市) and the Corps included. ``own`` gives the province's own authority.
    """

    names: Mapping[str, frozenset[str]]
    provinces: Mapping[str, frozenset[str]]
    own: Mapping[str, str]

    def of(self, name: str) -> frozenset[str]:
        """Return the codes of all authorities the place can belong to; empty if unknown.

        Accepts 杭州, 杭州市, 浙江省杭州市, 杭州市余杭区. A place that only names its
        province, or a part of it the table does not know, may lie with any of its authorities.
        """
        key = place_key(name)
        if exact := self.names.get(key):
            # 海南 is a prefecture of Qinghai and a province.
            return exact | self.provinces.get(key, _NOWHERE)
        for end in range(len(key), _SHORTEST_NAME - 1, -1):
            inside = self.provinces.get(key[:end])
            if inside is None:
                continue
            within = self._longest(key[end:])
            return within & inside if within else inside
        return self._longest(key)

    def named(self, name: str) -> frozenset[str]:
        """Return the authorities a title can mean: a province's name means the province itself."""
        code = self.own.get(place_key(name))
        return frozenset({code}) if code else self.of(name)

    def _longest(self, key: str) -> frozenset[str]:
        for end in range(len(key), _SHORTEST_NAME - 1, -1):
            if found := self.names.get(key[:end]):
                return found
        return _NOWHERE
