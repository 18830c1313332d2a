"""Notifications as mails: by itself, those about one auction together, or a digest."""

from email.message import Message as Mail

from auction.alerts.deliveries.rows import Message
from auction.alerts.words import Words, framed, words_of
from auction.contacts import mail
from auction.contacts.layout import Link, Rendered, render
from auction.notifications.kinds import ALWAYS, KINDS
from auction.notifications.rows import Group
from auction.notifications.unsubscribing import token_for

# what one digest lists
LISTED = 30


def send(message: Message) -> None:
    """Send a message to a mail address. Raises TemporaryFailure, PermanentFailure."""
    mail.send(composed(message))


def composed(message: Message) -> Mail:
    """Return the mail, with the headers to unsubscribe by one click (RFC 8058) from its newest notification's group."""
    words = [words_of(part, message.settings) for part in message.parts]
    if message.is_digest:
        subject = framed("digest", message.settings["locale"], count=len(words))
        rendered = _digest(subject, words, message)
    else:
        subject, rendered = words[0].subject, _single(words, message)
    name, groups = f"n{message.name}.{message.contact['id']}", _groups(message)
    unsubscribe = _unsubscribe_link(message, groups[0]) if groups else ""
    return mail.compose(message.contact["address"], subject, rendered.text, rendered.html, name, unsubscribe)


def _single(words: list[Words], message: Message) -> Rendered:
    newest, locale = words[0], message.settings["locale"]
    earlier = list(dict.fromkeys(each.heading for each in words[1:] if each.heading != newest.heading))
    since = [framed("since", locale, headings=", ".join(earlier))] if earlier else []
    paragraphs = [*filter(None, [newest.name]), *newest.lines, *since]
    button = Link(newest.button, mail.link(newest.path))
    return render(locale, newest.heading, paragraphs, button, _footer(message))


def _digest(heading: str, words: list[Words], message: Message) -> Rendered:
    locale, paragraphs = message.settings["locale"], list[str | Link]()
    for each in words[:LISTED]:
        paragraphs.append(Link(each.subject, mail.link(each.path)))
        paragraphs.extend(filter(None, [" ".join(each.lines)]))
    if rest := len(words) - LISTED:
        paragraphs.extend([framed("rest", locale, count=rest)] if rest > 0 else [])
    button = Link(framed("digestButton", locale), mail.link("/notifications"))
    return render(locale, heading, paragraphs, button, _footer(message))


def _footer(message: Message) -> list[str | Link]:
    locale, groups = message.settings["locale"], _groups(message)
    links = [
        Link(framed("unsubscribe", locale, group=framed(group, locale)), _unsubscribe_link(message, group))
        for group in groups
    ]
    settings = Link(framed("settings", locale), mail.link("/settings#notifications"))
    return [settings, *links] if groups else [framed("account", locale), settings]


def _groups(message: Message) -> list[Group]:
    """Return the groups in a message that can be switched off, the newest first."""
    groups = dict.fromkeys(KINDS[part.notification["kind"]].group for part in message.parts)
    return [group for group in groups if group not in ALWAYS]


def _unsubscribe_link(message: Message, group: Group) -> str:
    return mail.link(f"/api/unsubscribe?token={token_for(message.contact['user_id'], group)}")
