"""What went wrong, said in one Chinese sentence on standard error, with its exit code."""

import logging
import traceback

import click
from mongoengine.errors import OperationError
from pymongo.errors import PyMongoError

from config.settings import SettingsError, load_settings
from registry.database import code_of
from registry.embedded import EmbeddedServerError
from registry.errors import Refusal
from registry.messages import say
from registry.policy.rulebook import RulebookError
from registry.update_check_rules import UpdateCheckError

WRONG, BROKEN, INTERRUPTED = 2, 70, 130


def explain(error: Exception) -> int:
    """Say what happened and what to do; return the exit code."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.message)
        return 0
    sentence, code = _sentence(error)
    click.echo(sentence, err=True)
    if code == BROKEN and _is_debugging():
        click.echo("".join(traceback.format_exception(error)), err=True)
    return code


def _sentence(error: Exception) -> tuple[str, int]:
    match error:
        case click.Abort():
            return say("cli_stopped"), INTERRUPTED
        case click.UsageError():
            return _usage(error), WRONG
    reason = _reason(error)
    return (reason, WRONG) if reason else (say("cli_failed", kind=type(error).__name__), BROKEN)


def _reason(error: Exception) -> str:
    """Return why the house says no; nothing for a fault of the program."""
    match error:
        case Refusal():
            return _refusal(error)
        case SettingsError() | RulebookError() | UpdateCheckError():
            return say("cli_settings_wrong", reason=error)
        case EmbeddedServerError():
            return str(error)
        case PyMongoError():
            return say(code_of(error))
        case OperationError() if isinstance(error.__context__, PyMongoError):
            return say(code_of(error.__context__))  # as MongoEngine wraps it
    return ""


def _refusal(error: Refusal) -> str:
    """Return the refusal's sentence, then that of each field at fault."""
    lines = [say(error.code, **error.params)]
    lines += [f"  {path}：{reason}" for path, reason in error.fields.items()]
    return "\n".join(lines)


def _usage(error: click.UsageError) -> str:
    hint = say("cli_see_help", path=error.ctx.command_path if error.ctx else "reserve")
    match error:
        case click.NoSuchOption():
            return say("cli_no_such_option", read=error.option_name, hint=hint)
        case click.exceptions.NoSuchCommand():
            return say("cli_no_such_command", read=error.command_name, hint=hint)
        case click.MissingParameter():
            return say("cli_missing", wanted=_name(error), hint=hint)
        case click.BadParameter():
            return say("cli_bad_value", name=_name(error), read=error.message, hint=hint)
    return say("cli_usage_wrong", read=error.message.rstrip("."), hint=hint)


def _name(error: click.BadParameter) -> str:
    if error.param is None or error.ctx is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.make_metavar(error.ctx)


def _is_debugging() -> bool:
    try:
        return logging.getLevelName(load_settings().log_level) == logging.DEBUG
    except SettingsError:
        return False
