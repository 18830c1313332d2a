-- An unsold auction is listed again once; its photos then belong to both listings.
ALTER TABLE item
  ADD UNIQUE KEY listed_again_once (relistOf),
  ADD CONSTRAINT item_relisted FOREIGN KEY (relistOf) REFERENCES item (id);
