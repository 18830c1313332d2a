"""Request and response models of the notification routes."""

import json
from typing import Annotated, Any, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from auction.contacts.rows import Channel
from auction.http.fields import In, Matches, MomentOut, Out, Yes, utc
from auction.items.forms import Item
from auction.items.list_forms import PageQuery
from auction.notifications.kinds import ALWAYS
from auction.notifications.rows import Choice, Group, Kind, NotificationRow
from auction.notifications.rules import Choices
from auction.users.recipients import MINUTES, Minutes, wants
from auction.users.rows import Settings

# of the column
LONGEST_ZONE = 40


def _zone(name: str) -> str:
    try:
        # a name that is too long for the column is none of the names
        ZoneInfo(name[: LONGEST_ZONE + 1])
    except (KeyError, ValueError, OSError) as error:
        raise PydanticCustomError("time_zone", "no such time zone") from error
    return name


def _joined(chosen: list[Minutes]) -> str:
    return ",".join(str(minutes) for minutes in MINUTES if minutes in chosen)


TimeOfDay = Annotated[str, Matches("time_of_day", r"([01][0-9]|2[0-3]):[0-5][0-9]")]
Zone = Annotated[str, AfterValidator(_zone), Field(json_schema_extra={"maxLength": LONGEST_ZONE})]


class NotificationsQuery(PageQuery):
    unseen: Yes = Field(False, description="those alone that I have not seen")


class SeenForm(In):
    up_to: Annotated[int, Field(ge=0, lt=2**63)] = Field(description="the id of the newest notification that was seen")
    item_id: Annotated[int, Field(ge=1, lt=2**31)] | None = Field(None, description="those about this item alone")


class Notification(Out):
    id: int
    kind: Kind
    item: Item | None = Field(description="null where it is about none, or about one that was deleted")
    data: dict[str, Any] = Field(description="what it says, by kind; docs/notifications.md")
    created_at: MomentOut
    seen_at: MomentOut | None


class Notifications(Out):
    notifications: list[Notification]
    next_cursor: str | None
    unseen_count: int


class ChannelChoices(Out):
    mail: Choice
    push: Choice
    hook: Choice


class Groups(Out):
    bidding: ChannelChoices
    selling: ChannelChoices
    watching: ChannelChoices
    orders: ChannelChoices
    account: ChannelChoices = Field(description="what concerns the account's security is always delivered at once")


class Preferences(Out):
    groups: Groups
    quiet_from: str | None = Field(description="22:00, in timeZone; null: no hour is quiet")
    quiet_to: str | None
    digest_hour: int = Field(description="0 to 23, in timeZone")
    ending_soon: list[Minutes] = Field(description="minutes before the end of an auction")
    locale: Literal["ko", "en"]
    time_zone: str = Field(description="its IANA name")


class ChannelChoicesForm(In):
    mail: Choice | None = None
    push: Choice | None = None
    hook: Choice | None = None


class GroupsForm(In):
    bidding: ChannelChoicesForm = ChannelChoicesForm()
    selling: ChannelChoicesForm = ChannelChoicesForm()
    watching: ChannelChoicesForm = ChannelChoicesForm()
    orders: ChannelChoicesForm = ChannelChoicesForm()
    account: ChannelChoicesForm = ChannelChoicesForm()


class PreferencesForm(In):
    """What is not sent stays as it was. `account` stays as it is, whatever is sent."""

    groups: GroupsForm = GroupsForm()
    quiet_from: TimeOfDay | None = None
    quiet_to: TimeOfDay | None = None
    digest_hour: Annotated[int, Field(ge=0, le=23)] | None = None
    ending_soon: Annotated[list[Minutes], Field(max_length=len(MINUTES))] | None = None
    locale: Literal["ko", "en"] | None = None
    time_zone: Zone | None = None

    @model_validator(mode="after")
    def _both_or_none(self) -> "PreferencesForm":
        sent = {"quiet_from", "quiet_to"} & self.model_fields_set
        if sent and (len(sent) == 1 or (self.quiet_from is None) != (self.quiet_to is None)):
            raise PydanticCustomError("quiet_hours", "one of two")
        return self

    def choices(self) -> dict[Group, dict[Channel, Choice]]:
        """Return the choices that were sent, of the groups that leave one."""
        sent = cast("dict[Group, dict[Channel, Choice]]", self.groups.model_dump(exclude_none=True))
        return {group: choices for group, choices in sent.items() if group not in ALWAYS}

    def settings(self, old: Settings) -> Settings:
        """Return the settings, changed."""
        quiet_sent = "quiet_from" in self.model_fields_set
        return {
            "locale": self.locale or old["locale"],
            "timeZone": self.time_zone or old["timeZone"],
            "quietFrom": self.quiet_from if quiet_sent else old["quietFrom"],
            "quietTo": self.quiet_to if quiet_sent else old["quietTo"],
            "digestHour": old["digestHour"] if self.digest_hour is None else self.digest_hour,
            "endingSoon": old["endingSoon"] if self.ending_soon is None else _joined(self.ending_soon),
        }


def notification(row: NotificationRow, item: Item | None) -> Notification:
    """Build the answer for a notification and its item."""
    return Notification(
        id=row["id"],
        kind=row["kind"],
        item=item,
        data=json.loads(row["data"]),
        created_at=utc(row["createdAt"]),
        seen_at=utc(row["seenAt"]),
    )


def preferences(choices: Choices, settings: Settings) -> Preferences:
    """Build the answer for a user's choices and settings."""
    return Preferences(
        groups=Groups.model_validate(choices),
        quiet_from=settings["quietFrom"],
        quiet_to=settings["quietTo"],
        digest_hour=settings["digestHour"],
        ending_soon=[minutes for minutes in MINUTES if wants(settings, minutes)],
        locale=settings["locale"],
        time_zone=settings["timeZone"],
    )
