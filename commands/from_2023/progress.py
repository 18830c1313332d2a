"""Progress of a joining database: rows done of all rows, and an estimate of the time left."""

import time

# the tables that each step works on; copying, deriving rows and checking foreign keys take about equally long
WORK = {
    "0002_one_spelling_of_each_user": ("item", "prehistory", "history") * 3,
    "0005_user": ("user",),
    "0006_whole_won": ("item",),
    "0007_item": ("item", "item"),
    "0008_item_of_2023": ("item", "item"),
    "0009_history_keeps_the_highest": ("history", "prehistory"),
    "0010_history_outlives_the_deleted": ("history", "item"),
    "0011_history": ("history",),
    "0012_prehistory": ("prehistory",),
    "0013_sales_of_2023": ("history", "item", "prehistory"),
    "0015_bids_of_2023": ("history", "prehistory"),
    "0017_item_ties_and_orders": ("item",) * 5,
    "0018_prehistory_ties": ("prehistory", "prehistory"),
    "0019_history_ties": ("history", "history"),
    "0020_images_of_2023": ("item",),
    # hashing, on average
    "0025_passwords_become_argon2id": ("user",) * 60,
    "0027_listed_again": ("item",),
    "0030_names_can_be_searched": ("item",) * 4,
    "0032_ids_alike_are_found": ("user",),
}


class Progress:
    """Estimates the progress of `steps` by `counts`, the rows of each table before them; without rows it is silent."""

    def __init__(self, steps: list[str], counts: dict[str, int]) -> None:
        self._rows = {step: sum(counts.get(table, 0) for table in WORK.get(step, ())) for step in steps}
        self._total = sum(self._rows.values())
        self._done = 0
        self._began = time.monotonic()

    def before(self, step: str) -> str:
        """Return the text to print behind a step that is about to begin."""
        done, self._done = self._done, self._done + self._rows[step]
        if not self._total:
            return ""
        seconds = time.monotonic() - self._began
        left = f", 약 {seconds / done * (self._total - done):.0f}초 남음 s left" if done and seconds > 1 else ""
        return f"  ({done:,} / {self._total:,}행 rows{left})"
