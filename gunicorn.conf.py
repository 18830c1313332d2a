"""How gunicorn serves us, in one place; docs/decisions/0004-workers.md says why these workers and numbers."""

import contextlib
import gc
import os
import shutil
import socket
import tempfile

from auction.config import load

_settings = load()

# HUP reads this file again in the same process, and by then gunicorn has taken LISTEN_FDS out of the environment:
# what was decided at the start must hold, or a reload would leave the socket that was handed over
_name = f"ssgbay-metrics-{os.getpid()}-"
_counters = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
_again = _name in _counters
_handed_over = "SSGBAY_DOOR" in os.environ if _again else "LISTEN_FDS" in os.environ
if _handed_over:
    os.environ["SSGBAY_DOOR"] = "held"
# all workers count into one folder of this server's own; the library reads its name when it is first imported
if not _again:
    _counters = tempfile.mkdtemp(prefix=_name)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counters


def _own_socket(path):
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
    bind = [f"fd://{_own}"]
else:
    bind = None if _handed_over else [f"0.0.0.0:{_settings.port}"]

wsgi_app = "app:create_app()"
worker_class = "auction.server.worker.Worker"
workers = _settings.workers
worker_connections = 4096
graceful_timeout = 30
timeout = 60
keepalive = 30
max_requests = 0
accesslog = None
errorlog = "-"
loglevel = "warning"
if _settings.production:
    # gunicorn and libraries log JSON lines too; our own loggers have their handler in auction/observability/logs.py
    logconfig_dict = {
        "root": {"level": "WARNING", "handlers": ["error_console"]},
        "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["error_console"], "propagate": False}},
        "formatters": {"generic": {"()": "auction.observability.jsonlines.Formatter"}},
    }
control_socket_disable = True
# a slow or endless head of a request must not hold memory
limit_request_line = 4094
limit_request_fields = 64


def post_worker_init(worker):
    """A stopping worker waits for its open requests; event streams end only when they are told to."""
    from auction.live.routes import live_of

    live_of(worker.wsgi).hub.is_serving = lambda: worker.alive and not worker.leaving
    # what is loaded by now is never garbage, and looking for some at every step was a fifth of an event's cost
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def child_exit(server, worker):
    """A worker that has gone holds no streams and no connections any more."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)


def on_exit(server):
    """Leave nothing behind."""
    shutil.rmtree(_counters, ignore_errors=True)
