"""Request and response models of the routes of second chances."""

from pydantic import Field

from auction.http.fields import In, MomentOut, Out, utc
from auction.items.forms import Item
from auction.orders.rows import OfferRow, OfferState


class OfferForm(In):
    below_reserve: bool = Field(False, description="offer it even where the next bidder's highest bid is below it")


class Offer(Out):
    id: int
    item: Item
    price: int = Field(description="won; of the auction without those who failed, never above the bidder's maximum")
    state: OfferState
    expires_at: MomentOut


class Offers(Out):
    offers: list[Offer]


def offer_out(row: OfferRow, item: Item) -> Offer:
    """Build the answer for an offer."""
    return Offer(id=row["id"], item=item, price=row["price"], state=row["state"], expires_at=utc(row["expiresAt"]))
