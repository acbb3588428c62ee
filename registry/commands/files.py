"""Files that a caller names: read whole, with a limit, and a Chinese reason where not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from registry.errors import Refusal, SecrecyMark
from registry.messages import say
from registry.policy.desensitising import MarkKind, marks_in


class FileUnreadable(Refusal):
    """A file that cannot be opened, or is far too large for what it should be."""

    code = "cli_file_unreadable"
    status = 422


def bytes_of(file: str, largest: int) -> bytes:
    """Return a file's content. Raises FileUnreadable saying why."""
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(largest + 1)
    except OSError as error:
        raise FileUnreadable(path=file, reason=_reason(error)) from error
    if len(content) > largest:
        raise FileUnreadable(path=file, reason=say("cli_file_too_large", most=largest // 1024))
    return content


@contextmanager
def opened_file(file: str) -> Iterator[BinaryIO]:
    """Give a file to be read piece by piece. Raises FileUnreadable saying why."""
    try:
        opened = Path(file).open("rb")  # noqa: SIM115 - closed below; what fails is the opening
    except OSError as error:
        raise FileUnreadable(path=file, reason=_reason(error)) from error
    with opened:
        yield opened


def text_of(file: str, largest: int) -> str:
    """Return a text file in UTF-8. Raises FileUnreadable saying why, or SecrecyMark."""
    try:
        text = bytes_of(file, largest).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(path=file, reason=say("cli_file_not_text")) from error
    for mark in marks_in(text):
        if mark.kind is MarkKind.SECRECY:
            raise SecrecyMark(fields={file: say("secrecy_at", place=mark.start + 1)})
    return text


def _reason(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return say("cli_file_missing")
        case IsADirectoryError():
            return say("cli_file_is_folder")
        case PermissionError():
            return say("cli_file_forbidden")
    return str(error.strerror)
