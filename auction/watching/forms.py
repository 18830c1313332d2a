"""Request and response models of watching and saved searches."""

from auction.http import cursors
from auction.items.list_forms import PageQuery, moment
from auction.items.watches.rules import Place
from auction.pseudonyms.rules import entry_id, public_number


class WatchingQuery(PageQuery):
    def after(self) -> Place | None:
        """Decode where the last page ended. Raises InvalidCursor."""
        if self.cursor is None:
            return None
        now, position, end, item_id = cursors.decode(self.cursor, str, int, str, int)
        return Place(moment(now), entry_id(position), moment(end), item_id)


def next_cursor(after: Place | None) -> str | None:
    """Encode the cursor of the next page."""
    if after is None:
        return None
    return cursors.encode(after.now.isoformat(), public_number(after.position), after.end.isoformat(), after.item_id)
