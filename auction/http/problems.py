"""Answers refusals and errors as RFC 9457 problem+json; the only place that maps them to HTTP statuses."""

import json
import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import HTTPException

from auction import errors
from auction.http.texts import field_message, language, problem_text

log = logging.getLogger("ssgbay.refusal")
CONTENT_TYPE = "application/problem+json"

# answers a status, a code and extra members as a legacy contract does; None for a path that is not in that contract
LegacyAnswer = Callable[[int, str, dict[str, Any]], Response | None]

STATUS: dict[type[errors.Refusal], int] = {
    errors.Unreadable: 400,
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.Unsupported: 415,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.TryAgain: 503,
}
# our codes for what werkzeug itself refuses
CODES = {
    400: "unreadable", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large", 415: "unsupported",
}  # fmt: skip


def status_of(kind: type[errors.Refusal]) -> int:
    """The HTTP status of a refusal, by its nearest ancestor in STATUS."""
    return next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)


def problem(status: int, code: str, **extra: Any) -> Response:
    """A problem+json response in the reader's language. The request's log line names the code."""
    g.refusal = code
    legacy: LegacyAnswer = current_app.extensions["legacy_answer"]
    return legacy(status, code, extra) or _problem(status, code, extra)


def _problem(status: int, code: str, extra: dict[str, Any]) -> Response:
    response = Response(body(status, code, g.get("request_id", ""), **extra), status, content_type=CONTENT_TYPE)
    response.headers["Content-Language"] = language()
    response.vary.add("Accept-Language")
    return response


def body(status: int, code: str, request_id: str, **extra: Any) -> str:
    """The JSON of a problem, within or outside a request."""
    title, detail = problem_text(code, extra)
    members = {
        "type": f"urn:ssgbay:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "requestId": request_id,
        **extra,
    }
    return json.dumps(members, ensure_ascii=False)


def answer_refusal(refusal: errors.Refusal) -> Response:
    """The answer to a refusal."""
    status = status_of(type(refusal))
    response = problem(status, refusal.code, **with_messages(refusal.extra))
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    response.headers.update(refusal.headers)
    if hasattr(refusal, "retry_after"):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def with_messages(extra: dict[str, Any]) -> dict[str, Any]:
    """A refusal's extra members, with the message of each field in the reader's language."""
    fields = extra.get("errors")
    if not isinstance(fields, list):
        return extra
    return extra | {"errors": [field | {"message": field_message(field["message"])} for field in fields]}


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]  # werkzeug promises only its own base class
    response = problem(status, CODES.get(status, "internal" if status >= 500 else "refused"))
    if allow := dict(error.get_headers()).get("Allow"):
        response.headers["Allow"] = allow
    return response


def answer_bug(error: Exception) -> Response:
    """Log an unexpected exception in full and answer without its details."""
    log.exception("bug", extra={"path": request.path})
    return problem(500, "internal")


def install(app: Flask, legacy_answer: LegacyAnswer) -> None:
    """Answer every refusal, HTTP error and bug of this app as a problem, or as a legacy contract does on its paths."""
    app.extensions["legacy_answer"] = legacy_answer
    app.register_error_handler(errors.Refusal, answer_refusal)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, answer_bug)
