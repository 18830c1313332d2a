"""Small HTML pages of the server's own, made from a template, which no cache keeps."""

from functools import cache
from pathlib import Path
from typing import Any

from flask import Response


def html_page(path: Path, policy: str, **values: Any) -> Response:
    """Return the template at `path` filled in; `policy` is its Content-Security-Policy."""
    response = Response(_template(path).render(**values), content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = policy
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def _template(path: Path) -> Any:
    # imported at first use: few requests show such a page
    from jinja2 import Environment, FileSystemLoader

    return Environment(loader=FileSystemLoader(path.parent), autoescape=True).get_template(path.name)
