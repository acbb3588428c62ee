"""All documents, for making collections and indexes at start-up."""

import importlib
import pkgutil
from functools import cache
from typing import Any

import registry.documents


@cache
def all_documents() -> tuple[type[Any], ...]:
    """Return every document class of the record, as its modules list them in ``DOCUMENTS``.

    None refers to another through the mapper, which is told so here: else it looks for
    references in every list and table that is read, at every reading.
    """
    found: list[type[Any]] = []
    for module in pkgutil.iter_modules(registry.documents.__path__):
        if module.name != "catalogue":
            noun = importlib.import_module(f"registry.documents.{module.name}")
            found.extend(noun.DOCUMENTS)
    for kind in found:
        for field in kind._fields.values():
            field.set_auto_dereferencing(False)
    return tuple(found)
