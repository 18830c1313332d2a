"""Idempotency-Key at the door: hash the request, run it once, answer what was kept."""

import hashlib
import json
from collections.abc import Callable

from flask import Response, request
from pydantic import BaseModel

import database
from auction import errors
from auction.face.problems import in_words, problem, status_of
from auction.idempotency.rules import Kept, once


def answer_once(who: str, status: int, work: Callable[[database.Db], BaseModel], *sent: bytes) -> Response:
    """Answer `work`'s model as `status`; with an Idempotency-Key never do it twice. `sent` tells requests apart."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return _respond(Kept(status, database.transact(work).model_dump_json(by_alias=True)))

    def work_and_keep(db: database.Db) -> Kept:
        return Kept(status, work(db).model_dump_json(by_alias=True))

    return _respond(database.transact_once(once, who, key, _digest(*sent), work_and_keep))


def _digest(*sent: bytes) -> bytes:
    digest = hashlib.sha256(f"{request.method} {request.path}".encode())
    for part in sent:
        digest.update(hashlib.sha256(part).digest())
    return digest.digest()


def _respond(kept: Kept) -> Response:
    if kept.status:
        return Response(kept.answer, kept.status, content_type="application/json")
    refusal = json.loads(kept.answer)
    return problem(status_of(getattr(errors, refusal["kind"])), refusal["code"], **in_words(refusal["extra"]))
