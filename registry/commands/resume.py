"""``reserve sheet resume``: go on with admissions that were interrupted."""

import click

from registry.commands.house import database, show_json
from registry.commands.spoken import command
from registry.documents.summary_sheets import SummarySheet
from registry.law import rulebook
from registry.messages import say
from registry.policy.summary_sheet_states import SheetState
from registry.services.admissions import admit, progress_of


@command("resume", "cli_sheet_resume")
def resume(*, as_json: bool) -> None:
    """Carry every accepted sheet to its end; one that a worker is at is left to it."""
    resumed: list[dict[str, object]] = []
    with database() as at:
        waiting = SummarySheet.objects(state=SheetState.ADMITTING.value).order_by("number")
        for sheet in list(waiting):
            if admit(sheet.number, at=at, rulebook=rulebook()):
                done = progress_of(sheet.reload()).outcomes
                resumed.append({"number": sheet.number, "outcomes": dict(done)})
    if as_json:
        show_json(resumed)
        return
    for one in resumed:
        click.echo(say("sheet_resumed", number=one["number"]))
    if not resumed:
        click.echo(say("sheet_nothing_to_resume"))
