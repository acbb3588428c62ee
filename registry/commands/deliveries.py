"""``reserve deliveries``: what could not be delivered, and sending it again after an outage."""

import click

from registry.commands.house import CONSOLE, database, show_json
from registry.commands.spoken import SpokenGroup, command, option
from registry.messages import say
from registry.services import deliveries as desk

_PAGE = 200


@command("list", "cli_deliveries_list")
@option("--channel", default="email", help="cli_option_channel")
def list_(*, channel: str, as_json: bool) -> None:
    """List how every channel stands, and the newest dead letters of one."""
    with database():
        queues = desk.queues()
        found, _ = desk.dead_letters(channel, limit=_PAGE, by=CONSOLE)
    if as_json:
        show_json(
            {
                "channels": {
                    name: {"waiting": one.waiting, "oldest": one.oldest, "dead": one.dead}
                    for name, one in queues.items()
                },
                "dead": [{"id": one.id, "attempts": one.attempts, "fault": one.fault,
                          "username": one.username} for one in found],
            }
        )  # fmt: skip
        return
    for name, queue in queues.items():
        word = say(f"channel_{name}")
        click.echo(say("deliveries_queue", channel=word, waiting=queue.waiting, dead=queue.dead))
    for one in found:
        params = {"name": one.username or one.address, "attempts": one.attempts}
        word, reason = say(f"channel_{one.channel}"), say(one.fault)
        click.echo(say("deliveries_line", id=one.id, channel=word, reason=reason, **params))


@command("resend", "cli_deliveries_resend")
@option("--channel", required=True, help="cli_option_channel")
def resend(*, channel: str, as_json: bool) -> None:
    """Try all dead letters of a channel again."""
    with database() as at:
        count = desk.resend_all(channel, by=CONSOLE, at=at)
    if as_json:
        show_json({"resent": count})
        return
    click.echo(say("deliveries_resent", count=count))


deliveries = SpokenGroup(
    "deliveries",
    help="cli_deliveries",
    no_args_is_help=True,
    table={
        "list": ("registry.commands.deliveries:list_", "cli_deliveries_list"),
        "resend": ("registry.commands.deliveries:resend", "cli_deliveries_resend"),
    },
)
