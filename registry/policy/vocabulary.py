"""The field's standard terms, once: every floor of the house uses these names."""

from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: blocking stops the act, a warning asks back, a note only tells."""

    BLOCKING = "blocking"
    WARNING = "warning"
    NOTE = "note"


class Outcome(StrEnum):
    """What assessing one criterion can give."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_STATED = "not_stated"
    NEEDS_JUDGEMENT = "needs_judgement"


class Force(StrEnum):
    """How strictly a provision binds: 应 must, 一般 normally, or judged by people with evidence."""

    MUST = "must"
    NORMALLY = "normally"
    JUDGEMENT = "judgement"


class WindowKind(StrEnum):
    """The two national windows: quarterly update 二（三） and adjustment round 二（五）."""

    QUARTERLY_UPDATE = "quarterly_update"
    ADJUSTMENT = "adjustment"


class LibraryState(StrEnum):
    """Where a platform stands in the reserve library 储备库."""

    IN_LIBRARY = "in_library"
    REMOVED = "removed"


class Timeliness(StrEnum):
    """When a filing arrived, apart from what it says and how it was judged.

    What came late under a leave that the ministry excused is neither late nor on time.
    """

    ON_TIME = "on_time"
    LATE = "late"
    EXCUSED = "excused"


class Opinion(StrEnum):
    """审核意见 of the reporting authority on one row (ruling 13)."""

    APPROVED = "approved"
    NOT_APPROVED = "not_approved"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """How the figures of a filing on behalf 代填 reached the authority."""

    PHONE = "phone"
    MAIL = "mail"
    PAPER = "paper"


class Side(StrEnum):
    """For whom somebody acts on a record, the higher office later."""

    HOST = "host"
    PROVINCE = "province"
    MINISTRY = "ministry"
