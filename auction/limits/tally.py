"""Counts hits within the transaction that they belong to, in two statements for however many subjects."""

from collections import Counter
from collections.abc import Sequence

from auction.limits import rules, store
from auction.limits.rules import Limit, TooManyRequests
from database import Deferred, Pipeline


class Tally:
    """Hits that are committed with what they are counted for; the caller gives back those that are refused."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        # for each time that hits were added: their subjects, and the counts after them
        self._added: list[tuple[list[str], Deferred[list[store.Counts]]]] = []
        # how many are counted
        self.hits = 0

    def add(self, pipeline: Pipeline, subjects: Sequence[str]) -> None:
        """Count one hit of each subject."""
        if rules.are_on() and subjects:
            names = self._write(pipeline, subjects, 1)
            self._added.append((list(subjects), store.counts(pipeline, names, self._limit.window)))

    def give_back(self, pipeline: Pipeline, subjects: Sequence[str]) -> None:
        """Undo one hit of each subject."""
        if rules.are_on() and subjects:
            self._write(pipeline, subjects, -1)

    def refusals(self) -> list[TooManyRequests | None]:
        """Return for each hit, in the order of their adding, the refusal if it is one too many."""
        return [refusal for subjects, counts in self._added for refusal in self._refusals(subjects, counts.result)]

    def _write(self, pipeline: Pipeline, subjects: Sequence[str], hits: int) -> list[str]:
        """Change the counters in the order of their names, so that two transactions seldom deadlock; return these."""
        by_name = sorted(Counter(rules.name_of(self._limit, subject) for subject in subjects).items())
        store.add(pipeline, [(name, hits * number) for name, number in by_name], self._limit.window)
        self.hits += hits * len(subjects)
        return [name for name, _ in by_name]

    def _refusals(self, subjects: Sequence[str], rows: Sequence[store.Counts]) -> list[TooManyRequests | None]:
        counts, later = {row["name"]: row for row in rows}, Counter(subjects)
        refusals = []
        for subject in subjects:
            later[subject] -= 1
            row = counts[rules.name_of(self._limit, subject)]
            refusals.append(rules.refusal(self._limit, subject, {**row, "current": row["current"] - later[subject]}))
        return refusals
