"""The Idempotency-Key header: digest the request, run it once, send the stored answer."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, BinaryIO

from flask import Response, request
from pydantic import BaseModel

import database
from auction import errors
from auction.idempotency.rules import Claim, StoredAnswer, check_key, run_once
from auction.threads import run_in_thread

Sent = bytes | BinaryIO


def answer_once(user_id: str, status: int, work: Callable[[database.Db], BaseModel], *sent: Sent) -> Response:
    """Run `work`, once only for an Idempotency-Key, and respond with its model. `sent` is what the digest covers."""
    claim = claim_of(user_id, *sent)
    if claim is None:
        return respond(StoredAnswer(status, database.transact(work).model_dump_json(by_alias=True)))

    def answer(db: database.Db) -> StoredAnswer:
        return StoredAnswer(status, work(db).model_dump_json(by_alias=True))

    return respond(database.transact_once(run_once, claim, answer))


def claim_of(user_id: str, *sent: Sent) -> Claim | None:
    """Return the request's key with a digest of its body, or None without a key. Raises InvalidIdempotencyKey."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    check_key(key)
    digest = hashlib.sha256(f"{request.method} {request.path}".encode())
    for part in sent:
        digest.update(_digest_of(part))
    return Claim(user_id, key, digest.digest())


def _digest_of(part: Sent) -> bytes:
    if isinstance(part, bytes):
        return hashlib.sha256(part).digest()
    part.seek(0)
    file: Any = part
    return run_in_thread(lambda: hashlib.file_digest(file, "sha256").digest())


def respond(stored: StoredAnswer) -> Response:
    """Respond with the stored answer. A stored refusal is raised, so that each contract words it in its own way."""
    if stored.status:
        return Response(stored.answer, stored.status, content_type="application/json")
    fields = json.loads(stored.answer)
    refusal: errors.Refusal = getattr(errors, fields["kind"])()
    refusal.code, refusal.extra = fields["code"], fields["extra"]
    raise refusal
