"""The desensitising check at the door of an application's draft: what is withheld, and said.

A field or cell with a secrecy mark stays as it was saved before; the rest is saved (ruling 29).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from registry.forms import application_form
from registry.policy.desensitising import findings_in, has_secrecy_mark, masked
from registry.policy.equipment_rows import EQUIPMENT
from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity

_CODE = "secrecy_not_saved"

Row = Mapping[str, str]


def withheld_fields(values: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return where a secrecy mark came with what was typed: one finding for each such field."""
    labels = {one.key: one.label for one in application_form().fields}
    return tuple(
        found for key, text in values.items() for found in _marks(text, key, labels.get(key, key))
    )  # fmt: skip - one rule


def withheld_cells(rows: Sequence[Row], start: int) -> tuple[Finding, ...]:
    """Return where a secrecy mark came in a cell; ``start`` rows stand before these."""
    labels = {one.key: one.label for one in application_form().equipment.columns}
    return tuple(
        replace(found, row=number)
        for number, row in enumerate(rows, start=start + 1)
        for key, text in row.items()
        for found in _marks(text, f"{EQUIPMENT}.{key}", labels.get(key, key))
    )


def clean_values(values: Mapping[str, str], stood: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed, each field with a secrecy mark as it stood."""
    return {
        key: stood.get(key, "") if has_secrecy_mark(text) else text for key, text in values.items()
    }  # fmt: skip - one rule


def clean_rows(rows: Sequence[Row], stood: Sequence[Row]) -> list[dict[str, str]]:
    """Return rows as typed, each cell with a secrecy mark as it stood in its place."""
    before = [*stood, *({} for _ in rows)]
    return [clean_values(row, was) for row, was in zip(rows, before, strict=False)]


def with_masked(values: Mapping[str, str], key: str) -> dict[str, str]:
    """Return what was typed with the numbers of persons masked in one field."""
    return {name: masked(text) if name == key else text for name, text in values.items()}


def _marks(text: str, field: str, label: str) -> Iterator[Finding]:
    if has_secrecy_mark(text):
        for one in findings_in(text, field=field, label=label):
            if one.severity is Severity.BLOCKING:
                yield replace(one, code=_CODE)
