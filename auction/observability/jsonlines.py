"""Log formatter for JSON lines. It uses the standard library alone: gunicorn loads it before gevent patches."""

import json
import logging
from datetime import UTC, datetime
from typing import Any

# what every record has; anything else was passed as `extra`
STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}
encode = json.JSONEncoder(default=repr).encode


def extras(record: logging.LogRecord) -> dict[str, Any]:
    """Return what was passed as `extra`, and what filters have added."""
    return {name: value for name, value in vars(record).items() if name not in STANDARD}


class Formatter(logging.Formatter):
    """Formats a record as one line of JSON; tracebacks are without local variables, which may hold a password."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
            **extras(record),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return encode(entry)
