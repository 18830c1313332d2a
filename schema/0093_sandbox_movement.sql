-- Money that the sandbox took or gave back.
CREATE TABLE IF NOT EXISTS sandbox_movement (
  id         BIGINT      NOT NULL AUTO_INCREMENT,
  sandbox_id BIGINT      NOT NULL,
  once       VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the idempotency key of the call',
  amount     BIGINT      NOT NULL COMMENT 'won, below 0: given back',
  at         DATETIME(6) NOT NULL COMMENT 'UTC, in the future while the bank takes its time',
  PRIMARY KEY (id),
  UNIQUE KEY once (sandbox_id, once),
  KEY day (at, id),
  CONSTRAINT sandbox_movement_of FOREIGN KEY (sandbox_id) REFERENCES sandbox_payment (id)
) ENGINE = InnoDB;
