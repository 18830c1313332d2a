"""Logging to standard output: a JSON line for each event in production, readable lines in development."""

import logging
import sys

from flask import g, has_request_context

from auction.observability import jsonlines


class _Readable(logging.Formatter):
    """Formats a record for a terminal, with what was passed as `extra`."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={value}" for name, value in jsonlines.extras(record).items())
        return super().formatMessage(record) + fields


def _add_request_id(record: logging.LogRecord) -> bool:
    if has_request_context() and "request_id" in g:
        record.requestId = g.request_id
    return True


def configure(production: bool) -> None:
    """Log everything below `ssgbay` in this process through one formatter."""
    readable = _Readable("%(asctime)s %(levelname)-7s %(name)s: %(message)s")
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(jsonlines.Formatter() if production else readable)
    handler.addFilter(_add_request_id)
    root = logging.getLogger("ssgbay")
    root.handlers, root.propagate = [handler], False
    root.setLevel(logging.INFO)
    # a line for each request is for operators; developers see warnings and errors
    logging.getLogger("ssgbay.request").setLevel(logging.INFO if production else logging.WARNING)
