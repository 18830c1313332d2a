"""gunicorn's settings; docs/decisions/0004-workers.md says why these workers and numbers."""

import contextlib
import gc
import os
import shutil
import socket
import tempfile
from typing import Any

from auction.config import load

_settings = load()

# HUP reads this file again in the same process, and by then gunicorn has taken LISTEN_FDS out of the environment:
# the decision made at the start must hold, or a reload would leave the socket that systemd passed
_name = f"ssgbay-metrics-{os.getpid()}-"
_counters = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
_is_reload = _name in _counters
_socket_passed = "SSGBAY_SOCKET" in os.environ if _is_reload else "LISTEN_FDS" in os.environ
if _socket_passed:
    os.environ["SSGBAY_SOCKET"] = "held"
# all workers write their counters into one folder of this server; the library reads its name when it is imported
if not _is_reload:
    _counters = tempfile.mkdtemp(prefix=_name)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counters


def _own_socket(path: str) -> int:
    """Listen at `path`; returns the descriptor. A file that a killed server left there is replaced."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    own = socket.socket(socket.AF_UNIX)
    own.bind(path)
    own.listen()
    return own.detach()


if "OWN_SOCKET" in os.environ:
    # where a deployment asks this release and no other, beside the socket that systemd hands over; HUP keeps it
    _own = os.environ.get("OWN_SOCKET_FD") or str(_own_socket(os.environ["OWN_SOCKET"]))
    os.environ["OWN_SOCKET_FD"] = _own
    bind: list[str] | None = [f"fd://{_own}"]
else:
    bind = None if _socket_passed else [f"0.0.0.0:{_settings.port}"]

wsgi_app = "app:create_app()"
worker_class = "auction.server.worker.Worker"
workers = _settings.workers
worker_connections = 8192
graceful_timeout = 30
timeout = 60
keepalive = 30
max_requests = 0
accesslog = None
errorlog = "-"
logger_class = "auction.server.gunicorn_log.Logger"
loglevel = "warning"
if _settings.production:
    # gunicorn and libraries log JSON lines too; our own loggers have their handler in auction/observability/logs.py
    logconfig_dict = {
        "root": {"level": "WARNING", "handlers": ["error_console"]},
        "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["error_console"], "propagate": False}},
        "formatters": {"generic": {"()": "auction.observability.jsonlines.Formatter"}},
    }
control_socket_disable = True
# what proxies report is read in app.py, by TRUSTED_PROXIES; here a header could rename the path or the scheme
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
# the head of a request is bounded in memory
limit_request_line = 4094
limit_request_fields = 64


def post_fork(server: Any, worker: Any) -> None:
    """Let the worker load the application without looking for garbage, which takes an eighth of the time."""
    gc.disable()


def post_worker_init(worker: Any) -> None:
    """End event streams when the worker stops, which waits for its open requests."""
    from auction.live.routes import live_of

    live_of(worker.wsgi).hub.is_serving = lambda: worker.alive and not worker.stopping
    # what is loaded by now is never garbage; collecting among it was a fifth of an event's cost
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def child_exit(server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that has ended."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    """Remove the folder of the counters."""
    shutil.rmtree(_counters, ignore_errors=True)
