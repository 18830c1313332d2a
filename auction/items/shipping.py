"""How a seller sends an item: up to one option of each kind with its fee, shown beside the price before any bid."""

import json
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from auction.http.fields import In
from auction.items.rows import ShippingKind

MAX_FEE = 100_000
# where a seller has said nothing, a buyer may choose between these
UNSAID: dict[ShippingKind, int] = {"parcel": 0, "meet": 0}


class ShippingOption(In):
    """One way to hand an item over: `parcel` to an address, `store` to a convenience store, `meet` in person."""

    kind: ShippingKind
    fee: int = Field(ge=0, le=MAX_FEE, description="won, paid by the buyer on top of the price")


def options_of(stored: str | None) -> list[ShippingOption]:
    """Return the options that an item's column holds; none where the seller has said nothing."""
    pairs = [part.split(":") for part in stored.split(",")] if stored else []
    return [ShippingOption.model_construct(kind=kind, fee=int(fee)) for kind, fee in pairs]


def fees_of(stored: str | None) -> dict[ShippingKind, int]:
    """Return what a buyer may choose from, and what each kind costs (won)."""
    return {option.kind: option.fee for option in options_of(stored)} or UNSAID


def stored_of(options: list[ShippingOption] | None) -> str | None:
    """Return options as an item's column holds them; None for none."""
    return ",".join(f"{option.kind}:{option.fee}" for option in options or []) or None


def _from_json(value: Any) -> Any:
    """A field of a multipart form holds text."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except (ValueError, RecursionError) as error:
        raise PydanticCustomError("shipping", "not JSON") from error


def _once(options: list[ShippingOption]) -> list[ShippingOption]:
    if len({option.kind for option in options}) < len(options):
        raise PydanticCustomError("shipping", "a kind occurs twice")
    return options


Shipping = Annotated[list[ShippingOption], Field(max_length=3), AfterValidator(_once)]
ShippingText = Annotated[Shipping, BeforeValidator(_from_json, json_schema_input_type=str)]
