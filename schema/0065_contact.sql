-- Where a user can be reached. A verified mail address has one owner. an unverified one may be anybody's claim.
CREATE TABLE IF NOT EXISTS contact (
  id         BIGINT        NOT NULL AUTO_INCREMENT,
  user_id    VARCHAR(50)   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  channel    VARCHAR(4)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'mail, push or hook',
  address    VARCHAR(1000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'a mail address, or the URL of a push subscription or hook',
  digest     BINARY(32)    NOT NULL COMMENT 'SHA-256 of channel and address, a mail address in small letters',
  secret     VARBINARY(400) NULL COMMENT 'encrypted: the keys of a push subscription, or the key that signs what a hook gets',
  label      VARCHAR(60)   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'push: the device in short words',
  verifiedAt DATETIME(6)   NULL COMMENT 'UTC, nothing but codes is sent before',
  failures   INT           NOT NULL DEFAULT 0 COMMENT 'permanent ones since the last success',
  stoppedAt  DATETIME(6)   NULL COMMENT 'UTC, nothing is sent after',
  createdAt  DATETIME(6)   NOT NULL COMMENT 'UTC',
  owned      BINARY(32)    GENERATED ALWAYS AS (CASE WHEN verifiedAt IS NOT NULL AND channel = 'mail' THEN digest END) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY once (user_id, digest),
  UNIQUE KEY one_owner (owned),
  KEY by_digest (digest),
  CONSTRAINT contact_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
