"""What a notification says in a mail, a push message and a digest, in the user's language (words.toml, frame.toml)."""

import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from auction.alerts.deliveries.rows import Part
from auction.contacts.layout import one_line
from auction.users.rows import SettingsRow

LANGUAGES = ("ko", "en")
DATES = ("{at:%-m}월 {at:%-d}일 {at:%H:%M}", "{at:%-d} {at:%b} {at:%H:%M}")
# of what a seller or a user has written; a subject or a push message has no room for more
LONGEST_NAME = 80
# the data of notifications that words.toml may show; anything else in them stays out of every message
SHOWN = ("reason", "device", "address", "search", "count", "channel")
_HERE = Path(__file__)
_words = tomllib.loads(_HERE.with_name("words.toml").read_text(encoding="utf-8"))
_frame = tomllib.loads(_HERE.with_name("frame.toml").read_text(encoding="utf-8"))


class Words(NamedTuple):
    """A notification in words: plain text, not escaped. `path` is that of the page about it."""

    heading: str
    name: str
    lines: list[str]
    button: str
    path: str

    @property
    def subject(self) -> str:
        """The heading, with the item's title where there is one."""
        return f"{self.heading}: {self.name}" if self.name else self.heading


def words_of(part: Part, settings: SettingsRow) -> Words:
    """Return what a notification says. Prices and ends are those of the item now."""
    entry, values = _words[part.notification["kind"]], _values(part, settings)
    number = LANGUAGES.index(settings["locale"])
    lines = [line[number] for line in entry["lines"]]
    return Words(
        heading=entry["heading"][number],
        name=shortened(part.item["name"]) if part.item else "",
        lines=[line.format_map(values) for line in lines if _fields(line) <= values.keys()],
        button=entry["button"][number],
        path=_path(entry["path"], part),
    )


def framed(name: str, locale: str, **values: Any) -> str:
    """Return one of the texts that stand around notifications, by its name."""
    text: str = _frame[name][LANGUAGES.index(locale)]
    return text.format_map(values)


def shortened(text: str) -> str:
    """Return a text on one line, cut where it is long; a sign that is joined of several is not cut apart."""
    line = one_line(text)
    if len(line) <= LONGEST_NAME:
        return line
    return line[: LONGEST_NAME - 1].rstrip("\u200d\ufe0f ") + "…"


def _path(path: str, part: Part) -> str:
    named = {"item": part.notification["item_id"], "order": json.loads(part.notification["data"]).get("order")}
    if any(named[name] is None for name in _fields(path)):
        return "/notifications"
    return path.format_map(named)


def _values(part: Part, settings: SettingsRow) -> Mapping[str, str]:
    """What can be filled in. Of the item, none of its secrets: neither the leader's maximum nor the reserve."""
    data = json.loads(part.notification["data"])
    values = {name: shortened(str(data[name])) for name in SHOWN if data.get(name)}
    if "change" in data:
        values["change"] = framed(data["change"], settings["locale"])
    if "channel" in values:
        # of a contact that has stopped it says something else than of one that its user has changed
        name = "unreachable" if data.get("why") == "unreachable" else "channel"
        values[name] = framed(values.pop("channel"), settings["locale"])
    if "amount" in data:
        values["amount"] = framed("won", settings["locale"], number=f"{data['amount']:,}")
    if "due" in data:
        values["due"] = _shown_time(datetime.fromisoformat(data["due"]), settings)
    if "decision" in data:
        values["decision"] = framed(f"decided-{data['decision']}", settings["locale"], **values)
    if part.item:
        values["end"] = _shown_time(part.item["endTime"], settings)
        # what ended without a bid has no last price
        if part.item["bidCount"] or part.item["state"] == "open":
            values["price"] = framed("won", settings["locale"], number=f"{part.item['price']:,}")
    return values


def _shown_time(moment: datetime, settings: SettingsRow) -> str:
    at = moment.replace(tzinfo=UTC).astimezone(ZoneInfo(settings["timeZone"]))
    return DATES[LANGUAGES.index(settings["locale"])].format(at=at)


def _fields(line: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(line) if name}
