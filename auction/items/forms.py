"""Request and response models of the item routes; queries of lists: list_forms.py."""

from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from auction.engine.bidding import Standing, Terms, is_reserve_met
from auction.http.fields import In, Moment, MomentOut, Out, Text, Won, WonText, Yes, naive, utc
from auction.items.bounds import shown_minimum, shown_next_bids
from auction.items.rows import (
    BuyNowUntil,
    DescriptionChanges,
    ImageRow,
    ItemRow,
    Listing,
    ListingChanges,
    OfferChanges,
    RelistChanges,
    Status,
)
from auction.items.rules import buy_now_price, status_of
from auction.items.shipping import Shipping, ShippingOption, ShippingText, options_of, stored_of
from auction.users.forms import Seller, seller
from auction.users.masking import masked

MAX_IMAGES = 8
# characters that would end a path; browsers escape the rest, and the URLs of 2023 stay as they were
ESCAPES = {ord(sign): quote(sign) for sign in "%?#\\"}

Name = Annotated[str, Text(1, 100, refuses_controls=True)]
Content = Annotated[str, Text(0, 10_000, lines=True)]


class ItemForm(In):
    name: Name
    content: Content
    price: WonText = Field(description="start price, won")
    end_time: Moment
    start_time: Moment | None = None
    reserve_price: WonText | None = Field(None, description="secret: below it the item does not sell, won")
    buy_now_price: WonText | None = None
    buy_now_until: BuyNowUntil = "firstBid"
    extends: Yes = Field(True, description="a bid in the last five minutes moves the end; fixed once listed")
    # without a default in the document, where it would have to be text
    shipping: ShippingText = Field(default_factory=list, description="JSON: how it is sent, each kind once; fee in won")

    def values(self) -> Listing:
        """Return the fields as columns."""
        return {
            "name": self.name,
            "content": self.content,
            "price": self.price,
            "endTime": naive(self.end_time),
            "startTime": naive(self.start_time) if self.start_time else None,
            "reserve": self.reserve_price,
            "buyNowPrice": self.buy_now_price,
            "buyNowUntil": self.buy_now_until,
            "extends": self.extends,
            "relistOf": None,
            "shipping": stored_of(self.shipping),
        }


class _Changes(In):
    name: Name | None = None
    content: Content | None = None
    price: Won | None = Field(None, description="start price, won")
    start_time: Moment | None = None
    reserve_price: Won | None = Field(None, description="won; null removes it")
    buy_now_price: Won | None = Field(None, description="won; null removes it")
    shipping: Shipping | None = None

    def texts(self) -> DescriptionChanges:
        """Return the texts as columns; None for one that was not sent."""
        return {"name": self.name, "content": self.content}

    def offers(self) -> OfferChanges:
        """Return reserve and buy-now price, those that were sent."""
        sent: OfferChanges = {}
        if "reserve_price" in self.model_fields_set:
            sent["reserve"] = self.reserve_price
        if "buy_now_price" in self.model_fields_set:
            sent["buyNowPrice"] = self.buy_now_price
        return sent


class ItemChanges(_Changes):
    """All terms but `extends`; the start only of an auction that has not started."""

    end_time: Moment | None = None
    buy_now_until: BuyNowUntil | None = None

    def values(self) -> ListingChanges:
        """Return the fields as columns; None for a field that was not sent."""
        return {
            **self.texts(),
            **self.offers(),
            "price": self.price,
            "startTime": naive(self.start_time) if self.start_time else None,
            "endTime": naive(self.end_time) if self.end_time else None,
            "buyNowUntil": self.buy_now_until,
            "shipping": stored_of(self.shipping),
        }


class RelistForm(_Changes):
    """What is not sent stays as it was."""

    end_time: Moment

    def values(self) -> RelistChanges:
        """Return the fields as columns; None for a field that was not sent."""
        return {
            **self.texts(),
            **self.offers(),
            "endTime": naive(self.end_time),
            "startTime": naive(self.start_time) if self.start_time else None,
            "price": self.price,
            "shipping": stored_of(self.shipping),
        }


class Image(Out):
    url: str
    thumbnail_url: str
    width: int
    height: int


