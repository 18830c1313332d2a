-- An operator may take steps of an order as well.
ALTER TABLE order_event
  MODIFY who VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'buyer, seller, operator or system';
