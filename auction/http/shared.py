"""Public answers: shared by the requests of a worker, kept for a second by caches, and named by an ETag."""

import hashlib
import time
from collections.abc import Sequence
from functools import wraps
from typing import Any, NamedTuple

from flask import Response, request

from auction import readings
from auction.http.contract import View, contract_of

# a browser asks every time; a cache between asks once a second, and may answer with what it has while it asks
CACHE_CONTROL = "public, max-age=0, s-maxage=1, stale-while-revalidate=1"
BODY_WEIGHT = 500
# where the WSGI environment holds what the answer shows, if it may be answered again
SHARED = "ssgbay.shared"


class Body(NamedTuple):
    """A JSON body, its ETag, the items that it shows, and when its reading began (monotonic)."""

    text: bytes
    etag: str
    item_ids: Sequence[int]
    began: float

    @classmethod
    def of(cls, text: bytes, item_ids: Sequence[int], began: float) -> "Body":
        """Make a body of this JSON."""
        return cls(text, hashlib.blake2b(text, digest_size=12).hexdigest(), item_ids, began)

    @property
    def weight(self) -> int:
        """Roughly how many bytes it takes."""
        return len(self.text) + BODY_WEIGHT


def as_json(body: Body) -> Response:
    """Answer with a body."""
    return Response(body.text, content_type="application/json")


def public(body: Body) -> Response:
    """Answer a request without a token, with 304 where the client has the same body already."""
    request.environ[SHARED] = body
    response = as_json(body)
    # the same address answers the signed-in otherwise
    response.headers.extend((("ETag", f'"{body.etag}"'), ("Cache-Control", CACHE_CONTROL), ("Vary", "Authorization")))
    if "If-None-Match" in request.headers:
        response.make_conditional(request)
    return response


def shared(view: View) -> View:
    """Share the answer of a view among requests for the same address within a fraction of a second.

    Where the view looks at a token, only requests without one share it.
    """
    looks_at_token = contract_of(view).signed_in

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> Response:
        if looks_at_token and "Authorization" in request.headers:
            response: Response = view(*args, **kwargs)
            return response
        key = (request.path, request.query_string)
        item_ids = [kwargs["item_id"]] if "item_id" in kwargs else []

        def read() -> Body:
            began = time.monotonic()
            return Body.of(view(*args, **kwargs).get_data(), item_ids, began)

        body = readings.shared(key, read)
        return as_json(body) if "Authorization" in request.headers else public(body)

    return answer
