"""The query of an event stream, and the events it sends."""

import json
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, RootModel
from pydantic_core import PydanticCustomError

from auction.http.fields import In, MomentOut, Out, utc
from auction.items.rows import Status
from auction.live.rules import GONE, State
from auction.notifications.rows import Kind
from auction.notifications.rules import Inbox

MAX_ITEMS = 100


Ids = Annotated[str, Field(pattern=rf"^[0-9]+(,[0-9]+){{0,{MAX_ITEMS - 1}}}$")]


def _ids(value: Any) -> list[int]:
    """Parse `1,2,3` into numbers without duplicates."""
    words = value.split(",") if isinstance(value, str) else []
    if not 1 <= len(words) <= MAX_ITEMS or not all(word.isascii() and word.isdigit() for word in words):
        raise PydanticCustomError("item_ids", "not a list of ids")
    return list(dict.fromkeys(int(word[:20]) for word in words))


class EventsQuery(In):
    items: Annotated[list[int], BeforeValidator(_ids, json_schema_input_type=Ids)] = Field(
        default_factory=list,
        description=f"ids of up to {MAX_ITEMS} items with commas between them: 1,2,3; optional for the signed in",
    )


class PriceEvent(Out):
    """The data of each `price` event. For an item that does not exist (any more) one `gone` event is sent."""

    id: int
    price: int = Field(description="won")
    minimum_bid: int | None = Field(description="the smallest bid accepted now, won; null where no step is left")
    bid_count: int
    end_time: MomentOut
    status: Status
    server_time: MomentOut


class GoneEvent(Out):
    """The data of a `gone` event."""

    id: int


class Newest(Out):
    id: int
    kind: Kind
    item_id: int | None
    data: dict[str, Any]
    created_at: MomentOut


class NotificationEvent(Out):
    """The data of each `notification` event, for the signed in."""

    unseen_count: int
    newest: Newest | None


class AnyEvent(RootModel[PriceEvent | GoneEvent | NotificationEvent]):
    """The data of a `price`, `gone` or `notification` event."""


def inbox_event(inbox: Inbox) -> bytes:
    """Serialise an inbox as a server-sent event."""
    row = inbox.newest
    newest = row and Newest(
        id=row["id"],
        kind=row["kind"],
        item_id=row["item_id"],
        data=json.loads(row["data"]),
        created_at=utc(row["createdAt"]),
    )
    data = NotificationEvent(unseen_count=inbox.unseen, newest=newest)
    return b"event: notification\ndata: %s\n\n" % data.model_dump_json(by_alias=True).encode()


def event(state: State) -> bytes:
    """Serialise a state as a server-sent event, once for all streams."""
    if not state.text:
        state.text = gone_event(state.id) if state.status == GONE else _price(state, state.status)
    return state.text


def gone_event(item_id: int) -> bytes:
    """The event for an item that does not exist, or does not any more."""
    return b'event: gone\ndata: {"id":%d}\n\n' % item_id


def _price(state: State, status: Status) -> bytes:
    data = PriceEvent(
        id=state.id,
        price=state.price,
        minimum_bid=state.minimum_bid,
        bid_count=state.bid_count,
        end_time=utc(state.end_time),
        status=status,
        server_time=utc(state.now),
    )
    return b"event: price\ndata: %s\n\n" % data.model_dump_json(by_alias=True).encode()
