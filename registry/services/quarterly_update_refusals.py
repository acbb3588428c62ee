"""Why a quarterly update is not filed: each refusal has its sentence and says what to do."""

from registry.errors import Refusal
from registry.messages import say_finding
from registry.policy.findings import Finding
from registry.policy.vocabulary import Severity
from registry.services.explanations import unexplained_words


class WindowNotOpen(Refusal):
    """The quarter's window has not opened yet."""

    code = "update_window_not_open"
    status = 409


class WindowClosed(Refusal):
    """The quarter's window is over."""

    code = "update_window_closed"
    status = 409


class NotAcceptable(Refusal):
    """Something blocks; ``findings`` holds everything that was found, at once.

    Warnings that nobody has explained are named with it.
    """

    code = "update_not_acceptable"
    status = 422

    def __init__(
        self, findings: tuple[Finding, ...], unexplained: tuple[Finding, ...] = ()
    ) -> None:
        """Keep the findings; the fields at fault carry their sentences."""
        blocking = [one for one in findings if one.severity is Severity.BLOCKING]
        told: dict[str, str] = {}
        for one in blocking:
            told[one.field] = told.get(one.field, "") + say_finding(one)
        told |= unexplained_words(unexplained)
        count = len(blocking) + len(unexplained)
        super().__init__(fields=told, count=count, clause="二（三）")
        self.findings = findings


class Unexplained(NotAcceptable):
    """Nothing blocks, but warnings wait for a word of explanation."""

    code = "update_not_explained"


class ReasonWanted(Refusal):
    """The quarter was filed before: another version is a correction and wants its reason."""

    code = "update_reason_wanted"
    status = 422


class NothingToSubmit(Refusal):
    """There is no draft, and nothing came with the request."""

    code = "update_nothing_to_submit"
    status = 409
