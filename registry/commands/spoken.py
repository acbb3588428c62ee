"""Click in two languages: help is given by code, Chinese first, English with ``--lang en``.

``--lang`` may stand before or after the subcommand, so it is taken out of the arguments
before click reads them; the language travels as the root context's ``obj``.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

import click

from registry.errors import SecrecyMark
from registry.messages import commands, delivery_commands, duties, say
from registry.policy.desensitising import has_secrecy_mark

CHINESE, ENGLISH_TAG = "zh", "en"
_OPTION = "--lang"
# The nouns that keep the help of their commands.
_WORDS = (commands, delivery_commands, duties)


def take_language(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Return the language asked for and the arguments without it.

    Raises click.BadParameter for a language we do not speak.
    """
    language, waiting = CHINESE, False
    rest: list[str] = []
    for position, argument in enumerate(arguments):
        if argument == "--":
            rest.extend(arguments[position:])
            break
        if waiting:
            language, waiting = argument, False
        elif argument == _OPTION:
            waiting = True
        elif argument.startswith(f"{_OPTION}="):
            language = argument.partition("=")[2]
        else:
            rest.append(argument)
    if waiting or language not in {CHINESE, ENGLISH_TAG}:
        raise click.BadParameter("" if waiting else language, param_hint=_OPTION)
    return language, rest


def told(context: click.Context, code: str) -> str:
    """Return a help text in the language of this call."""
    english = context.find_root().obj == ENGLISH_TAG
    found = next(words for words in _WORDS if code in words.ENGLISH)
    return (found.ENGLISH if english else found.SENTENCES)[code]


class SpokenOption(click.Option):
    """An option whose ``help`` is a code."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's line of help, in the language of this call."""
        record = super().get_help_record(ctx)
        if record is None or self.help is None:
            return record
        return record[0], told(ctx, self.help)


class SpokenCommand(click.Command):
    """A command whose ``help`` is a code, and whose usage and headings follow the language."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how to call it."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=told(ctx, "cli_usage") + " ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what it does. Lines are kept as they are: Chinese has no spaces to wrap at."""
        formatter.write_paragraph()
        with formatter.indentation():
            for line in told(ctx, self.help or "").splitlines():
                formatter.write(" " * formatter.current_indent + line + "\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, the language among them."""
        records = [record for one in self.get_params(ctx) if (record := one.get_help_record(ctx))]
        records.append((f"{_OPTION} [zh|en]", told(ctx, "cli_option_lang")))
        with formatter.section(told(ctx, "cli_options").rstrip(":：")):
            formatter.write_dl(records)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run it, unless a word given carries a secrecy mark. Raises SecrecyMark."""
        for name, value in ctx.params.items():
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str) and has_secrecy_mark(text):
                    raise SecrecyMark(fields={name: say("secrecy_in_name")})
        return super().invoke(ctx)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, its own line in the language of this call."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = told(ctx, "cli_option_help")
        return option


class SpokenGroup(SpokenCommand, click.Group):
    """A group that imports a command only when it is called: ``--help`` stays quick.

    ``table`` maps a name to its ``module:attribute`` and its help code.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 - click's own arguments, passed through
        """Keep the table; nothing is imported yet."""
        super().__init__(*args, **kwargs)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import and return a command; None for a name that is none."""
        if cmd_name not in self._table:
            return None
        module, _, attribute = self._table[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands with a line each."""
        super().format_options(ctx, formatter)
        records = [
            (name, told(ctx, code).splitlines()[0]) for name, (_, code) in self._table.items()
        ]
        with formatter.section(told(ctx, "cli_commands").rstrip(":：")):
            formatter.write_dl(records)


def option(*names: str, **attributes: Any) -> Any:  # noqa: ANN401 - click's decorator
    """Declare an option whose ``help`` is a code."""
    return click.option(*names, cls=SpokenOption, **attributes)


def command(name: str, code: str) -> Any:  # noqa: ANN401 - click's decorator
    """Declare a command whose help is the text of ``code``; it takes ``--json``."""

    def declare(function: Any) -> click.Command:  # noqa: ANN401 - what click decorates
        with_json = option("--json", "as_json", is_flag=True, help="cli_option_json")(function)
        return click.command(name, cls=SpokenCommand, help=code)(with_json)

    return declare
