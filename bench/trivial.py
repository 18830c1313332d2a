"""The least that our workers can answer: a constant JSON body from a bare WSGI application."""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

BODY = b'{"status":"ok"}'
HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(BODY)))]


class Application:
    """Answers every request alike; has what gunicorn.conf.py expects of an application of ours."""

    def __init__(self) -> None:
        self.extensions = {"live": SimpleNamespace(hub=SimpleNamespace(is_serving=None))}

    def __call__(self, _environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", HEADERS)
        return [BODY]


application = Application()
