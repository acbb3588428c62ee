"""Why a file cannot be kept as a stamped scan."""
# ruff: noqa: N818 - a refusal is an answer, not an error of the program

from registry.errors import Refusal


class ScanError(Refusal):
    """The file is no scan this service can keep; the subclass says why."""

    code = "scan_unreadable"
    status = 422


class ScanTooLarge(ScanError):
    """The upload is over the size limit."""

    code = "scan_too_large"
    status = 413


class ScanEmpty(ScanError):
    """The file holds nothing."""

    code = "scan_empty"


class ScanWrongType(ScanError):
    """The content is no PDF, JPEG or PNG, whatever the name says."""

    code = "scan_wrong_type"
    status = 415


class ScanDamaged(ScanError):
    """The file is cut off or broken inside."""

    code = "scan_damaged"


class ScanLocked(ScanError):
    """The file is protected by a password."""

    code = "scan_locked"


class ScanActive(ScanError):
    """The PDF brings scripts, files or actions for the program that opens it."""

    code = "scan_active"


class ScanTooManyPages(ScanError):
    """The file has more pages than a stamped scan may have."""

    code = "scan_too_many_pages"


class ScanUnsafe(ScanError):
    """Opening the file would take more memory or time than a scan may."""

    code = "scan_unsafe"


class ScanSecrecyMark(ScanError):
    """The text of the file carries a secrecy mark; it is not kept (ruling 29)."""

    code = "scan_secrecy_mark"
