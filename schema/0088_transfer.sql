-- The ledger: each row moves an amount from one account to another. Rows are only ever added.
CREATE TABLE IF NOT EXISTS transfer (
  id        BIGINT      NOT NULL AUTO_INCREMENT,
  ref       VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'what it records, capture:12',
  debit     VARCHAR(70) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'account, escrow:7',
  credit    VARCHAR(70) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'account',
  amount    BIGINT      NOT NULL COMMENT 'won',
  order_id  BIGINT      NOT NULL,
  createdAt DATETIME(6) NOT NULL COMMENT 'UTC',
  PRIMARY KEY (id),
  UNIQUE KEY once (ref),
  KEY of_order (order_id, id),
  KEY age (createdAt),
  CONSTRAINT transfer_amount CHECK (amount > 0),
  CONSTRAINT transfer_accounts CHECK (debit <> credit)
) ENGINE = InnoDB;
