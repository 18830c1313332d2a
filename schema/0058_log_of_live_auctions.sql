-- A page of a live auction's log reads no silent raise, of which a leader may make any number.
ALTER TABLE bid ADD KEY shown_of_item (item_id, shown, id);
