"""``reserve register-extract``: bring in an extract of the business register, go on with one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from jobs import register_extracts
from registry.commands.files import opened_file
from registry.commands.house import CONSOLE, database, show_json
from registry.commands.spoken import SpokenGroup, command
from registry.documents.register_extracts import RegisterExtract
from registry.law import rulebook
from registry.messages import say
from registry.services.register_extract_course import carry_out, progress_of
from registry.services.register_extracts import readable, receive

_EVERY = 2.0  # seconds between two lines of progress


@command("import", "cli_register_extract_import")
@click.argument("file")
def import_file(*, file: str, as_json: bool) -> None:
    """Keep a file, compare it to its end and show how far it is; the same file twice is one.

    Interrupted, ``resume`` or the scheduler goes on behind the last row that was settled.
    """
    with database() as at, opened_file(file) as source:
        done = receive(source, Path(file).name, by=CONSOLE, at=at, rulebook=rulebook())
        number = done.extract.number
        with _progress_shown(number, quiet=as_json):
            mine = carry_out(number, at=at, rulebook=rulebook())
        found = readable(number, "register_extracts:upload", CONSOLE)
        _tell(found, created=done.created, mine=mine, as_json=as_json)


@command("resume", "cli_register_extract_resume")
def resume(*, as_json: bool) -> None:
    """Compare every interrupted extract to its end; one that a worker is at is left to it."""
    with database() as at:
        compared = register_extracts.run(at=at, rulebook=rulebook())
        shown = [RegisterExtract.objects.get(number=one.number) for one in compared]
    if as_json:
        show_json([asdict(one) for one in compared])
        return
    for one in shown:
        click.echo(_words(one))
    if not shown:
        click.echo(say("extract_nothing_to_resume"))


@contextmanager
def _progress_shown(number: str, *, quiet: bool) -> Iterator[None]:
    """Write a line of progress to standard error every few seconds while the work goes on."""
    over = threading.Event()

    def show() -> None:
        while not over.wait(_EVERY):
            now = progress_of(RegisterExtract.objects.get(number=number))
            click.echo(say("extract_progress", done=now.done, total=now.total), err=True)

    shown = threading.Thread(target=show, daemon=True)
    if not quiet:
        shown.start()
    try:
        yield
    finally:
        over.set()
        if not quiet:
            shown.join()


def _tell(found: RegisterExtract, *, created: bool, mine: bool, as_json: bool) -> None:
    if as_json:
        told = {"created": created, "number": found.number, "state": found.state}
        show_json(told | _counts(found))
        return
    if not created:
        click.echo(say("extract_received_before"))
    going = found.state == "comparing" and not mine
    click.echo(say("extract_taken_elsewhere", number=found.number) if going else _words(found))


def _words(found: RegisterExtract) -> str:
    return say("extract_compared", number=found.number, **_counts(found))


def _counts(found: RegisterExtract) -> dict[str, int]:
    names = ("matched", "differing", "opened", "seen_again", "unread_rows")
    return {"rows": found.rows_done} | {name: getattr(found, name) for name in names}


register_extract = SpokenGroup(
    "register-extract",
    help="cli_register_extract",
    no_args_is_help=True,
    table={
        "import": ("registry.commands.register_extract:import_file", "cli_register_extract_import"),
        "resume": ("registry.commands.register_extract:resume", "cli_register_extract_resume"),
    },
)
