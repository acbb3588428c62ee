"""The kinds of support read from ``config/support.toml``: the file turned into values."""

import tomllib
from functools import cache
from pathlib import Path

from config.settings import CONFIG
from registry.policy.support_requests import SupportKind, SupportKinds

SUPPORT = CONFIG / "support.toml"


class SupportKindsError(Exception):
    """The file cannot be used; the text names it and what is wrong."""


@cache
def support_kinds() -> SupportKinds:
    """Return the kinds. Raises SupportKindsError where the data is at fault."""
    return load_support_kinds(SUPPORT)


def load_support_kinds(path: Path) -> SupportKinds:
    """Read the kinds from their file.

    Raises SupportKindsError on an unknown or missing key, no kind, or a doubled one.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        kinds = tuple(SupportKind(**one) for one in data.pop("kind"))
        found = SupportKinds(**data, kinds=kinds)
        _refuse_doubled(kinds)
    except (TypeError, KeyError, ValueError) as error:
        message = f"{path.name}: {error}"
        raise SupportKindsError(message) from error
    return found


def _refuse_doubled(kinds: tuple[SupportKind, ...]) -> None:
    keys = {one.key for one in kinds}
    if not keys or len(keys) != len(kinds):
        message = "no kind, or a doubled one"
        raise ValueError(message)
