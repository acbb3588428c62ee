"""The restricted contact block of an application: sealed in the record, masked for others.

What is sealed for one application and field opens for no other.
"""

from collections.abc import Mapping
from typing import Any

from mongoengine import Document

from registry.documents.applications import Application, ApplicationVersion
from registry.encryption import SealBrokenError, Vault
from registry.forms import application_form
from registry.permissions import Actor, require

MASK = "＊＊＊＊"
# Where contacts are kept: the record, the field that names the application, and the path.
_PLACES: tuple[tuple[type[Document], str, str], ...] = (
    (Application, "number", "values"),
    (Application, "number", "frozen.content"),
    (ApplicationVersion, "application", "content"),
)


def sealed(values: Mapping[str, Any], number: str, vault: Vault) -> dict[str, Any]:
    """Return values with the restricted ones sealed; blanks stay blanks."""
    restricted = application_form().restricted_keys
    return {
        key: vault.seal(value, of=_purpose(number, key)) if key in restricted and value else value
        for key, value in values.items()
    }


def opened(values: Mapping[str, Any], number: str, vault: Vault) -> dict[str, Any]:
    """Return values with the restricted ones opened; one that no key of ours opens is blank."""
    restricted = application_form().restricted_keys
    return {
        key: _opened(value, _purpose(number, key), vault) if key in restricted and value else value
        for key, value in values.items()
    }


def masked(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values for others' eyes: the restricted ones only say that they are there."""
    restricted = application_form().restricted_keys
    return {
        key: MASK if key in restricted and value else value for key, value in values.items()
    }  # fmt: skip - one rule


def seal_anew(*, vault: Vault, by: Actor) -> int:
    """Seal every contact with the newest key, so that an older one can go; return how many.

    In drafts, frozen contents and submitted versions alike: what they say does not change.
    What no key opens is left as it is.
    """
    require(by, "second_factors:reset")
    return sum(_seal_anew(place, vault) for place in _PLACES)


def _seal_anew(place: tuple[type[Document], str, str], vault: Vault) -> int:
    kind, named, path = place
    records = kind._get_collection()  # noqa: SLF001 - past the mapper, which would read it all
    done = 0
    for record in records.find({}, [named, *(f"{path}.{key}" for key in _keys())]):
        held: Any = record
        for part in path.split("."):
            held = (held or {}).get(part)
        number = record[named]
        old = {key: text for key, text in (held or {}).items() if not vault.is_current(text)}
        fresh = sealed(opened(old, number, vault), number, vault)
        change = {f"{path}.{key}": text for key, text in fresh.items() if text}
        if change:
            was = {f"{path}.{key}": text for key, text in old.items()}
            found = records.update_one({"_id": record["_id"], **was}, {"$set": change})
            done += found.modified_count
    return done


def _keys() -> list[str]:
    return sorted(application_form().restricted_keys)


def _purpose(number: str, key: str) -> str:
    return f"application:{number}:{key}"


def _opened(text: str, purpose: str, vault: Vault) -> str:
    try:
        return vault.unseal(text, of=purpose)
    except SealBrokenError:
        return ""
