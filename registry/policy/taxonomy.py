"""Fields 领域 and directions 重点方向 by edition; a record keeps the edition it was filed under."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SELF_FILLED = ("其他", "其它")


@lru_cache(maxsize=4096)
def term_key(name: str) -> str:
    """Return the form under which a field or direction is compared: NFKC, without spaces."""
    return "".join(unicodedata.normalize("NFKC", name).split())


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction; ``confirmed`` is false while its name or its field is not certain."""

    name: str
    field: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """One edition: the fields, and the directions known so far (the public lists are incomplete).

    其他（自填） stands in every edition: whatever begins with 其他 is taken as filled in by hand.
    """

    edition: str
    fields: tuple[str, ...]
    directions: tuple[Direction, ...]

    def has_field(self, name: str) -> bool:
        """Tell whether the edition knows the field, or it is 其他（自填）."""
        key = term_key(name)
        return key.startswith(_SELF_FILLED) or any(key == term_key(own) for own in self.fields)

    def direction(self, name: str) -> Direction | None:
        """Return the direction of this name, or None where the edition does not know it."""
        key = term_key(name)
        return next((own for own in self.directions if key == term_key(own.name)), None)

    def is_self_filled(self, name: str) -> bool:
        """Tell whether the direction is 其他（自填）."""
        return term_key(name).startswith(_SELF_FILLED)
