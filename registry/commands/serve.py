"""``reserve serve``: run the service."""

from collections.abc import Callable

import click

from config.settings import Settings, load_settings
from registry.commands.house import show_json
from registry.commands.spoken import command
from registry.messages import say
from registry.serving import serve as run


@command("serve", "cli_serve")
def serve(*, as_json: bool) -> None:
    """Serve until told to stop."""
    settings = load_settings()
    run(settings, announce=announcement(settings, as_json=as_json))


def announcement(settings: Settings, *, as_json: bool) -> Callable[[str], None]:
    """Return what tells people, or a script, where the service answers."""

    def announce(address: str) -> None:
        if as_json:
            show_json({"address": address, "data": str(settings.data)})
        else:
            click.echo(say("serving", address=address, data=settings.data))

    return announce
