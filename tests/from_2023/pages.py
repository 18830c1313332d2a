"""Requests every page and list of the site once."""

from typing import Any
from urllib.parse import quote

SORTS = ("newest", "endingSoon", "priceAsc", "priceDesc", "mostBids")


def every_page(client: Any, people: list[tuple[str, str]]) -> dict[str, int]:
    """The status of each list, item, log and profile, of both contracts; for `people` (id, password) their own too."""
    answers: dict[str, int] = {}
    ids: set[int] = set()
    users = {user_id for user_id, _ in people}
    for status in ("live", "ended", "all"):
        for sort in SORTS:
            for item in _all_items(client, f"/api/items?status={status}&sort={sort}&limit=5", answers):
                ids.add(item["id"])
                users.add(item["seller"]["id"])
    # who has left is shown to nobody
    users.discard("(left)")
    for path in [f"{about}{item_id}{more}" for item_id in ids
                 for about, more in (("/api/items/", ""), ("/api/items/", "/bids"), ("/detail/", ""))]:  # fmt: skip
        answers[path] = client.get(path).status_code
    for path in ["/", "/?sort=priceUp", "/?sort=priceDown", "/?keyword=것", "/api/items?keyword=아이폰&status=all",
                 *(f"/api/users/{quote(user_id)}" for user_id in users if user_id)]:  # fmt: skip
        answers[path] = client.get(path, headers={"Accept": "application/json"}).status_code
    for user_id, password in people:
        answers |= _own_pages(client, user_id, password)
    return answers


def _all_items(client: Any, path: str, answers: dict[str, int]) -> list[dict[str, Any]]:
    found, cursor = [], ""
    while True:
        answer = client.get(path + cursor)
        answers[path + cursor] = answer.status_code
        if answer.status_code != 200:
            return found
        found += answer.json["items"]
        if not answer.json.get("nextCursor"):
            return found
        cursor = f"&cursor={quote(answer.json['nextCursor'])}"


def _own_pages(client: Any, user_id: str, password: str) -> dict[str, int]:
    answer = client.post("/api/login", json={"id": user_id, "password": password})
    answers = {f"sign-in of {user_id}": answer.status_code}
    if answer.status_code != 200:
        return answers
    headers = {"Authorization": f"Bearer {answer.json['accessToken']}"}
    paths = ["/api/me", "/api/me/items", "/api/me/bids", "/api/history", "/api/history?role=seller"]
    paths += [f"/mypage/{what}?id={quote(user_id)}" for what in ("buyitem", "myitem")]
    for path in paths:
        answers[f"{path} of {user_id}"] = client.get(path, headers=headers).status_code
    return answers
