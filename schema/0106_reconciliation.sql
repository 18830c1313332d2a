-- The last comparison of the books with each provider's own list.
CREATE TABLE IF NOT EXISTS reconciliation (
  provider   VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checkedAt  DATETIME(6) NOT NULL COMMENT 'UTC',
  mismatches TEXT        CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'JSON, the first of them',
  PRIMARY KEY (provider)
) ENGINE = InnoDB;
