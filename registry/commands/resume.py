"""``reserve sheet resume``: go on with admissions that were interrupted."""

from dataclasses import asdict

import click

from jobs import admissions
from registry.commands.house import database, show_json
from registry.commands.spoken import command
from registry.law import rulebook
from registry.messages import say


@command("resume", "cli_sheet_resume")
def resume(*, as_json: bool) -> None:
    """Carry every accepted sheet to its end; one that a worker is at is left to it."""
    with database() as at:
        resumed = admissions.run(at=at, rulebook=rulebook())
    if as_json:
        show_json([asdict(one) for one in resumed])
        return
    for one in resumed:
        click.echo(say("sheet_resumed", number=one.number))
    if not resumed:
        click.echo(say("sheet_nothing_to_resume"))
