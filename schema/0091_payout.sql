-- A seller's money of one completed order.
CREATE TABLE IF NOT EXISTS payout (
  id        BIGINT      NOT NULL AUTO_INCREMENT,
  order_id  BIGINT      NOT NULL,
  seller_id VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  amount    BIGINT      NOT NULL COMMENT 'won',
  state     VARCHAR(6)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'due' COMMENT 'due, sent, paid, failed',
  attempts  SMALLINT    NOT NULL DEFAULT 0,
  createdAt DATETIME(6) NOT NULL COMMENT 'UTC',
  sentAt    DATETIME(6) NULL COMMENT 'UTC, of the latest attempt',
  decidedAt DATETIME(6) NULL COMMENT 'UTC',
  PRIMARY KEY (id),
  UNIQUE KEY once (order_id),
  KEY in_state (state, id),
  KEY of_seller (seller_id, id),
  CONSTRAINT payout_amount CHECK (amount > 0)
) ENGINE = InnoDB;
