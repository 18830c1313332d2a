-- Money of a payment on its way back to the buyer.
CREATE TABLE IF NOT EXISTS refund (
  id         BIGINT      NOT NULL AUTO_INCREMENT,
  payment_id BIGINT      NOT NULL,
  order_id   BIGINT      NOT NULL,
  amount     BIGINT      NOT NULL COMMENT 'won',
  reason     VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state      VARCHAR(5)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'due' COMMENT 'due, done, stuck',
  round      SMALLINT    NOT NULL DEFAULT 1 COMMENT 'counts refusals that an operator sent again, part of the idempotency key',
  attempts   SMALLINT    NOT NULL DEFAULT 0,
  failure    VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NULL,
  tryAt      DATETIME(6) NULL COMMENT 'UTC, null: decided',
  createdAt  DATETIME(6) NOT NULL COMMENT 'UTC',
  decidedAt  DATETIME(6) NULL COMMENT 'UTC',
  PRIMARY KEY (id),
  KEY due (tryAt),
  KEY of_order (order_id, id),
  KEY in_state (state, id),
  CONSTRAINT refund_payment FOREIGN KEY (payment_id) REFERENCES payment (id),
  CONSTRAINT refund_amount CHECK (amount > 0)
) ENGINE = InnoDB;
