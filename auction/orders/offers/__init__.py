"""Second chances: an item whose order was cancelled, offered to the next bidder."""
