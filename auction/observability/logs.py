"""Logging to standard output: a JSON line for each event in production, readable lines in development."""

import logging
import sys

import structlog
from flask import g, has_request_context


def _request_id(_logger: object, _name: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    if has_request_context() and "request_id" in g:
        event["requestId"] = g.request_id
    return event


def _renderers(production: bool) -> list[structlog.types.Processor]:
    # tracebacks without local variables, which may hold somebody's password
    if production:
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=True)]
    return [structlog.dev.ConsoleRenderer(sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback)]


def configure(production: bool) -> None:
    """Log everything below `ssgbay` in this process through one formatter."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _request_id,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    processors = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(production)]
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=processors))
    root = logging.getLogger("ssgbay")
    root.handlers, root.propagate = [handler], False
    root.setLevel(logging.INFO)
    # a line for each request is for operators; developers see warnings and errors
    logging.getLogger("ssgbay.request").setLevel(logging.INFO if production else logging.WARNING)
