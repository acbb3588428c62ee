"""``reserve settings``: every setting, what is in force, and the reference made from them."""

from collections.abc import Iterator
from dataclasses import MISSING, Field
from typing import Any

import click

from config.settings import declared, load_settings, written
from registry.commands.house import show_json
from registry.commands.spoken import command, option
from registry.messages import say
from registry.messages.settings import MEANING_IN_ENGLISH

_HEAD = """\
# Configuration

All settings are environment variables. A value that cannot be used stops the start and is named.
`reserve settings` shows what is in force. This page is made by `reserve settings --markdown`; a
test compares.

| Variable | Default | What it does |
|---|---|---|"""


@command("settings", "cli_settings")
@option("--markdown", is_flag=True, help="cli_settings_markdown")
def settings(*, markdown: bool, as_json: bool) -> None:
    """Show every setting as it is in force; what is secret is not shown."""
    if markdown:
        click.echo(reference())
        return
    in_force = load_settings()
    shown = {one.metadata["variable"]: _shown(one, in_force) for one in declared()}
    if as_json:
        show_json(shown)
        return
    for one in declared():
        variable = one.metadata["variable"]
        default = say("setting_data_default") if one.default is MISSING else _default(one)
        value, default = (text or say("setting_empty") for text in (shown[variable], default))
        meaning = say(f"setting_{one.name}")
        click.echo(
            say("setting_line", variable=variable, value=value, meaning=meaning, default=default)
        )


def reference() -> str:
    """Return docs/configuration.md."""
    return "\n".join((_HEAD, *_rows()))


def _rows() -> Iterator[str]:
    for one in declared():
        default = "`data` in the project" if one.default is MISSING else _default(one)
        quoted = default if one.default is MISSING else (f"`{default}`" if default else "empty")
        yield f"| `{one.metadata['variable']}` | {quoted} | {MEANING_IN_ENGLISH[one.name]} |"


def _default(one: Field[Any]) -> str:
    return written(one.default)


def _shown(one: Field[Any], in_force: object) -> str:
    value = written(getattr(in_force, one.name))
    return say("setting_secret") if value and one.metadata["secret"] else value
