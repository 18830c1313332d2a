"""Log formatter for JSON lines. It uses the standard library alone: gunicorn loads it before gevent patches."""

import json
import logging
from datetime import UTC, datetime


class Formatter(logging.Formatter):
    """Formats records with the field names of auction/observability/logs.py."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "pid": record.process,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)
