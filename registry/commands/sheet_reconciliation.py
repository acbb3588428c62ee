"""``reserve sheet reconcile``: a received sheet beside the applications, asked of the service."""

from collections.abc import Iterator
from typing import Any

import click

from config.settings import load_settings
from registry.commands.house import show_json
from registry.commands.spoken import command, option
from registry.commands.token import token_of
from registry.gateways.reserve_api import read_reconciliation
from registry.messages import say
from registry.policy.reconciliation import Pile

_PILES = (Pile.MATCHED, Pile.ONLY_IN_SHEET, Pile.ONLY_ONLINE)


@command("reconcile", "cli_sheet_reconcile")
@click.argument("number")
@option("--url", help="cli_option_url")
@option("--token-file", help="cli_option_token_file")
def reconcile(*, number: str, url: str | None, token_file: str | None, as_json: bool) -> None:
    """Show the three piles of a received sheet; what differs is listed field by field."""
    settings = load_settings()
    address = (url or settings.service_url).rstrip("/")
    token = token_of(settings, token_file)
    counts: dict[str, Any] = {}
    lines = []
    for pile in _PILES:
        for page in _pages(address, token, number, pile.value):
            counts = page["counts"]
            lines += page["items"]
    if as_json:
        show_json({"counts": counts, "items": lines})
        return
    for line in lines:
        _tell(line)
    click.echo(say("sheet_reconciled", **counts))


def _pages(address: str, token: str, number: str, pile: str) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page = read_reconciliation(address, token, number, pile=pile, cursor=cursor)
        yield page
        cursor = page["next_cursor"] or ""
        if not cursor:
            return


def _tell(line: dict[str, Any]) -> None:
    pile = say(f"reconciliation_{line['pile']}")
    where = say("sheet_reconciled_row", row=line["row"]) if line["row"] else line["application"]
    if line["pile"] != Pile.MATCHED.value:
        click.echo(f"{pile}  {where}  {line['platform_name']}")
    for one in line["differences"]:
        click.echo(say("sheet_reconciled_difference", where=where, **one))
