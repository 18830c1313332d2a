"""Shows the mails that development keeps as files, at /dev/mail, to operators alone; production has no such address."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app

from auction.contacts.mail import kept
from auction.errors import NotFound
from auction.http.pages import html_page
from auction.mail_settings import MailSettings
from auction.server.access import is_operator

# mails bring their styles with them, and nothing in one may run or load
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; frame-ancestors 'none'"

PAGE = Path(__file__).with_name("kept_mail.html")

kept_mail = Blueprint("kept_mail", __name__, url_prefix="/dev/mail")


def install(app: Flask, settings: MailSettings) -> None:
    """Show the mails of an application that keeps them as files."""
    if settings.folder is not None:
        app.extensions["kept_mail"] = settings.folder
        app.register_blueprint(kept_mail)


@kept_mail.get("")
def list_mails() -> Response:
    """List the mails that are kept, the newest first."""
    return html_page(PAGE, POLICY, mails=[{"name": path.stem, **_headers(_read(path))} for path in kept(_folder())])


@kept_mail.get("/<string:name>")
def show_mail(name: str) -> Response:
    """Show one mail as HTML in a frame where no script runs, and as text."""
    path = next((path for path in kept(_folder()) if path.stem == name), None)
    if path is None:
        raise NotFound
    mail = _read(path)
    html = '<base target="_top">' + _body(mail, "html")
    return html_page(PAGE, POLICY, html=html, text=_body(mail, "plain"), **_headers(mail))


def _folder() -> Path:
    """Return where the mails are. Raises NotFound for a client that is no operator: they hold links to accounts."""
    if not is_operator():
        raise NotFound
    folder: Path = current_app.extensions["kept_mail"]
    return folder


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _headers(mail: EmailMessage) -> dict[str, str]:
    return {"subject": str(mail["Subject"]), "to": str(mail["To"]), "date": str(mail["Date"])}


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
