"""Settling a summary sheet's accepted rows: what becomes of each, and entering the admitted.

The queries are the same few for one row as for a hundred.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bson.decimal128 import Decimal128
from pymongo import UpdateOne

from registry.clock import SHANGHAI
from registry.documents.counters import take_numbers
from registry.documents.platforms import Platform, PlatformFact
from registry.documents.summary_sheets import SummarySheet, SummarySheetRow
from registry.insertion import insert_all
from registry.law import NATIONAL
from registry.permissions import Actor
from registry.policy.application_states import ApplicationState
from registry.policy.reconciliation import entering, ruling_on_entry
from registry.policy.rulebook import Rulebook
from registry.policy.standing import move
from registry.policy.summary_sheet_rows import name_key
from registry.policy.summary_sheet_states import RowOutcome, outcome_of_opinion
from registry.policy.vocabulary import LibraryState, Opinion, Severity
from registry.services import ledger, outbox
from registry.services.admitted_applications import (
    RecommendedApplication,
    admit_applications,
    recommended_of_codes,
)
from registry.services.authorities import taxonomy
from registry.services.bans import BanStanding, bans_in_force
from registry.services.hosts import HostEntry, HostOnRecord, enter_hosts, hosts_of_codes
from registry.services.sheet_findings import values_as_stored

# Fields of a row that are the platform's profile, under the keys of the quarterly form.
PROFILE = ("equipment_value", "full_time_staff", "service_income", "enterprises_served")
CLAUSE = "二（二）"

StoredRow = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Admission:
    """What is the same for every row: the sheet, in whose name, when, under which law.

    ``on`` is the day of acceptance: what the lead decided takes effect then, however much
    later the machine comes to a row (``recorded_at``).
    """

    sheet: SummarySheet
    by: Actor
    accepted_at: datetime
    recorded_at: datetime
    rulebook: Rulebook

    @property
    def on(self) -> date:
        """Return the day of acceptance."""
        return self.accepted_at.astimezone(SHANGHAI).date()


@dataclass(slots=True)
class _Known:
    """What is on record about the credit codes of a batch; ``new`` are the hosts to be entered."""

    platforms: Mapping[tuple[str, str], str]
    bans: Sequence[Mapping[str, BanStanding]]
    applications: Mapping[tuple[str, str], RecommendedApplication]
    needs_application: bool
    hosts: dict[str, HostOnRecord]
    new: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Settled:
    """A row and what becomes of it: the platform's number, and what else there is to say."""

    row: StoredRow
    outcome: RowOutcome
    platform: str = ""
    detail: str = ""
    application: RecommendedApplication | None = None


def settle_rows(numbers: Sequence[int], admission: Admission) -> None:
    """Settle what is still pending of these rows, inside the caller's transaction.

    Of two rows that are one platform the later stays pending: for the next batch the
    platform is on record.
    """
    pending = SummarySheetRow._get_collection().find(  # noqa: SLF001 - a hundred rows go past the mapper
        {
            "sheet": admission.sheet.number,
            "row": {"$in": list(numbers)},
            "outcome": RowOutcome.PENDING.value,
        },
        sort=[("row", 1)],
    )  # index sheet_1_row_1
    rows: dict[tuple[str, str] | int, StoredRow] = {}
    for row in pending:
        rows.setdefault(_identity(row), row)
    if not rows:
        return
    known = _known(list(rows.values()), admission)
    settled = [_decide(row, known) for row in rows.values()]
    entered = [one for one in settled if one.outcome is RowOutcome.ADMITTED]
    given = _enter(entered, known, admission) if entered else {}
    SummarySheetRow._get_collection().bulk_write(  # noqa: SLF001 - each row gets its own outcome
        [
            UpdateOne(
                {"_id": one.row["_id"]},
                {
                    "$set": {
                        "outcome": one.outcome.value,
                        "platform": given.get(one.row["row"], one.platform),
                        "detail": one.detail,
                    }
                },
            )
            for one in settled
        ]
    )


