"""The initial load 存量导入 on the desk: checking a workbook, and deciding on it (ruling 15).

A check writes nothing into the library. A lead of the ministry has it carried out, or takes
it back; carrying out is ``services.initial_load_entries``. No window binds any of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mongoengine.errors import NotUniqueError

from registry.clock import SHANGHAI
from registry.database import transact
from registry.documents.counters import take_number
from registry.documents.files import digest_of
from registry.documents.initial_loads import InitialLoad, InitialLoadRow
from registry.errors import Refusal, VersionConflict
from registry.insertion import insert_all
from registry.law import NATIONAL
from registry.permissions import Actor, require
from registry.policy.findings import Finding, worst
from registry.policy.initial_load_rows import Case
from registry.policy.initial_load_states import LoadState, RowOutcome, may_move, state_on_check
from registry.policy.initial_loads import judge
from registry.policy.rulebook import Rulebook
from registry.policy.vocabulary import Severity
from registry.services import files, ledger, outbox
from registry.services.case_lists import numbered
from registry.services.courses import decision_of
from registry.services.findings import as_stored
from registry.services.initial_load_context import context_of
from registry.services.sheet_findings import grouped
from registry.services.withdrawals import stated_reason
from registry.sheets.initial_loads import ReadLoad, read_load
from registry.sheets.writing import XLSX

_CHUNK = 1000


class LoadUnloadable(Refusal):
    """A whole sheet of the workbook cannot be read; a corrected file is a new load."""

    code = "load_unloadable"
    status = 409


class LoadBringsNothing(Refusal):
    """Everything in the workbook is on record or refused: there is nothing to carry out."""

    code = "load_brings_nothing"
    status = 409


class LoadAlreadyDecided(Refusal):
    """The load was carried out or withdrawn before."""

    code = "load_already_decided"
    status = 409


@dataclass(frozen=True, slots=True)
class LoadUpload:
    """A workbook as it came."""

    content: bytes
    filename: str


@dataclass(frozen=True, slots=True)
class ReceivedLoad:
    """The checked load, and whether this upload made it: the same file twice is one load."""

    load: InitialLoad
    created: bool


@dataclass(frozen=True, slots=True)
class CheckedLoad:
    """A workbook with its judged rows."""

    read: ReadLoad
    cases: tuple[Case, ...]

    def findings_of(self, sheet: str) -> list[Finding]:
        """Return what was found of a sheet, in the order of its rows."""
        own = [finding for case in self.cases if case.sheet == sheet for finding in case.findings]
        return sorted([*self._aside(sheet), *own], key=lambda finding: finding.row or 0)

    def _aside(self, sheet: str) -> list[Finding]:
        """Return what was found of a sheet outside its rows: its header, its columns."""
        read = next(one for key, one in self.read.sheets.items() if key == sheet)
        numbers = {row.number for row in read.rows}
        return [finding for finding in read.findings if finding.row not in numbers]

    @property
    def blocked(self) -> bool:
        """Tell whether a sheet is blocked as a whole, or there is no row at all."""
        aside = [*self.read.findings]
        for sheet in self.read.sheets:
            aside += self._aside(sheet)
        return worst(aside) is Severity.BLOCKING or not self.cases


def check(content: bytes, filename: str, *, on: date, rulebook: Rulebook) -> CheckedLoad:
    """Read and judge a workbook against the record; write nothing. Raises a SheetError."""
    read = read_load(content, filename)
    cases = read.cases()
    judge(cases, context_of(cases, on=on, rulebook=rulebook), rulebook.programme(NATIONAL))
    return CheckedLoad(read, tuple(cases))


def outcome_of(case: Case) -> RowOutcome:
    """Return what the check makes of a row."""
    if case.refused:
        return RowOutcome.REFUSED
    return RowOutcome.MATCHED if case.matched else RowOutcome.NEW


def receive(upload: LoadUpload, *, by: Actor, at: datetime, rulebook: Rulebook) -> ReceivedLoad:
    """Check a workbook and keep it with all its findings; nothing enters the library.

    Raises a SheetError where the file is no workbook of ours. A file received before, and
    not withdrawn, is answered as then.
    """
    require(by, "initial_loads:upload")
    digest = digest_of(upload.content)
    if earlier := _live(digest):
        return ReceivedLoad(earlier, created=False)
    on = at.astimezone(SHANGHAI).date()
    checked = check(upload.content, upload.filename, on=on, rulebook=rulebook)
    kept = files.keep(upload.content, name=files.plain_name(upload.filename), media_type=XLSX)
    number = transact(lambda: _next_number(on.year))
    _keep_rows(number, checked)

    def work() -> InitialLoad:
        files.refer_to(kept, at=at)
        return _stage(number, checked, kept, by=by, at=at, rulebook=rulebook)

    try:
        return ReceivedLoad(transact(work), created=True)
    except NotUniqueError:
        # The same file came twice at once; the other one is the load.
        InitialLoadRow.objects(load=number).delete()
        if earlier := _live(digest):
            return ReceivedLoad(earlier, created=False)
        raise


def _live(digest: str) -> InitialLoad | None:
    return InitialLoad.objects(digest=digest, live=True).first()  # index digest_1


def _next_number(year: int) -> str:
    return f"CL-{year}-{take_number(f'initial_load:{year}'):03d}"


def _keep_rows(number: str, checked: CheckedLoad) -> None:
    """Keep the rows ahead of their load; until it stands nobody sees them."""
    rows = [
        {
            "load": number,
            "place": place,
            "sheet": case.sheet.value,
            "row": case.row.number,
            "values": {key: _storable(value) for key, value in case.row.values.items()},
            "raw": {name: case.row.wrote(name) for name in case.row.values},
            "plan": dict(case.plan),
            "findings": [as_stored(one) for one in case.findings],
            "outcome": outcome_of(case).value,
            "platform": case.plan.get("number", ""),
        }
        for place, case in enumerate(checked.cases, start=1)
    ]
    for start in range(0, len(rows), _CHUNK):
        insert_all(InitialLoadRow, rows[start : start + _CHUNK])


def _storable(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _stage(
    number: str,
    checked: CheckedLoad,
    kept: files.KeptFile,
    *,
    by: Actor,
    at: datetime,
    rulebook: Rulebook,
) -> InitialLoad:
    load = InitialLoad(
        number=number,
        digest=kept.digest,
        filename=kept.name,
        size=kept.size,
        received_at=at,
        account=by.account,
        account_name=by.name,
        rulebook=rulebook.version,
        state=state_on_check(blocked=checked.blocked).value,
        **summary_of(checked),
    ).save(force_insert=True)
    counts = ("row_count", "new_rows", "matched_rows", "refused_rows")
    after = {name: getattr(load, name) for name in counts}
    after |= {"digest": kept.digest, "state": load.state}
    subject = f"initial_load:{number}"
    act = ledger.Act("initial_load.receive", subject, after=after, rulebook=rulebook.version)
    ledger.record(act, by=by, at=at)
    params = {name: str(getattr(load, name)) for name in ("number", *counts)}
    code = f"notice_load_{load.state}"
    outbox.post(outbox.Notice("ministry", "ministry", code, subject, params), at=at)
    return load


def summary_of(checked: CheckedLoad) -> dict[str, Any]:
    """Return what a check comes to: counts in all and by sheet, and findings grouped."""
    sheets, groups, count = [], [], len(checked.read.findings)
    for key, sheet in checked.read.sheets.items():
        own = [case for case in checked.cases if case.sheet is key]
        findings = checked.findings_of(key)
        count += len(findings)
        groups += [{"sheet": key.value, **group} for group in grouped(findings)]
        aside = [one for one in findings if one.row not in {case.row.number for case in own}]
        sheets.append(
            {
                "sheet": key.value,
                "title": sheet.layout.grid.sheet,
                "rows": len(own),
                **_counts(own),
                "findings": [as_stored(one) for one in aside],
            }
        )
    own_findings = grouped(checked.read.findings)
    return {
        "row_count": len(checked.cases),
        **{f"{name}_rows": number for name, number in _counts(checked.cases).items()},
        "finding_count": count,
        "sheets": sheets,
        "findings": [as_stored(one) for one in checked.read.findings],
        "groups": _gravest_first([*({"sheet": "", **group} for group in own_findings), *groups]),
    }


def _counts(cases: Sequence[Case]) -> Mapping[str, int]:
    outcomes = [outcome_of(case) for case in cases]
    counted = (RowOutcome.NEW, RowOutcome.MATCHED, RowOutcome.REFUSED)
    return {outcome.value: outcomes.count(outcome) for outcome in counted}


def _gravest_first(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    order = [severity.value for severity in (Severity.BLOCKING, Severity.WARNING, Severity.NOTE)]
    return sorted(groups, key=lambda group: order.index(group["severity"]))


def readable(number: str, permission: str, by: Actor) -> InitialLoad:
    """Return a load that the actor may act on by this permission, or refuse."""
    return numbered(InitialLoad, number, permission, by)


def carry_out(
    number: str, *, version: int, by: Actor, at: datetime, rulebook: Rulebook
) -> InitialLoad:
    """Decide that a checked load is carried out; its rows may then be entered.

    Raises LoadUnloadable, LoadBringsNothing, LoadAlreadyDecided, and VersionConflict where
    the load changed since it was read.
    """
    load = readable(number, "initial_loads:carry_out", by)
    state = LoadState(load.state)
    if state is LoadState.UNLOADABLE:
        raise LoadUnloadable
    if not may_move(state, LoadState.LOADING):
        raise LoadAlreadyDecided
    if not load.new_rows:
        raise LoadBringsNothing

    def work() -> InitialLoad:
        changed = _change(number, LoadState.LOADING, version, decision=decision_of(by, at))
        after = {"state": changed.state, "digest": changed.digest, "new_rows": changed.new_rows}
        subject = f"initial_load:{number}"
        act = ledger.Act(
            "initial_load.carry_out", subject, before={"state": state.value}, after=after,
            rulebook=rulebook.version,
        )  # fmt: skip
        ledger.record(act, by=by, at=at)
        return changed

    return transact(work)


def withdraw(number: str, reason: str, *, version: int, by: Actor, at: datetime) -> InitialLoad:
    """Take back a load that was not carried out, with a reason; the same file may come again.

    Raises Invalid without a reason, LoadAlreadyDecided, VersionConflict.
    """
    load = readable(number, "initial_loads:withdraw", by)
    stated = stated_reason(reason)
    if not may_move(LoadState(load.state), LoadState.WITHDRAWN):
        raise LoadAlreadyDecided

    def work() -> InitialLoad:
        changed = _change(
            number, LoadState.WITHDRAWN, version, live=False, withdrawn_at=at,
            withdrawn_reason=stated,
        )  # fmt: skip
        before, after = {"state": load.state}, {"state": changed.state}
        subject = f"initial_load:{number}"
        act = ledger.Act(
            "initial_load.withdraw", subject, before=before, after=after, reason=stated
        )
        ledger.record(act, by=by, at=at)
        return changed

    return transact(work)


def _change(number: str, to: LoadState, version: int, **values: object) -> InitialLoad:
    """Change a load that still stands at a version and may make the move, or refuse."""
    allowed = [one.value for one in LoadState if may_move(one, to)]
    sets = {f"set__{name}": value for name, value in values.items()}
    changed = InitialLoad.objects(number=number, version=version, state__in=allowed).modify(
        new=True, set__state=to.value, inc__version=1, **sets
    )
    if changed is None:
        raise VersionConflict
    return changed
