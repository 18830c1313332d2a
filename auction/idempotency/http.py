"""Idempotency-Key at the door: hash the request, run it once, answer what was kept."""

import hashlib
import json
from collections.abc import Callable

from flask import Response, request
from pydantic import BaseModel

import database
from auction import errors
from auction.idempotency.rules import Claim, Kept, check_key, once


def answer_once(who: str, status: int, work: Callable[[database.Db], BaseModel], *sent: bytes) -> Response:
    """Answer `work`'s model as `status`; with an Idempotency-Key never do it twice. `sent` tells requests apart."""
    claim = claim_of(who, *sent)
    if claim is None:
        return respond(Kept(status, database.transact(work).model_dump_json(by_alias=True)))

    def work_and_keep(db: database.Db) -> Kept:
        return Kept(status, work(db).model_dump_json(by_alias=True))

    return respond(database.transact_once(once, claim, work_and_keep))


def claim_of(who: str, *sent: bytes) -> Claim | None:
    """The key of this request, and a digest of what was `sent` with it. Raises InvalidIdempotencyKey."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    check_key(key)
    digest = hashlib.sha256(f"{request.method} {request.path}".encode())
    for part in sent:
        digest.update(hashlib.sha256(part).digest())
    return Claim(who, key, digest.digest())


def respond(kept: Kept) -> Response:
    """The kept answer; a kept refusal is raised, so that each contract says no in its own way."""
    if kept.status:
        return Response(kept.answer, kept.status, content_type="application/json")
    told = json.loads(kept.answer)
    refusal: errors.Refusal = getattr(errors, told["kind"])()
    refusal.code, refusal.extra = told["code"], told["extra"]
    raise refusal
