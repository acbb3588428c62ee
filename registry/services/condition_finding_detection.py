"""Detection of conditions no longer met 入库条件线索 二（六）, in the filing's own transaction.

A filing that shows nothing below a condition, of a platform without a finding, costs no command
more: what stands of it came with the look at the quarter. The newest figure counts, whichever
filing it comes from: a late filing of an older quarter opens nothing and resolves nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.clock import SHANGHAI, to_millisecond
from registry.documents.condition_findings import (
    ConditionFinding,
    Seen,
    of_platform,
    standing_of,
)
from registry.documents.counters import take_number
from registry.documents.platforms import Platform
from registry.documents.quarterly_updates import QuarterlyUpdate
from registry.documents.realtime_updates import RealtimeUpdate
from registry.forms import quarterly_update_form
from registry.policy import periods
from registry.policy.condition_findings import (
    CLAUSE,
    ConditionReading,
    FindingState,
    read_conditions,
    tells_of,
)
from registry.policy.forms import Nature
from registry.policy.quarterly_update_values import Value
from registry.policy.rulebook import Rulebook
from registry.services import ledger
from registry.services.condition_finding_records import tell
from registry.services.quarterly_update_forms import Desk, OpenForm
from registry.services.quarterly_update_starts import newest_of
from registry.services.unreported_change_detection import the_service


@dataclass(frozen=True, slots=True)
class _Filing:
    """What was filed: which filing, of which quarter, the moment its figures are of."""

    platform: Platform
    source: str
    period: str
    as_of: datetime
    at: datetime
    rulebook: str


def note_update(opened: OpenForm, update: QuarterlyUpdate, desk: Desk) -> None:
    """Open, see again or resolve what an update shows, inside the caller's transaction."""
    as_of = tells_of(desk.at, opened.period)
    readings = read_conditions(
        opened.judged.content,
        periods.last_day(opened.period),
        form=opened.form,
        programme=desk.programme(opened.platform),
        period=opened.period,
    )
    filing = _Filing(
        platform=opened.platform,
        source=f"quarterly_update:{update.number}",
        period=opened.period,
        as_of=to_millisecond(as_of),
        at=desk.at,
        rulebook=desk.rulebook.version,
    )
    _settle(readings, opened.condition_findings, filing, lambda one: _is_newest(one, filing))


def note_realtime(
    platform: Platform,
    update: RealtimeUpdate,
    kept: Mapping[str, Value],
    *,
    at: datetime,
    rulebook: Rulebook,
) -> None:
    """Open, see again or resolve what the values that count of a real-time update show.

    ``kept`` are those that are the newest of their kind. One query where one is held against a
    condition, one more where that changes something. Inside the caller's transaction.
    """
    readings = tuple(
        read_conditions(
            kept,
            update.measured_at.astimezone(SHANGHAI).date(),
            form=quarterly_update_form(),
            programme=rulebook.programme(platform.programme),
        )
    )
    if not readings:
        return
    filing = _Filing(
        platform=platform,
        source=f"realtime_update:{platform.number}:{update.serial}",
        period="",
        as_of=update.measured_at,
        at=at,
        rulebook=rulebook.version,
    )
    standing = standing_of(platform.number)
    _settle(readings, standing, filing, lambda _: _is_after_the_last_update(filing))


def _settle(
    readings: Iterable[ConditionReading],
    standing: Sequence[ConditionFinding],
    filing: _Filing,
    counts: Callable[[ConditionReading], bool],
) -> None:
    """Do what each figure asks for, if it counts; most ask for nothing."""
    known = {one.criterion: one for one in standing}
    for one in readings:
        found = known.get(one.criterion)
        if (one.is_met and found is None) or not counts(one):
            continue
        if found is None:
            _open(one, filing)
        elif one.is_met:
            _resolve(found, one, filing)
        else:
            _see_again(found, one, filing)


