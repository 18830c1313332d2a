"""An SMTP server that keeps what it is sent, and refuses, waits or hangs up when a test wants it."""

import asyncio
import email
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from auction.mail_settings import SmtpServer


class MailServer:
    """The mails taken, and how the next ones are answered."""

    def __init__(self) -> None:
        self.envelopes: list[Envelope] = []
        self.connections = self.lost_connections = 0
        # the answer to each recipient and to each content; empty: it is taken
        self.recipient_answer = ""
        self.content_answer = ""
        self.cuts_after_content = False
        self.wait_s = 0.0
        self.credentials: list[tuple[bytes, bytes]] = []
        self.settings = SmtpServer("127.0.0.1", 0, "none", "", "")

    @property
    def mails(self) -> list[EmailMessage]:
        """The mails taken, parsed."""
        return [email.message_from_bytes(each.content, policy=policy.default) for each in self.envelopes]  # type: ignore[arg-type]

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address."""
        return [mail for mail in self.mails if mail["To"] == address]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Count the connections."""
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take or refuse a recipient."""
        if self.recipient_answer:
            return self.recipient_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take or refuse a mail."""
        if self.wait_s:
            await asyncio.sleep(self.wait_s)
        if self.content_answer:
            return self.content_answer
        self.envelopes.append(envelope)
        if self.cuts_after_content:
            server.transport.abort()
        return "250 OK"

    def authenticated(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        """Take every password."""
        self.credentials.append((data.login, data.password))
        return AuthResult(success=True)


class _Connection(SMTP):
    """One connection, whose end is counted if it was used."""

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.lost_connections += bool(self.session and self.session.host_name)
        super().connection_lost(error)


class _Controller(Controller):
    """Listens on a free port; the original connects to the configured one, to see that it listens."""

    def factory(self) -> SMTP:
        return _Connection(self.handler, **self.SMTP_kwargs)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(port: int = 0, **options: Any) -> Iterator[MailServer]:
    """Run an SMTP server on a free port of this machine."""
    server = MailServer()
    controller = _Controller(server, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        server.settings = SmtpServer("127.0.0.1", controller.port, "none", "", "")
        yield server
    finally:
        controller.stop()
