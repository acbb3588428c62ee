"""All documents, for making collections and indexes at start-up."""

import importlib
import pkgutil
from typing import Any

import registry.documents


def all_documents() -> tuple[type[Any], ...]:
    """Return every document class of the record, as its modules list them in ``DOCUMENTS``."""
    found: list[type[Any]] = []
    for module in pkgutil.iter_modules(registry.documents.__path__):
        if module.name != "catalogue":
            noun = importlib.import_module(f"registry.documents.{module.name}")
            found.extend(noun.DOCUMENTS)
    return tuple(found)
