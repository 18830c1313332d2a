-- What was answered to a request with an Idempotency-Key; written in the transaction that did the work.
CREATE TABLE IF NOT EXISTS idempotency (
  user_id   VARCHAR(50)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  `key`     VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  request   BINARY(32)   NOT NULL COMMENT 'SHA-256 of method, path and body',
  status    SMALLINT     NULL,
  answer    MEDIUMTEXT   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  createdAt DATETIME(6)  NOT NULL COMMENT 'UTC',
  PRIMARY KEY (user_id, `key`),
  KEY age (createdAt)
) ENGINE = InnoDB;
