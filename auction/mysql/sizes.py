"""How many connections a worker may open: its share of what the server allows.

    share = (max_connections - reserve) / processes

`reserve` is what must always work, and no worker of gunicorn may open: a fifth of the server, and at least two
connections of the closing job and five of the background worker (`./ssgbay worker`) on each host, and four for
migrations, audit, backup and an operator. `processes` are the workers of all hosts. Where a deployment replaces
releases, each host runs the new release beside the old one for a while, and one canary worker.
"""

from typing import NamedTuple

# more do not make a worker faster
MAX_SHARE = 33
# one to write, one to read, one with a short lock wait
MIN_SHARE = 3
CLOSING_JOB = 2
BACKGROUND_WORKER = 5
OPERATORS = 4


class Fleet(NamedTuple):
    """Who shares the database server: the workers of each host, its hosts, and whether deployments replace releases."""

    workers: int = 1
    hosts: int = 1
    deployed: bool = False

    @property
    def processes(self) -> int:
        """How many workers may run at once, over all hosts."""
        return self.hosts * (2 * self.workers + 1 if self.deployed else self.workers)

    @property
    def jobs(self) -> int:
        """The connections that the jobs of all hosts may open."""
        return self.hosts * (CLOSING_JOB + BACKGROUND_WORKER)

    def reserve(self, max_connections: int) -> int:
        """The connections that no worker may open."""
        return max(OPERATORS + self.jobs, max_connections // 5)

    def share(self, max_connections: int) -> int:
        """The connections of one worker, before MIN_SHARE and MAX_SHARE."""
        return (max_connections - self.reserve(max_connections)) // self.processes


class PoolSizes(NamedTuple):
    """How many connections of each kind a worker may open."""

    writers: int = 1
    readers: int = 1
    short_waiters: int = 1


def pool_sizes(share: int) -> PoolSizes:
    """Divide a worker's share: half to write and half to read, and one with a short lock wait."""
    half = (min(max(share, MIN_SHARE), MAX_SHARE) - 1) // 2
    return PoolSizes(half, half)
