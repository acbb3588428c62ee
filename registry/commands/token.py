"""The API token that a command speaks to a running service with."""

import stat
from pathlib import Path

from config.settings import Settings
from registry.commands.files import text_of
from registry.errors import Refusal

_LONGEST_TOKEN = 4096


class TokenMissing(Refusal):
    """No token was given."""

    code = "token_missing"
    status = 401


class TokenFileOpen(Refusal):
    """Others can read the token's file."""

    code = "token_file_open_to_others"
    status = 400


def token_of(settings: Settings, token_file: str | None) -> str:
    """Return the token, from the file or the settings; never from the command line's words.

    Raises TokenFileOpen where others can read the file, TokenMissing where there is none.
    """
    if token_file is None:
        token = settings.token
    else:
        token = text_of(token_file, _LONGEST_TOKEN).strip()
        if Path(token_file).stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise TokenFileOpen(path=token_file)
    if not token:
        raise TokenMissing
    return token
