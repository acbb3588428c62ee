"""A file handed in by a page's form: what came, and what is wrong with it at its own field."""

from flask import request

from registry.children import FilesBusy
from registry.errors import Refusal
from registry.services.attachment_refusals import AttachmentError
from registry.services.evidence import PaperAlreadyThere
from registry.web.shell import say_refusal

_OF_THE_FILE = (AttachmentError, FilesBusy, PaperAlreadyThere)


def given_file() -> tuple[bytes, str]:
    """Return content and name of the form's file; both are empty where none was chosen."""
    given = request.files.get("file")
    return (given.stream.read(), given.filename or "") if given else (b"", "")


def faults_of(refused: Refusal | None) -> dict[str, str]:
    """Return what is wrong by field; of a file that cannot be kept, at the file."""
    if isinstance(refused, _OF_THE_FILE):
        return {"file": say_refusal(refused)}
    return refused.fields if refused else {}
