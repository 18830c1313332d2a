"""What 2023's clients send and read: the fields of an item, forms as the old page fills them in, a message."""

import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.cast import a_photo

FIELDS = {"id", "name", "content", "price", "user_id", "image", "startTime", "endTime"}
SIGN_UP = {
    "userId": "newcomer",
    "userPwd1": "a long enough one",
    "userPhone": "010-1234-5678",
    "userNickname": "새 얼굴",
}
WRONG_LOGIN = "잘못된 로그인 정보입니다. 다시 입력해주세요."
NOT_SIGNED_IN = "인증되지 않은 접근입니다."


def korean(answer):
    """The message of an error, which must be a Korean sentence and all there is."""
    assert set(answer.json) == {"message"}
    assert any("가" <= letter <= "힣" for letter in answer.json["message"])
    return answer.json["message"]


def bearer(answer):
    """The header that uses the token of this answer."""
    return {"Authorization": f"Bearer {answer.json['token']}"}


def pages(reader, path):
    """The ids on each page, from this path along the links."""
    found = []
    while path:
        answer = reader.get(path)
        assert answer.status_code == 200, answer.text
        found.append([entry["id"] for entry in answer.json])
        link = answer.headers.get("Link")
        assert link is None or link.endswith('>; rel="next"')
        path = link[1:].split(">")[0] if link else None
    return found


def form(**changes):
    """The multipart form of the old page; a change to None leaves that field out."""
    naive = (datetime.now(ZoneInfo("Asia/Seoul")) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    fields = {
        "itemName": "중고 기타", "itemContent": "줄이 새것", "itemPrice": "10000", "endTime": naive, "userId": "seller",
        "itemImage": (io.BytesIO(a_photo(32, 32)), "guitar.jpg"), **changes,
    }  # fmt: skip
    return {name: value for name, value in fields.items() if value is not None}