def _is_newest(reading: ConditionReading, filing: _Filing) -> bool:
    """Say whether nothing newer is on record of an update's figure."""
    latest = filing.platform.latest_update[:6]
    if reading.field.nature is Nature.YEARLY:
        return not _has_later_year(filing.platform.number, filing.period, latest)
    newest = newest_of(filing.platform).get(reading.field.key)
    return latest <= filing.period and (newest is None or newest.measured_at <= filing.as_of)


def _has_later_year(platform: str, period: str, latest: str) -> bool:
    """Say whether a later year's total is filed; no query where none can be."""
    later = [f"{year}{period[4:]}" for year in range(int(period[:4]) + 1, int(latest[:4] or 0) + 1)]
    filed = QuarterlyUpdate.objects(platform=platform, period__in=later)
    return bool(later) and filed.only("number").first() is not None
    # index platform_1_period_1_version_1


def _is_after_the_last_update(filing: _Filing) -> bool:
    """Say whether a real-time value is newer than what the last update tells; one query."""
    number = filing.platform.latest_update
    last = QuarterlyUpdate.objects(number=number).only("submitted_at", "period").first()
    return last is None or filing.as_of > tells_of(last.submitted_at, last.period)


def _open(reading: ConditionReading, filing: _Filing) -> None:
    platform = filing.platform
    series = f"{platform.authority}-{filing.at.astimezone(SHANGHAI).year}"
    made = ConditionFinding(
        number=f"XS-{series}-{take_number(f'condition_finding:{series}'):04d}",
        **of_platform(platform),
        criterion=reading.criterion,
        clause=reading.clause,
        field=reading.field.key,
        unit=reading.field.unit,
        value=reading.value,
        wanted=reading.wanted,
        percent=reading.percent,
        seen=[_seen(reading, filing)],
        state=FindingState.OPEN.value,
        rulebook=filing.rulebook,
        opened_at=to_millisecond(filing.at),
    ).save(force_insert=True)
    _write_down("open", made, filing)


def _see_again(found: ConditionFinding, reading: ConditionReading, filing: _Filing) -> None:
    """Add a figure that is still below; where the finding stands is a person's."""
    found_still = ConditionFinding.objects(number=found.number, open=True)  # index number_1
    found_still.update_one(push__seen=_seen(reading, filing), inc__version=1, **_newest(reading))


def _resolve(found: ConditionFinding, reading: ConditionReading, filing: _Filing) -> None:
    changed = ConditionFinding.objects(number=found.number, open=True).modify(
        new=True, push__seen=_seen(reading, filing), inc__version=1, **_newest(reading),
        set__state=FindingState.RESOLVED.value, set__open=False,
        set__resolved_at=to_millisecond(filing.at), set__resolved_by=filing.source,
    )  # fmt: skip # index number_1
    if changed:
        _write_down("resolve", changed, filing)


def _newest(reading: ConditionReading) -> dict[str, Any]:
    """Return what of a figure stands on the finding itself, as the clause has it that day."""
    told = {"value": reading.value, "wanted": reading.wanted, "percent": reading.percent}
    return {f"set__{key}": one for key, one in told.items()} | {"set__clause": reading.clause}


def _seen(reading: ConditionReading, filing: _Filing) -> Seen:
    return Seen(
        source=filing.source,
        period=filing.period,
        value=reading.value,
        wanted=reading.wanted,
        as_of=filing.as_of,
        seen_at=to_millisecond(filing.at),
    )


def _write_down(verb: str, found: ConditionFinding, filing: _Filing) -> None:
    """Write into the platform's chain and to host and authority what the service found."""
    act = ledger.Act(
        f"condition_finding.{verb}",
        f"platform:{found.platform}",
        after={
            "condition_finding": found.number,
            "state": found.state,
            # What a host filed is told to no auditor, nor which figure it was.
            "figures": {
                "criterion": found.criterion,
                "value": str(found.value),
                "wanted": str(found.wanted),
            },
        },
        clause=CLAUSE,
        rulebook=filing.rulebook,
    )
    ledger.record(act, by=the_service(), at=filing.at)
    tell(f"notice_condition_{verb}", found, at=filing.at)
