"""Sends mails by SMTP, or in development writes them to files that /dev/mail shows."""

import contextlib
import os
import secrets
from datetime import UTC, datetime
from email import policy
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from auction.appstate import PerApp
from auction.contacts.failures import PermanentFailure
from auction.contacts.smtp import SmtpConnection
from auction.mail_settings import MailSettings

# how many files are kept in development
MAX_FILES = 200
# the lines of mails end as SMTP has them; the library's newer policies parse each header again, most of a mail's cost
POLICY = policy.compat32.clone(linesep="\r\n")


class Transport(Protocol):
    """Takes mails."""

    def send(self, sender: str, recipient: str, content: bytes) -> None:
        """Send one mail to one address. Raises TemporaryFailure, PermanentFailure."""


class MailFolder:
    """Keeps the latest mails as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, sender: str, recipient: str, content: bytes) -> None:
        """Write one mail; the oldest of too many are deleted."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}"
        draft = self._folder / f".{name}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        draft.rename(self._folder / f"{name}.eml")
        for path in kept(self._folder)[MAX_FILES:]:
            # another process may have deleted it
            with contextlib.suppress(FileNotFoundError):
                path.unlink()


def kept(folder: Path) -> list[Path]:
    """Return the files of kept mails, the newest first."""
    return sorted(folder.glob("*.eml"), reverse=True)


class _Mailer:
    """What this application sends mails with, and how they begin."""

    def __init__(self, settings: MailSettings | None = None) -> None:
        self.transport: Transport | None = None
        self.sender, self.site = "", ""
        if settings is None:
            return
        self.sender, self.site = settings.sender, settings.site
        if settings.server:
            self.transport = SmtpConnection(settings.server, self.host)
        elif settings.folder:
            self.transport = MailFolder(settings.folder)

    @property
    def host(self) -> str:
        """The site's name, for Message-IDs and for its greeting to the server."""
        return urlsplit(self.site).hostname or "localhost"


_mailer: PerApp[_Mailer] = PerApp(_Mailer)


def configure(settings: MailSettings) -> None:
    """Send the running application's mails as these settings say."""
    _mailer.set(_Mailer(settings))


def is_on() -> bool:
    """Whether mails are sent, or kept in development."""
    return _mailer.get().transport is not None


def link(path: str) -> str:
    """Return the full address of a path of this site, for messages."""
    return _mailer.get().site + path


def sender_address() -> str:
    """Return the address that mails come from."""
    return parseaddr(_mailer.get().sender)[1]


def compose(to: str, subject: str, text: str, html: str, message_id: str, unsubscribe: str = "") -> Message:
    """Return a mail in plain text and HTML; `message_id` names it, so that of two deliveries one is shown.

    `unsubscribe` is a link that a mail program can POST to (RFC 8058). Raises ValueError for a line end in a header.
    """
    # in base64 no line of a text can be the boundary
    message = MIMEMultipart("alternative", boundary=f"=={message_id}==", policy=POLICY)
    headers = {
        "From": formataddr(parseaddr(_mailer.get().sender)),
        "To": to,
        "Subject": subject,
        "Date": format_datetime(datetime.now(UTC)),
        "Message-ID": f"<{message_id}@{_mailer.get().host}>",
        # RFC 3834: no machine answers it
        "Auto-Submitted": "auto-generated",
    }
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    for name, value in headers.items():
        if len(f"{value}.".splitlines()) > 1:
            raise ValueError(f"linefeed in {name}")
        message[name] = value
    for kind, content in (("plain", text), ("html", html)):
        message.attach(MIMEText(content, kind, "utf-8", policy=POLICY))
    return message


def send(message: Message) -> None:
    """Send a mail to the one address of its To header. Raises TemporaryFailure, PermanentFailure."""
    transport = _mailer.get().transport
    if transport is None:
        raise PermanentFailure("mail is off")
    sender, recipient = (parseaddr(str(message[name]))[1] for name in ("From", "To"))
    transport.send(sender, recipient, message.as_bytes(policy=POLICY))
