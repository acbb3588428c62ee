"""``reserve audit``: check the ledger, seal it, and export it for an outside auditor."""

from dataclasses import asdict
from pathlib import Path

import click

from registry.chains.links import Flaw
from registry.commands.house import CONSOLE, database, note, show_json
from registry.commands.spoken import SpokenGroup, command, option
from registry.documents.ledger import LedgerSeal
from registry.messages import say
from registry.services.ledger_checks import Verified, verify_all
from registry.services.ledger_exports import Days, export_to
from registry.services.ledger_seals import last_seal, seal_due

_BROKEN = 1


@command("verify", "cli_audit_verify")
@option("--noted", multiple=True, help="cli_option_noted")
def verify(*, noted: tuple[str, ...], as_json: bool) -> int:
    """Work every chain and seal out again; exit 1 where something does not hold."""
    found: list[Flaw] = []

    def tell(flaw: Flaw) -> None:
        if as_json:
            found.append(flaw)
        else:
            click.echo(say("audit_flaw", subject=flaw.subject, sentence=flaw.sentence))

    with database() as at:
        done = verify_all(tell=tell, report=_report, noted=noted, by=CONSOLE, at=at)
        seal = last_seal()
    if as_json:
        show_json(_shape(done, found, seal))
    else:
        _tell(done, seal)
    return _BROKEN if done.broken else 0


@command("seal", "cli_audit_seal")
def seal(*, as_json: bool) -> None:
    """Seal the days that are over and not sealed yet, as the timetable does."""
    with database() as at:
        made, newest = seal_due(at=at), last_seal()
    if as_json:
        show_json([_of_seal(one) for one in made])
        return
    for one in made:
        click.echo(say("audit_sealed", **_of_seal(one)))
    if not made:
        code = "audit_nothing_to_seal" if newest else "audit_never_sealed"
        click.echo(say(code, **(_of_seal(newest) if newest else {})))


@command("export", "cli_audit_export")
@click.argument("path")
@option("--from", "first", default="", help="cli_option_export_from")
@option("--to", "last", default="", help="cli_option_export_to")
def export(*, path: str, first: str, last: str, as_json: bool) -> None:
    """Write the ledger into a new folder or .zip, with the check that needs nothing else."""
    target = Path(path).absolute()
    with database() as at:
        done = export_to(target, Days(first, last), report=_report_export, by=CONSOLE, at=at)
    if as_json:
        show_json({"path": str(target), **asdict(done)})
        return
    click.echo(say("audit_exported", path=target, **asdict(done)))


def _tell(done: Verified, seal: LedgerSeal | None) -> None:
    code = "audit_broken" if done.broken else "chains_hold"
    counts = ("chains", "entries", "seals", "broken")
    click.echo(say(code, **{name: getattr(done, name) for name in counts}))
    click.echo(say("audit_last_seal", **_of_seal(seal)) if seal else say("audit_never_sealed"))


def _shape(done: Verified, found: list[Flaw], seal: LedgerSeal | None) -> dict[str, object]:
    return {
        "chains": done.chains,
        "entries": done.entries,
        "seals": done.seals,
        "broken": done.broken,
        "flaws": [{**one._asdict(), "sentence": one.sentence} for one in found],
        "last_seal": _of_seal(seal) if seal else None,
    }


def _of_seal(seal: LedgerSeal) -> dict[str, object]:
    names = ("day", "chains", "entries", "digest")
    return {name: getattr(seal, name) for name in names}


def _report(done: int, total: int, subject: str) -> None:
    note(say("audit_progress", done=done, total=max(done, total), subject=subject))


def _report_export(done: int, total: int) -> None:
    note(say("audit_export_progress", done=done, total=max(done, total)))


audit = SpokenGroup(
    "audit",
    help="cli_audit",
    no_args_is_help=True,
    table={
        "verify": ("registry.commands.audit:verify", "cli_audit_verify"),
        "seal": ("registry.commands.audit:seal", "cli_audit_seal"),
        "export": ("registry.commands.audit:export", "cli_audit_export"),
    },
)
