"""Why a file cannot be kept as an attachment."""
# ruff: noqa: N818 - a refusal is an answer, not an error of the program

from registry.errors import Refusal


class AttachmentError(Refusal):
    """The file is none that can be kept as an attachment; the subclass says why."""

    code = "attachment_unreadable"
    status = 422


class AttachmentTooLarge(AttachmentError):
    """The file is over the size limit."""

    code = "attachment_too_large"
    status = 413


class AttachmentEmpty(AttachmentError):
    """The file holds nothing."""

    code = "attachment_empty"


class AttachmentWrongType(AttachmentError):
    """The content is of no kind that is kept, whatever the name says."""

    code = "attachment_wrong_type"
    status = 415


class AttachmentDamaged(AttachmentError):
    """The file is cut off or broken inside."""

    code = "attachment_damaged"


class AttachmentLocked(AttachmentError):
    """The file is protected by a password."""

    code = "attachment_locked"


class AttachmentActive(AttachmentError):
    """The file brings macros, scripts, controls, programs, or loads something from outside."""

    code = "attachment_active"


class AttachmentTooManyPages(AttachmentError):
    """The file has more pages than an attachment may have."""

    code = "attachment_too_many_pages"


class AttachmentUnsafe(AttachmentError):
    """Opening the file would take more memory or time than an attachment may."""

    code = "attachment_unsafe"


class AttachmentSecrecyMark(AttachmentError):
    """The text of the file carries a secrecy mark; it is not kept (ruling 29)."""

    code = "attachment_secrecy_mark"
