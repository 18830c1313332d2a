"""Logs to standard output: one JSON line an event in production, readable lines in development."""

import logging
import sys

import structlog
from flask import g, has_request_context


def _request_id(_logger: object, _name: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    if has_request_context() and "request_id" in g:
        event["requestId"] = g.request_id
    return event


def configure(production: bool) -> None:
    """Send everything that is logged anywhere in this process through one formatter."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _request_id,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    # a traceback without its locals, which may hold somebody's password
    final: list[structlog.types.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=True)]
        if production
        else [structlog.dev.ConsoleRenderer(sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback)]
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *final],
        )
    )
    root = logging.getLogger("ssgbay")
    root.handlers, root.propagate = [handler], False
    root.setLevel(logging.INFO)
    # one line an answer is for operators; a developer's terminal shows what went wrong
    logging.getLogger("ssgbay.request").setLevel(logging.INFO if production else logging.WARNING)
