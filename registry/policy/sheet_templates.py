"""The stamp of a template that we gave out: for whom, for which round, of which version.

A sheet need not come from a template. One that does, and from another's, another round's or
an older one, is told so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from registry.policy.findings import Finding
from registry.policy.provisions import Provision
from registry.policy.vocabulary import Severity

_BEGINNING = "CNPSP-TEMPLATE"
_PARTS = 5
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class TemplateStamp:
    """Which version of the form, for which authority and round, made when (as it is told)."""

    version: str
    authority: str
    period: str
    made_at: str

    def written(self) -> str:
        """Return what the template carries."""
        return f"{_BEGINNING}|{self.version}|{self.authority}|{self.period}|{self.made_at}"


def read_stamp(text: str) -> TemplateStamp | None:
    """Return the stamp that a workbook carries; None for any text that is none of ours."""
    parts = text.split("|")
    if len(text) > _LONGEST or len(parts) != _PARTS or parts[0] != _BEGINNING:
        return None
    return TemplateStamp(*parts[1:])


def judge_stamp(
    text: str,
    wanted: TemplateStamp,
    names: Mapping[str, str],
    ruling: Provision,
    row: int,
) -> Iterator[Finding]:
    """Yield what a sheet's template says against the sheet: another's blocks, the rest warns.

    ``text`` is what the workbook carries: a stamp of ours that cannot be read is told as
    damaged, any other text makes no claim. ``wanted`` is what a template of today would carry;
    ``names`` are the authorities'.
    """
    finding = Finding(
        code="template_of_other_authority",
        severity=Severity.BLOCKING,
        clause=ruling.page,
        source="house_ruling",
        row=row,
    )
    stamp = read_stamp(text)
    if stamp is None:
        if text.startswith(_BEGINNING):
            yield replace(finding, code="template_damaged", severity=Severity.WARNING)
        return
    finding = replace(finding, params={"made": stamp.made_at})
    if stamp.authority != wanted.authority:
        yield replace(
            finding,
            read=names.get(stamp.authority, stamp.authority),
            wanted=names.get(wanted.authority, wanted.authority),
        )
    if stamp.period != wanted.period:
        other = replace(finding, code="template_of_other_period", severity=Severity.WARNING)
        yield replace(other, read=stamp.period, wanted=wanted.period)
    if stamp.version != wanted.version:
        old = replace(finding, code="template_outdated", severity=Severity.WARNING)
        yield replace(old, read=stamp.version, wanted=wanted.version)
