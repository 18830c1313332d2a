"""One SMTP connection that is kept between mails: a new one for each would take most of the time."""

import re
import smtplib
import ssl
from contextlib import suppress
from threading import Lock
from typing import TypeVar

from auction.contacts.failures import PermanentFailure, TemporaryFailure
from auction.mail_settings import SmtpServer

T = TypeVar("T")
Reply = tuple[int, bytes]

TIMEOUT_S = 10.0
ENHANCED = re.compile(rb"^[245]\.\d{1,3}\.\d{1,3}\b")
# what a server says that has closed the connection, or is about to
CLOSED = 421


class SmtpConnection:
    """Sends mails to one server, one after the other."""

    def __init__(self, server: SmtpServer, own_name: str) -> None:
        self._server, self._own_name = server, own_name
        self._smtp: smtplib.SMTP | None = None
        self._lock = Lock()

    def send(self, sender: str, recipient: str, content: bytes) -> None:
        """Send one mail to one address. Raises TemporaryFailure, PermanentFailure."""
        with self._lock:
            try:
                smtp = self._begin(sender)
                _accepted("recipient", smtp.rcpt(recipient))
                _accepted("content", smtp.data(content))
            except smtplib.SMTPDataError as error:
                self._give_up()
                _accepted("content", (error.smtp_code, _bytes(error.smtp_error)))
            except (PermanentFailure, TemporaryFailure):
                self._give_up()
                raise
            except (smtplib.SMTPException, OSError) as error:
                # after its content was sent the server may have taken the mail: its Message-ID will be the same
                self._close()
                raise TemporaryFailure(f"connection: {type(error).__name__}") from None

    def _begin(self, sender: str) -> smtplib.SMTP:
        """Begin a mail; on a connection that the server has closed meanwhile, once more on a new one."""
        if self._smtp is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._smtp.mail(sender)[0] == 250:
                    return self._smtp
            self._close()
        self._smtp = self._connected()
        code, _ = self._smtp.mail(sender)
        if code != 250:
            # that the server takes no mail of this site is nothing that the recipient could change
            raise TemporaryFailure(f"sender: {code}")
        return self._smtp

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.tls == "implicit":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, self._own_name, timeout=TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, self._own_name, timeout=TIMEOUT_S)
        try:
            if server.tls == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, server.password)
            smtp.ehlo_or_helo_if_needed()
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _give_up(self) -> None:
        """End a refused mail and keep the connection."""
        if self._smtp is None:
            return
        try:
            if self._smtp.rset()[0] != 250:
                self._close()
        except (smtplib.SMTPException, OSError):
            self._close()

    def _close(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _accepted(stage: str, reply: Reply) -> None:
    """Raises TemporaryFailure, PermanentFailure for a refusal; the server's own words may repeat the address."""
    code, words = reply
    if code < 400:
        return
    enhanced = ENHANCED.match(words)
    reason = f"{stage}: {code} {enhanced[0].decode() if enhanced else ''}".strip()
    if code >= 500:
        raise PermanentFailure(reason)
    raise TemporaryFailure(reason)


def _bytes(words: bytes | str) -> bytes:
    return words if isinstance(words, bytes) else words.encode()
