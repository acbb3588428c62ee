"""The editions of fields and directions, read at the edge from ``config/taxonomy``."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from config.settings import CONFIG
from registry.policy.taxonomy import Direction, Taxonomy

TAXONOMIES = CONFIG / "taxonomy"


class TaxonomyError(Exception):
    """An edition's file contradicts itself; the text says where."""


def load_taxonomies(folder: Path = TAXONOMIES) -> Mapping[str, Taxonomy]:
    """Return all editions by name, oldest first. Raises TaxonomyError."""
    editions = (_load(path) for path in sorted(folder.glob("*.toml")))
    return {taxonomy.edition: taxonomy for taxonomy in editions}


def latest_taxonomy(folder: Path = TAXONOMIES) -> Taxonomy:
    """Return the newest edition. Raises TaxonomyError."""
    editions = load_taxonomies(folder)
    return editions[max(editions)]


def _load(path: Path) -> Taxonomy:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if data["edition"] != path.stem:
        message = f"{path.name}: holds edition {data['edition']}"
        raise TaxonomyError(message)
    directions = tuple(
        Direction(entry["name"], field["name"], field["confirmed"] and entry["confirmed"])
        for field in data["field"]
        for entry in field["direction"]
    )
    names = [direction.name for direction in directions]
    if doubled := {name for name in names if names.count(name) > 1}:
        message = f"{path.name}: directions stand twice: {sorted(doubled)}"
        raise TaxonomyError(message)
    return Taxonomy(data["edition"], tuple(field["name"] for field in data["field"]), directions)
