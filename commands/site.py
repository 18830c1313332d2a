"""The parts that ./ssgbay run keeps running: server, output, an embedded database, closing job and worker."""

import http.client
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from auction import config
from commands import children, embedded
from commands.console import Stuck, echo, say

CLOSING_EVERY = 60.0  # seconds, as cron does
WORKER_AGAIN_AFTER = 5.0
BOOTS_WITHIN = 120.0
STOPS_WITHIN = 10.0
LARGEST_LOG = 50_000_000


class Stopped(BaseException):
    """A signal has requested a stop."""

    requested = False


def raise_if_stopped() -> None:
    """Raise Stopped again: Python drops an exception that a signal raises inside a fork hook or a destructor."""
    if Stopped.requested:
        raise Stopped


def gunicorn(log: "Log") -> subprocess.Popen[bytes]:
    """Start the server with gunicorn.conf.py; requests in progress have 5 s when it stops."""
    with log.path.open("ab") as output:
        return children.start(
            [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--graceful-timeout", "5"],
            stdout=output,
            cwd=config.ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )


class Log:
    """The server's output, in a file whose new lines are copied to the console."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_bytes(b"")
        self._file = path.open("rb")

    def follow(self) -> None:
        """Copy new output to the console; truncate a file that has grown too large."""
        echo(self._file.read())
        if self._file.tell() > LARGEST_LOG:
            os.truncate(self.path, 0)
            self._file.seek(0)


@dataclass
class Site:
    """The running parts: the server, the database if it is embedded, this minute's closing job, and the worker."""

    server: subprocess.Popen[bytes]
    ours: embedded.Server | None
    log: Log
    closing: subprocess.Popen[bytes] | None = None
    closing_at: float = field(default_factory=time.monotonic)
    worker: subprocess.Popen[bytes] | None = None
    worker_at: float = field(default_factory=time.monotonic)

    def await_answer(self, port: int) -> None:
        """Wait until a request is answered. Raises Stuck when none is within BOOTS_WITHIN seconds."""
        until = time.monotonic() + BOOTS_WITHIN
        while not _answers(port):
            raise_if_stopped()
            self.check()
            if time.monotonic() > until:
                raise Stuck(f"서버가 응답하지 않습니다 · the server does not answer; its log is {self.log.path}")
            time.sleep(0.05)

    def check(self) -> None:
        """Copy the server's output to the console. Raises Stuck when a part has died."""
        ended = children.ended(self.server)
        self.log.follow()
        if self.ours and children.ended(self.ours.process):
            raise Stuck(f"{embedded.tail(self.ours.place)}\n데이터베이스가 죽었습니다 · the database has died (above)")
        if ended:
            status = self.server.wait()
            raise Stuck(f"서버가 죽었습니다 · the server has died ({status}); its log, above, is {self.log.path}")

    def close_auctions(self) -> None:
        """Start the closing job once a minute, unless the last one is still running."""
        if self.closing and children.ended(self.closing):
            if status := self.closing.wait():
                say(f"! 마감 작업이 실패했습니다 · the closing job failed ({status}); it runs again")
            self.closing = None
        if self.closing is None and time.monotonic() >= self.closing_at:
            self.closing = children.start([sys.executable, "historyUpdate.py"], cwd=config.ROOT)
            self.closing_at = time.monotonic() + CLOSING_EVERY

    def keep_worker(self) -> None:
        """Start the worker, which makes and sends notifications, and start it again when it has ended."""
        if self.worker and children.ended(self.worker):
            say(f"! 알림 작업자가 끝났습니다 · the worker has ended ({self.worker.wait()}); it is started again")
            self.worker = None
        if self.worker is None and time.monotonic() >= self.worker_at:
            self.worker = children.start([sys.executable, "-m", "commands", "worker"], cwd=config.ROOT)
            self.worker_at = time.monotonic() + WORKER_AGAIN_AFTER

    def end(self) -> None:
        """Stop all parts; the server finishes the requests in progress."""
        if self.worker:
            children.end(self.worker, within=STOPS_WITHIN)
        if self.closing:
            children.end(self.closing, within=STOPS_WITHIN)
        children.end(self.server, within=STOPS_WITHIN)
        self.log.follow()


def _answers(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
