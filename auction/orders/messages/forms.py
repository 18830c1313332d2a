"""Request and response models of the chat of an order."""

from typing import Annotated

from pydantic import Field

from auction.http.fields import Amount, In, MomentOut, Out, Text, Yes
from auction.items.list_forms import PageQuery
from auction.orders.process import Side

MessageId = Amount


class MessagesQuery(PageQuery):
    """The newest messages first; the cursor leads to older ones."""


class MessageForm(In):
    text: Annotated[str, Text(1, 2_000, lines=True)]


class PhotoMessageForm(In):
    text: Annotated[str, Text(0, 2_000, lines=True)] = ""


class ReadForm(In):
    up_to: MessageId = Field(description="id of the newest message that was shown")


class PhotoQuery(In):
    thumbnail: Yes = False


class MessagePhoto(Out):
    url: str = Field(description="for the two sides alone; the refresh cookie is enough")
    thumbnail_url: str
    width: int
    height: int


class Message(Out):
    id: int
    by: Side
    text: str = Field(description="plain text, empty where there is only a photo")
    photo: MessagePhoto | None
    created_at: MomentOut
    mine: bool


class Messages(Out):
    messages: list[Message] = Field(description="oldest first")
    next_cursor: str | None = Field(description="of older messages")
