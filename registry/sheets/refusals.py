"""Why a file cannot be read as a sheet at all. Everything inside a readable sheet is a finding."""

# ruff: noqa: N818 - a refusal is an answer, not an error of the program

from registry.errors import Refusal


class SheetError(Refusal):
    """The file is no sheet this service can read; the subclass says why."""

    code = "sheet_unreadable"
    status = 422


class SheetTooLarge(SheetError):
    """The upload is over the size limit."""

    code = "sheet_too_large"
    status = 413


class SheetEmpty(SheetError):
    """The file, or every sheet in it, holds nothing."""

    code = "sheet_empty"


class SheetWrongType(SheetError):
    """The content is of another kind than a spreadsheet, whatever the name says."""

    code = "sheet_wrong_type"
    status = 415


class SheetDamaged(SheetError):
    """The file is cut off or broken inside."""

    code = "sheet_damaged"


class SheetLocked(SheetError):
    """The file is protected by a password."""

    code = "sheet_locked"


class SheetUnsafe(SheetError):
    """Reading the file would take more memory or time than a sheet may: a bomb, or far too much."""

    code = "sheet_unsafe"


class SheetTooManyRows(SheetError):
    """The sheet reaches below the last row that is read."""

    code = "sheet_too_many_rows"


class SheetTooManyColumns(SheetError):
    """The sheet reaches beyond the last column that is read."""

    code = "sheet_too_many_columns"


class SheetUnknownEncoding(SheetError):
    """The text file is neither UTF-8 nor GB18030."""

    code = "sheet_unknown_encoding"


class SheetHeaderMissing(SheetError):
    """No row of any sheet looks like the header of this form."""

    code = "sheet_header_missing"


class SheetSecrecyMark(SheetError):
    """The file carries a secrecy mark, in a cell or outside them; it is not kept (ruling 29)."""

    code = "sheet_secrecy_mark"
