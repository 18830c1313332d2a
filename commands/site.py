"""What ./ssgbay run keeps running: the server, its output, the database when it is ours, and the closing job."""

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
BOOTS_WITHIN = 120.0
STOPS_WITHIN = 10.0
LARGEST_LOG = 50_000_000


class Stopped(BaseException):
    """Somebody asked us to stop."""

    asked = False


def heed() -> None:
    """Raise Stopped again if it got lost: Python drops what a signal raises inside a fork hook or a destructor."""
    if Stopped.asked:
        raise Stopped


def gunicorn(log: "Log") -> subprocess.Popen[bytes]:
    """Start the server as gunicorn.conf.py says; what it is answering has 5 s when it ends."""
    with log.path.open("ab") as output:
        return children.start(
            [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--graceful-timeout", "5"],
            stdout=output,
            cwd=config.ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )


class Log:
    """The server's output: kept in a file, and passed on to the console as it grows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_bytes(b"")
        self._file = path.open("rb")

    def follow(self) -> None:
        """Pass on what is new; a file that has grown too large begins again."""
        echo(self._file.read())
        if self._file.tell() > LARGEST_LOG:
            os.truncate(self.path, 0)
            self._file.seek(0)


@dataclass
class Site:
    """What runs: the server, the database when it is ours, and the closing job of this minute."""

    server: subprocess.Popen[bytes]
    ours: embedded.Server | None
    log: Log
    closing: subprocess.Popen[bytes] | None = None
    closing_at: float = field(default_factory=time.monotonic)

    def await_answer(self, port: int) -> None:
        """Wait until the first request is answered. Raises Stuck when that does not come."""
        until = time.monotonic() + BOOTS_WITHIN
        while not _answers(port):
            heed()
            self.look()
            if time.monotonic() > until:
                raise Stuck(f"서버가 응답하지 않습니다 · the server does not answer; its log is {self.log.path}")
            time.sleep(0.05)

    def look(self) -> None:
        """Pass on the server's output. Raises Stuck when a part has died."""
        ended = self.server.poll()
        self.log.follow()
        if self.ours and self.ours.process.poll() is not None:
            raise Stuck(f"{embedded.tail(self.ours.place)}\n데이터베이스가 죽었습니다 · the database has died (above)")
        if ended is not None:
            raise Stuck(f"서버가 죽었습니다 · the server has died ({ended}); its log, above, is {self.log.path}")

    def close_auctions(self) -> None:
        """Start the closing job when its minute has come and the last one is done."""
        if self.closing and self.closing.poll() is not None:
            if self.closing.returncode:
                say(f"! 마감 작업이 실패했습니다 · the closing job failed ({self.closing.returncode}); it runs again")
            self.closing = None
        if self.closing is None and time.monotonic() >= self.closing_at:
            self.closing = children.start([sys.executable, "historyUpdate.py"], cwd=config.ROOT)
            self.closing_at = time.monotonic() + CLOSING_EVERY

    def end(self) -> None:
        """Stop what runs, the server with the requests that it is answering."""
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
