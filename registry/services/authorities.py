"""The 37 reporting authorities and the taxonomy in use, read once for the whole process."""

from collections.abc import Mapping
from functools import cache

from registry.authorities import Authorities, load_authorities
from registry.policy.taxonomy import Taxonomy
from registry.taxonomies import load_taxonomies


@cache
def authorities() -> Authorities:
    """Return the reporting authorities with their places."""
    return load_authorities()


@cache
def taxonomy() -> Taxonomy:
    """Return the edition that new records are filed under."""
    return taxonomies()[max(taxonomies())]


@cache
def taxonomies() -> Mapping[str, Taxonomy]:
    """Return all editions by name: a record of an earlier year is read by its own."""
    return load_taxonomies()


def authority_name(code: str) -> str:
    """Return the name of an authority, or the code itself where the table does not know it."""
    return authorities().names.get(code, code)


def authority_place(code: str) -> str:
    """Return the short name of an authority's place, for a narrow column."""
    return next((one.short for one in authorities().all if one.code == code), code)
