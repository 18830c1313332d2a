"""A Postman collection as the users of 2023 have it, played from its first request to its last on a real server."""

import io
import json
import re
import shutil
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest

from tests.cast import RunningServer, a_photo

COLLECTION = Path(__file__).with_name("collection.json")


def by_curl(request: dict[str, Any], token: str) -> tuple[int, str]:
    """Status and text of the answer to a request of the collection, sent as a shell user of 2023 sends it."""
    command = ["curl", "--silent", "--max-time", "30", "--write-out", "\n%{http_code}", "--request", request["method"]]
    command += ["--header", f"Authorization: Bearer {token}"] if token else []
    body = request.get("body", {"mode": ""})
    if body["mode"] == "raw":
        command += ["--header", "Content-Type: application/json", "--data", body["raw"]]
    for field in body.get("urlencoded", ()):
        command += ["--data-urlencode", f"{field['key']}={field['value']}"]
    for field in body.get("formdata", ()):
        command += ["--form", f"{field['key']}=@{field['src']}"] if field["type"] == "file" else [
            "--form-string", f"{field['key']}={field['value']}"
        ]  # fmt: skip
    output = subprocess.run([*command, request["url"]], capture_output=True, text=True, check=True).stdout
    text, _, status = output.rpartition("\n")
    return int(status), text


def by_python(server: RunningServer, request: dict[str, Any], token: str) -> tuple[int, str]:
    """As `by_curl`, where there is no curl."""
    parts, body = urlsplit(request["url"]), request.get("body", {"mode": ""})
    sent: dict[str, Any] = {"query_string": parts.query}
    if body["mode"] == "raw":
        sent |= {"data": body["raw"], "content_type": "application/json"}
    elif body["mode"]:
        kind = "multipart/form-data" if body["mode"] == "formdata" else "application/x-www-form-urlencoded"
        sent |= {"data": {field["key"]: _value(field) for field in body[body["mode"]]}, "content_type": kind}
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = server.open(parts.path, method=request["method"], headers=headers, **sent)
    return answer.status_code, answer.get_data(as_text=True)


def _value(field: dict[str, str]) -> Any:
    if "src" not in field:
        return field["value"]
    file = Path(field["src"])
    return io.BytesIO(file.read_bytes()), file.name


@pytest.mark.parametrize("sender", ["curl", "python"])
def test_a_collection_of_2023_plays_to_its_end(server: RunningServer, tmp_path: Path, sender: str) -> None:
    if sender == "curl" and not shutil.which("curl"):
        pytest.skip("there is no curl; the other sender plays the same collection")
    photo = tmp_path / "내 사진 (1).jpg"
    photo.write_bytes(a_photo(32, 32))
    tomorrow = datetime.now(ZoneInfo("Asia/Seoul")) + timedelta(days=1)
    values = {"base": server.url, "photo": str(photo), "end": f"{tomorrow:%Y-%m-%dT%H:%M}", "item": "", "token": ""}
    for step in json.loads(COLLECTION.read_text(encoding="utf-8"))["item"]:
        filled = re.sub(r"\{\{(\w+)\}\}", lambda name: values[name[1]], json.dumps(step["request"], ensure_ascii=False))
        request, token = json.loads(filled), values["token"]
        status, text = by_curl(request, token) if sender == "curl" else by_python(server, request, token)
        (example,) = step["response"]
        assert (status, example["body"] in text) == (example["code"], True), f"{step['name']}: {status} {text}"
        answer = json.loads(text) if text[:1] in "[{" else {}
        if "token" in answer:
            values["token"] = answer["token"]
        if isinstance(answer, list) and answer:
            values["item"] = str(answer[0]["id"])
