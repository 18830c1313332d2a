"""The application's routes."""

from flask import Flask
from werkzeug.routing import Rule


def routes(app: Flask) -> list[tuple[str, Rule]]:
    """Every method of every route, without HEAD and OPTIONS, which Flask adds."""
    return [
        (method, rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