def count_admissible(rows: Iterable[StoredRow], admission: Admission) -> int:
    """Return how many of these rows would enter now; nothing is written. Five queries."""
    one_each: dict[tuple[str, str] | int, StoredRow] = {}
    for row in rows:
        one_each.setdefault(_identity(row), row)
    known = _known(list(one_each.values()), admission)
    settled = [_decide(row, known) for row in one_each.values()]
    return sum(one.outcome is RowOutcome.ADMITTED for one in settled)


def _identity(row: StoredRow) -> tuple[str, str] | int:
    if outcome_of_opinion(Opinion(row["opinion"])) or row["worst"] == Severity.BLOCKING.value:
        return int(row["row"])
    return row["values"]["credit_code"], name_key(row["values"]["platform_name"])


def _known(rows: Sequence[StoredRow], admission: Admission) -> _Known:
    codes = sorted({row["values"].get("credit_code") or "" for row in rows})
    there = (
        Platform.objects(credit_code__in=codes, state=LibraryState.IN_LIBRARY.value)
        .only("number", "credit_code", "name_key")
        .as_pymongo()
    )  # index credit_code_1_name_key_1
    # A ban recorded since the sheet was judged binds too.
    days = {admission.on, admission.recorded_at.astimezone(SHANGHAI).date()}
    bans = [bans_in_force(codes, day) for day in sorted(days, reverse=True)]
    return _Known(
        {(one["credit_code"], one["name_key"]): one["number"] for one in there},
        bans,
        recommended_of_codes(codes, admission.sheet.authority, admission.sheet.period),
        ruling_on_entry(admission.rulebook.programme(NATIONAL), admission.on) is not None,
        hosts_of_codes(codes),
    )


def _decide(row: StoredRow, known: _Known) -> _Settled:
    if settled := outcome_of_opinion(Opinion(row["opinion"])):
        return _Settled(row, settled)
    if row["worst"] == Severity.BLOCKING.value:
        return _Settled(row, RowOutcome.NOT_APPROVED)
    values = row["values"]
    code, host_name = values["credit_code"], values["host_name"]
    platform = code, name_key(values["platform_name"])
    if there := known.platforms.get(platform):
        return _Settled(row, RowOutcome.ALREADY_IN_LIBRARY, there)
    application = known.applications.get(platform)
    if refused := _kept_out(row, known, application):
        return refused
    if code not in known.hosts:
        known.hosts[code] = HostOnRecord("", code, host_name, frozenset({name_key(host_name)}))
        known.new.append(code)
    return _Settled(row, RowOutcome.ADMITTED, application=application)


def _kept_out(
    row: StoredRow, known: _Known, application: RecommendedApplication | None
) -> _Settled | None:
    """Return what keeps an approved row out after all, by what changed since it was judged."""
    code = row["values"]["credit_code"]
    if ban := _ban(code, name_key(row["values"]["platform_name"]), known):
        detail = f"{ban.decision}（{ban.until_day.isoformat()}）"
        return _Settled(row, RowOutcome.BANNED, detail=detail)
    if application is None and known.needs_application:
        return _Settled(row, RowOutcome.WITHOUT_APPLICATION)
    host = known.hosts.get(code)
    if host and not host.goes_by(row["values"]["host_name"]):
        return _Settled(row, RowOutcome.HOST_NAME_DIFFERS, detail=host.name)
    return None


def _ban(code: str, key: str, known: _Known) -> BanStanding | None:
    """Return the ban that binds a host with a platform on any day that counts, or None."""
    standing = (bans[code] for bans in known.bans if code in bans)
    return next((ban for one in standing if (ban := one.binding(key))), None)


def _enter(settled: Sequence[_Settled], known: _Known, admission: Admission) -> dict[int, str]:
    """Enter hosts and platforms with their facts, ledger entries and messages; nine commands.

    Applications that they rest on have come to their end with it.
    """
    sheet, recorded_at = admission.sheet, admission.recorded_at
    new = [HostEntry(code, known.hosts[code].name, admission.on) for code in known.new]
    hosts = known.hosts | enter_hosts(new, recorded_at=recorded_at)
    series = f"{sheet.authority}-{admission.on.year}"
    taken = take_numbers(f"platform:{series}", len(settled))
    entered = [
        _platform(one, f"{series}-{number:04d}", hosts[_code(one)], admission)
        for one, number in zip(settled, taken, strict=True)
    ]
    insert_all(Platform, entered)
    insert_all(PlatformFact, [fact for one in entered for fact in _facts(one, admission)])
    numbered = [(one, str(new["number"])) for one, new in zip(settled, entered, strict=True)]
    applications = {number: one.application for one, number in numbered if one.application}
    admit_applications(applications, at=recorded_at)
    acts = [_act(one, number, admission) for one, number in numbered]
    acts += [_end(one, number, admission) for number, one in applications.items()]
    ledger.record_all(
        acts, by=admission.by, at=admission.accepted_at, recorded_at=recorded_at
    )  # fmt: skip
    outbox.post_all([_notice(one) for one in entered], at=recorded_at)
    return {one.row["row"]: number for one, number in numbered}