class Viewer(Out):
    is_seller: bool
    is_leading: bool
    is_watching: bool
    max_amount: int | None = Field(description="own secret maximum while leading, won")
    reserve_price: int | None = Field(
        None, exclude_if=lambda price: price is None, description="the seller's own reserve, won"
    )
    buy_now_price: int | None = Field(
        None, exclude_if=lambda price: price is None, description="the seller's own buy-now price, taken or not, won"
    )


class Item(Out):
    id: int
    name: str
    content: str
    price: int = Field(description="start price until the first bid, then the standing price, won")
    start_price: int
    bid_count: int
    minimum_bid: int | None = Field(description="the smallest bid accepted now, won; null where no step is left")
    next_bids: list[int] = Field(description="that one, then one increment after another over it, won")
    start_time: MomentOut
    end_time: MomentOut
    status: Status
    seller: Seller
    images: list[Image]
    watch_count: int
    server_time: MomentOut
    extends: bool = Field(description="a bid in the last five minutes moves the end")
    reserve_met: bool | None = Field(description="null where there is no reserve")
    buy_now_price: int | None = Field(description="null where it cannot be bought at once any more")
    relist_of: int | None
    shipping: list[ShippingOption] = Field(description="how the seller sends it; empty where nothing was said")
    winner: str | None = Field(description="from the end on: the masked id of who has won; null where nobody has")
    viewer: Viewer | None = None


class Items(Out):
    items: list[Item]
    next_cursor: str | None


def item_out(row: ItemRow, images: list[ImageRow], viewer_id: str | None, is_watching: bool) -> Item:
    """Build the answer for this viewer, without the seller's reserve and other users' maxima."""
    terms, standing = _auction(row)
    return Item(
        id=row["id"], name=row["name"], content=row["content"] or "", price=row["price"],
        start_price=row["startPrice"], bid_count=row["bidCount"], watch_count=row["watchCount"],
        minimum_bid=shown_minimum(terms, standing),
        next_bids=shown_next_bids(terms, standing, 5),
        start_time=utc(row["startTime"]),
        end_time=utc(row["endTime"]),
        status=status_of(row),
        seller=seller(row["user_id"], row["nickname"], row["leftAt"] is not None),
        images=[image_out(image) for image in images],
        server_time=utc(row["now"]),
        extends=bool(row["extends"]),
        reserve_met=None if row["reserve"] is None else is_reserve_met(terms, standing),
        buy_now_price=_buy_now_price(row),
        relist_of=row["relistOf"],
        shipping=options_of(row["shipping"]),
        winner=_winner(row, terms, standing),
        viewer=viewer_out(row, viewer_id, is_watching) if viewer_id else None,
    )  # fmt: skip


def _auction(row: ItemRow) -> tuple[Terms, Standing]:
    terms = Terms(row["startPrice"], row["rulesVersion"], row["reserve"])
    return terms, Standing(row["price"], row["leader_id"], row["maximum"])


def _buy_now_price(row: ItemRow) -> int | None:
    if status_of(row) not in ("live", "scheduled"):
        return None
    return buy_now_price(row["buyNowPrice"], row["buyNowUntil"], row["leader_id"], row["price"])


def image_out(image: ImageRow) -> Image:
    """Build the URLs and size of a stored image."""
    return Image(
        url=image_url(image["name"]),
        thumbnail_url=image_url(image["thumbnail"]),
        width=image["width"],
        height=image["height"],
    )


def image_url(name: str) -> str:
    """Return the URL path of a file. Rows of 2023 hold a whole URL, of which the last part is the file's name."""
    return f"/resources/{name.rsplit('/', 1)[-1].translate(ESCAPES)}"


def _winner(row: ItemRow, terms: Terms, standing: Standing) -> str | None:
    won = status_of(row) == "sold" or (status_of(row) == "ended" and is_reserve_met(terms, standing))
    return masked(standing.leader) if won and standing.leader else None


def viewer_out(row: ItemRow, viewer_id: str, is_watching: bool) -> Viewer:
    """Build the part of an item that its viewer alone may see."""
    leading, selling = row["leader_id"] == viewer_id, row["user_id"] == viewer_id
    return Viewer(
        is_seller=selling,
        is_leading=leading,
        is_watching=is_watching,
        max_amount=row["maximum"] if leading else None,
        reserve_price=row["reserve"] if selling else None,
        buy_now_price=row["buyNowPrice"] if selling else None,
    )
