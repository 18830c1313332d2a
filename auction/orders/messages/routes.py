"""Routes of the chat of an order, and of its photos."""

from flask import Blueprint, Response, current_app

import database
from auction.http import cursors
from auction.http.contract import answers, takes
from auction.idempotency.http import answer_once
from auction.items.images.storage import ImageNotFound, ImageStore, ImagesUnavailable
from auction.items.uploads import PHOTO_REFUSALS, receives_photos, saved, uploads_of
from auction.limits import rules as limits
from auction.orders import rules as orders
from auction.orders.errors import NotNow, OrderNotFound
from auction.orders.messages import forms, rules, views
from auction.users.access import signed_in, signed_in_by_cookie, user_id

messages = Blueprint("messages", __name__, url_prefix="/api/orders/<int:order_id>")


@messages.get("/messages")
@answers(200, forms.Messages, OrderNotFound)
@signed_in
@takes(query=forms.MessagesQuery)
def list_messages(order_id: int, query: forms.MessagesQuery) -> forms.Messages:
    """List the messages of one of my orders: the newest ones, and by the cursor those before them."""
    with database.reading() as db:
        chat = rules.page(db, order_id, user_id(), cursors.before(query.cursor), query.limit + 1)
    newest = chat.rows[: query.limit]
    return forms.Messages(
        messages=views.shown(reversed(newest), chat.role),
        next_cursor=cursors.following([row["id"] for row in chat.rows], query.limit),
    )


@messages.post("/messages")
@answers(201, forms.Message, OrderNotFound, NotNow, rules.ChatFull, rules.ChatPhotosFull, *PHOTO_REFUSALS)
@signed_in
@receives_photos(limits.MESSAGES)
@takes(body=forms.MessageForm, form=forms.PhotoMessageForm, files="photo", most_files=1, idempotent=True)
def send_message(order_id: int, body: forms.MessageForm | forms.PhotoMessageForm) -> Response:
    """Write to the other side of one of my orders, from its opening until 14 days after its end."""
    who, files = user_id(), uploads_of("photo", 1)
    check_own(order_id, who)
    with saved(private_images(), files) as photos:

        def work(db: database.Db) -> forms.Message:
            row = rules.send(db, order_id, who, body.text, photos.used()[0] if files else None)
            return views.shown([row], row["who"])[0]

        return answer_once(who, 201, work, body.text.encode(), *files)


@messages.post("/messages/read")
@answers(204, None, OrderNotFound)
@signed_in
@takes(body=forms.ReadForm)
def read_messages(order_id: int, body: forms.ReadForm) -> None:
    """Say up to which message I have read."""
    database.transact(rules.mark_read, order_id, user_id(), body.up_to)


@messages.get("/photos/<int:message_id>")
@answers(200, None, OrderNotFound, ImageNotFound, ImagesUnavailable, content="image/webp")
@signed_in_by_cookie
@takes(query=forms.PhotoQuery)
def message_photo(order_id: int, message_id: int, query: forms.PhotoQuery) -> Response:
    """Serve the photo of a message to the two sides of its order."""
    check_own(order_id, user_id())
    return served(order_id, message_id, query.thumbnail)


def served(order_id: int, message_id: int, is_thumbnail: bool) -> Response:
    """Return the photo of a message as a response; the caller checks who may see it. Raises ImageNotFound."""
    with database.reading() as db:
        message = rules.photo_of(db, order_id, message_id)
    data = private_images().open(message["thumbnail" if is_thumbnail else "photo"] or "")
    response = Response(data, content_type="image/webp")
    # it never changes, but no cache that others share may keep it
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


def check_own(order_id: int, who: str) -> None:
    """Refuse before anything is decoded or fetched. Raises OrderNotFound."""
    with database.reading() as db:
        orders.find(db, order_id, who)


def private_images() -> ImageStore:
    """Return the running application's store of photos that are not public."""
    store: ImageStore = current_app.extensions["private_images"]
    return store
