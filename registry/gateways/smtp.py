"""E-mail 邮件 by the operator's mail server: one connection for the letters of one round."""

import smtplib
import socket
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import Any, Self

from registry.gateways.deadlines import Deadline
from registry.gateways.outcomes import SENT, Outcome
from registry.gateways.outgoing import trusted

_SECONDS = 10.0
_CONNECTION_SECONDS = 25.0
_FOR_GOOD = 500
_TOO_MANY = 421


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed in. ``security`` is starttls, tls or none; ``sender`` an address."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str
    authorities: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One e-mail. ``number`` makes its Message-ID, so that one sent twice can be told."""

    number: str
    to: str
    subject: str
    text: str


class MailAwayError(Exception):
    """The server does not answer, or does not take us; ``fault`` is the code of why."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Mailer:
    """An open connection to the mail server. Entering it raises MailAwayError."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._deadline = Deadline(_CONNECTION_SECONDS)
        self._domain = server.sender.rpartition("@")[2]

    def __enter__(self) -> Self:
        """Connect, secure the line, and sign in where there is a user."""
        self._deadline.__enter__()
        try:
            self._smtp = self._connected()
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
            self._deadline.__exit__(None, None, None)
            raise MailAwayError("mail_refuses_us") from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._deadline.__exit__(None, None, None)
            raise MailAwayError("mail_away") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Take leave, and close."""
        with suppress(OSError, smtplib.SMTPException):
            self._smtp.quit()
        self._smtp.close()
        self._deadline.__exit__(None, None, None)

    def send(self, letter: Letter) -> Outcome:
        """Hand in one e-mail. Raises MailAwayError where the line breaks: it may have gone."""
        try:
            message = self._message(letter)
        except ValueError:  # a line break in a header
            return Outcome("mail_address", permanent=True)
        try:
            self._smtp.send_message(message, self._server.sender, [letter.to])
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(iter(refused.recipients.values()))[0]
            return self._refused(code)
        except smtplib.SMTPSenderRefused as error:
            raise MailAwayError("mail_refuses_us") from error
        except smtplib.SMTPDataError as error:
            return self._refused(error.smtp_code)
        except (OSError, smtplib.SMTPException) as error:
            raise MailAwayError("mail_away") from error
        return SENT

    def _refused(self, code: int) -> Outcome:
        if code == _TOO_MANY:
            raise MailAwayError("mail_away")
        return Outcome("mail_refused", code, permanent=code >= _FOR_GOOD)

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self._server.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Message-ID"] = f"<{letter.number}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, charset="utf-8", cte="base64")
        return message

    def _connected(self) -> smtplib.SMTP:
        server, line = self._server, self._deadline
        # Our own name is the sender's: asking for this machine's would wait for a name server.
        smtp: smtplib.SMTP
        if server.security == "tls":
            context = trusted(server.authorities)
            smtp = _SecureLine(line, local_hostname=self._domain, timeout=_SECONDS, context=context)
        else:
            smtp = _Line(line, local_hostname=self._domain, timeout=_SECONDS)
        try:
            smtp.connect(server.host, server.port)
            if server.security == "starttls":
                smtp.starttls(context=trusted(server.authorities))
            if server.user:
                smtp.login(server.user, server.password)
        except BaseException:
            smtp.close()
            raise
        return smtp


class _Line(smtplib.SMTP):
    """A connection that ends at the deadline."""

    def __init__(self, deadline: Deadline, **given: Any) -> None:  # noqa: ANN401 - the parent's own
        self._deadline = deadline
        super().__init__(**given)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        self._host = host  # whose name TLS checks
        return self._deadline.connect(self._deadline.look_up(host, port), timeout)


class _SecureLine(smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""

    def __init__(self, deadline: Deadline, **given: Any) -> None:  # noqa: ANN401 - the parent's own
        self._deadline = deadline
        super().__init__(**given)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        opened = self._deadline.connect(self._deadline.look_up(host, port), timeout)
        return self.context.wrap_socket(opened, server_hostname=host)
