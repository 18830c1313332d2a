-- An unsold auction is listed again once; its photos then belong to both listings.
-- Nothing stands in this column yet. Unchecked, the table is neither copied nor held: bids go on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE item
  ADD UNIQUE KEY listed_again_once (relistOf),
  ADD CONSTRAINT item_relisted FOREIGN KEY (relistOf) REFERENCES item (id);
SET SESSION foreign_key_checks = 1;
