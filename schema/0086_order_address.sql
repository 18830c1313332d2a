-- Where a buyer wants an order sent, sealed with the key of contacts; the row is deleted when nobody needs it any more.
CREATE TABLE IF NOT EXISTS order_address (
  order_id BIGINT          NOT NULL,
  sealed   VARBINARY(4000) NOT NULL COMMENT 'AES-256-GCM of JSON',
  forgetAt DATETIME(6)     NULL COMMENT 'UTC, null: the order has not ended',
  PRIMARY KEY (order_id),
  KEY age (forgetAt),
  CONSTRAINT order_address_order FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE = InnoDB;
