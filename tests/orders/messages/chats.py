"""Messages by the real routes."""

import io
from typing import Any

from auction.orders.rows import OrderRow
from tests.cast import Person, a_photo


def send(person: Person, order: OrderRow, text: str = "", photo: bytes = b"", status: int = 201, key: str = "") -> Any:
    """Write into the chat of an order, as JSON or with a photo as a form; returns the answer's JSON."""
    headers = {"Idempotency-Key": key} if key else {}
    path = f"/api/orders/{order['id']}/messages"
    if photo:
        form = {"text": text, "photo": (io.BytesIO(photo), "photo.jpg", "image/jpeg")}
        answer = person.post(path, data=form, content_type="multipart/form-data", headers=headers)
    else:
        answer = person.post(path, json={"text": text}, headers=headers)
    assert answer.status_code == status, answer.text
    return answer.json


def send_photo(person: Person, order: OrderRow, text: str = "", **picture: Any) -> Any:
    return send(person, order, text, a_photo(**picture))


def chat(person: Person, order: OrderRow, query: str = "") -> list[Any]:
    """The messages as a person sees them, oldest first."""
    answer = person.get(f"/api/orders/{order['id']}/messages{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json["messages"])


def read(person: Person, order: OrderRow, message: Any) -> None:
    """Say that a person has read up to this message."""
    answer = person.post(f"/api/orders/{order['id']}/messages/read", json={"upTo": message["id"]})
    assert answer.status_code == 204, answer.text


def unread(person: Person, order: OrderRow) -> int:
    return int(person.get(f"/api/orders/{order['id']}").json["unreadMessages"])
