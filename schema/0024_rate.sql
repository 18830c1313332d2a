CREATE TABLE IF NOT EXISTS rate (
  name      VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'limit and whom it counts',
  slot      BIGINT       NOT NULL COMMENT 'which window since 1970',
  hits      INT          NOT NULL,
  expiresAt DATETIME(6)  NOT NULL COMMENT 'UTC',
  PRIMARY KEY (name, slot),
  KEY expiry (expiresAt)
) ENGINE = InnoDB;
