"""``reserve backup`` and ``reserve restore``: the whole record in one file, and back."""

from dataclasses import asdict
from pathlib import Path

import click

from config.settings import Settings, load_settings
from registry.clock import SHANGHAI
from registry.commands.house import CONSOLE, database, is_training, note, show_json
from registry.commands.spoken import command, option
from registry.database import client
from registry.documents.accounts import Account
from registry.documents.backups import BackupRecord
from registry.embedded import was_begun
from registry.errors import Refusal
from registry.law import rulebook
from registry.messages import say
from registry.services.backups import make_backup
from registry.services.restorations import Restored, restore_backup
from registry.serving import running_service

_BROKEN = 1


class RestoreBesideService(Refusal):
    """The service of this data directory is running; it would see a record half restored."""

    code = "restore_beside_service"
    status = 409


class NothingToBackUp(Refusal):
    """There is no account: nobody ever worked on this record, so it must be another's place."""

    code = "backup_of_nothing"
    status = 409


@command("backup", "cli_backup")
@click.argument("file")
def backup(*, file: str, as_json: bool) -> None:
    """Back everything up into one file, as it stands at one instant; the service may run."""
    path, settings = Path(file).absolute(), load_settings()
    training = is_training(settings)
    if not settings.mongodb_uri and not was_begun(settings.data):
        raise NothingToBackUp(where=_where(settings), database=settings.database)
    with database() as at:
        if Account.objects.first() is None:
            raise NothingToBackUp(where=_where(settings), database=settings.database)
        made = make_backup(
            path, by=CONSOLE, at=at, rulebook=rulebook(), training=training, report=_report
        )
    if as_json:
        show_json(_shape(made, path))
        return
    taken_at = f"{made.taken_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    click.echo(say("backup_made", **{**_shape(made, path), "taken_at": taken_at}))


@command("restore", "cli_restore")
@click.argument("file")
@option("--start-over", is_flag=True, help="cli_restore_start_over")
def restore(*, file: str, start_over: bool, as_json: bool) -> int:
    """Restore a backup into an empty database, and check that it stands there as it was."""
    settings = load_settings()
    if not settings.mongodb_uri and (service := running_service(settings.data)):
        raise RestoreBesideService(data=settings.data, pid=service.pid)
    training = is_training(settings)
    with database(half_restored=True) as at:
        restored = restore_backup(
            Path(file).absolute(),
            by=CONSOLE,
            at=at,
            training=training,
            report=_report,
            start_over=start_over,
        )
    if as_json:
        show_json(asdict(restored))
    else:
        _tell(restored)
    return _BROKEN if restored.chains or restored.files else 0


def _where(settings: Settings) -> str:
    if not settings.mongodb_uri:
        return say("backup_of_data", data=settings.data)
    hosts = sorted(f"{host}:{port}" for host, port in client().nodes)
    return say("backup_of_cluster", hosts="、".join(hosts))


def _tell(restored: Restored) -> None:
    manifest = restored.manifest
    click.echo(say("backup_restored", documents=manifest.documents, taken_at=manifest.taken_at))
    for subject in restored.chains:
        note(say("restored_chain_broken", subject=subject))
    for digest in restored.files:
        note(say("restored_file_wrong", digest=digest))


def _report(name: str, done: int, total: int) -> None:
    if name:
        note(say("backup_step", name=name, done=done, total=total))


def _shape(made: BackupRecord, path: Path) -> dict[str, object]:
    return {
        "path": str(path),
        "digest": made.digest,
        "size": made.size,
        "documents": made.documents,
        "taken_at": made.taken_at.isoformat(),
    }