def _code(settled: _Settled) -> str:
    return str(settled.row["values"]["credit_code"])


def _basis(settled: _Settled) -> str:
    return "application" if settled.application else "sheet_only"


def _entering(settled: _Settled) -> dict[str, Any]:
    """Return what enters: the sealed application's word where sheet and application differ."""
    listed = settled.row["values"]
    if settled.application is None:
        return dict(listed)
    plain = {
        key: one.to_decimal() if isinstance(one, Decimal128) else one for key, one in listed.items()
    }
    return values_as_stored(entering(plain, settled.application.values))


def _platform(
    settled: _Settled, number: str, host: HostOnRecord, admission: Admission
) -> dict[str, Any]:
    values = _entering(settled)
    return {
        "number": number,
        "programme": NATIONAL,
        "authority": admission.sheet.authority,
        "host": host.id,
        "credit_code": host.credit_code,
        "host_name": host.name,
        "name": values["platform_name"],
        "name_key": name_key(values["platform_name"]),
        "place": values.get("place") or "",
        "taxonomy_edition": taxonomy().edition,
        "taxonomy_field": values.get("field") or "",
        "direction": values.get("direction") or "",
        "state": move(None, LibraryState.IN_LIBRARY).value,
        "basis": _basis(settled),
        "batch": admission.sheet.period,
        "admitted_at": admission.accepted_at,
        "profile": {key: values[key] for key in PROFILE if values.get(key) is not None},
        "changed_at": admission.recorded_at,
    }


def _facts(platform: Mapping[str, Any], admission: Admission) -> list[dict[str, Any]]:
    taxonomy_filed = {
        "edition": platform["taxonomy_edition"],
        "field": platform["taxonomy_field"],
        "direction": platform["direction"],
    }
    facts = {
        **{aspect: platform[aspect] for aspect in ("name", "host", "authority", "place", "state")},
        "taxonomy": taxonomy_filed,
        "profile": platform["profile"],
    }
    return [
        {
            "platform": platform["number"],
            "aspect": aspect,
            "value": value,
            "effective_on": admission.on,
            "recorded_at": admission.recorded_at,
            "source": f"summary_sheet:{admission.sheet.number}",
        }
        for aspect, value in facts.items()
    ]


def _act(settled: _Settled, number: str, admission: Admission) -> ledger.Act:
    after = {
        "sheet": admission.sheet.number,
        "row": settled.row["row"],
        "basis": _basis(settled),
        "state": LibraryState.IN_LIBRARY.value,
    }
    if settled.application:
        after["application"] = settled.application.number
    return ledger.Act(
        "platform.admit",
        f"platform:{number}",
        after=after,
        clause=CLAUSE,
        rulebook=admission.rulebook.version,
    )


def _end(application: RecommendedApplication, platform: str, admission: Admission) -> ledger.Act:
    return ledger.Act(
        "application.admit",
        f"application:{application.number}",
        before={"state": ApplicationState.RECOMMENDED.value},
        after={
            "state": ApplicationState.ADMITTED.value,
            "platform": platform,
            "sheet": admission.sheet.number,
        },
        clause=CLAUSE,
        rulebook=admission.rulebook.version,
    )


def _notice(platform: Mapping[str, Any]) -> outbox.Notice:
    return outbox.Notice(
        "host",
        platform["host"],
        "notice_platform_admitted",
        f"platform:{platform['number']}",
        {"number": platform["number"], "name": platform["name"], "batch": platform["batch"]},
    )
