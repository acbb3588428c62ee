"""A made-up library of any size, laid in past the mapper: what lists and boards are measured on."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

from bson import ObjectId
from bson.decimal128 import Decimal128
from pymongo.write_concern import WriteConcern

from benchmarks.service import NOW
from registry.authorities import load_authorities
from registry.documents.platforms import Platform
from registry.taxonomies import latest_taxonomy

_AT_ONCE = 5_000


def lay_in(size: int) -> None:
    """Put so many platforms into the library, spread evenly over authorities and fields.

    The indexes are made again afterwards, which is quicker than keeping them up to date.
    """
    platforms = Platform._get_collection().with_options(  # noqa: SLF001 - past the mapper
        write_concern=WriteConcern(w=1)
    )
    platforms.drop_indexes()
    made = _made(size)
    while batch := list(islice(made, _AT_ONCE)):
        platforms.insert_many(batch, ordered=False)
    Platform.ensure_indexes()


def number_of(authority: str, ordinal: int) -> str:
    """Return the number of an authority's platform."""
    return f"{authority}-2026-{ordinal:05d}"


def _made(size: int) -> Iterator[dict[str, Any]]:
    authorities, directions = list(load_authorities().names), cycle(latest_taxonomy().directions)
    for n in range(size):
        ordinal, place = divmod(n, len(authorities))
        direction = next(directions)
        yield _platform(authorities[place], ordinal, direction.field, direction.name)


def _platform(authority: str, ordinal: int, field: str, direction: str) -> dict[str, Any]:
    number = number_of(authority, ordinal)
    return {
        "_id": ObjectId(),
        "number": number,
        "programme": "national_reserve",
        "authority": authority,
        "host": f"host-{authority}-{ordinal % 500}",
        "credit_code": f"91{authority}{ordinal:010d}",
        "host_name": f"第{ordinal}示例新材料研究院有限公司",
        "name": f"示例先进材料与绿色制造中试平台{number}",
        "name_key": f"示例先进材料与绿色制造中试平台{number}",
        "place": "省会城市",
        "taxonomy_edition": "2025",
        "taxonomy_field": field,
        "direction": direction,
        "state": "removed" if ordinal % 20 == 0 else "in_library",
        "key_cultivation": ordinal % 10 == 0,
        "basis": "sheet_only",
        "batch": "2026H1",
        "admitted_at": NOW.replace(month=3),
        "removed_at": NOW.replace(month=9) if ordinal % 20 == 0 else None,
        "profile": {"equipment_value": Decimal128("1350.50"), "full_time_staff": 12, "load": 80},
        "latest_update": "",
        "changed_at": NOW,
    }
