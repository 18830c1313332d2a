-- How the seller sends an item, shown beside its price before anybody bids. A column: lists read no other table for it.
ALTER TABLE item
  ADD shipping VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'parcel:4000,store:2500,meet:0 (won), null: nothing was said';
