"""The 37 reporting authorities and the taxonomy in use, read once for the whole process."""

from functools import cache

from registry.authorities import Authorities, load_authorities
from registry.policy.taxonomy import Taxonomy
from registry.taxonomies import latest_taxonomy


@cache
def authorities() -> Authorities:
    """Return the reporting authorities with their places."""
    return load_authorities()


@cache
def taxonomy() -> Taxonomy:
    """Return the edition that new records are filed under."""
    return latest_taxonomy()


def authority_name(code: str) -> str:
    """Return the name of an authority, or the code itself where the table does not know it."""
    return authorities().names.get(code, code)


def authority_place(code: str) -> str:
    """Return the short name of an authority's place, for a narrow column."""
    return next((one.short for one in authorities().all if one.code == code), code)
