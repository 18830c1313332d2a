-- The secret of a user's authenticator app, encrypted with the key of contacts; not in use until it was confirmed.
CREATE TABLE IF NOT EXISTS totp (
  user_id     VARCHAR(50)    CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  sealed      VARBINARY(200) NOT NULL COMMENT 'AES-256-GCM',
  createdAt   DATETIME(6)    NOT NULL COMMENT 'UTC',
  confirmedAt DATETIME(6)    NULL COMMENT 'UTC, null: no code of it was shown yet',
  lastStep    BIGINT         NOT NULL COMMENT 'of the last code shown, in 30 s since 1970, a code works once',
  PRIMARY KEY (user_id),
  CONSTRAINT totp_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
CREATE TABLE IF NOT EXISTS passkey (
  id           BIGINT          NOT NULL AUTO_INCREMENT,
  user_id      VARCHAR(50)     CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  credentialId VARBINARY(1023) NOT NULL,
  publicKey    VARBINARY(2000) NOT NULL COMMENT 'a COSE key',
  counter      BIGINT          NOT NULL COMMENT 'of the signatures, 0 where the authenticator does not count',
  label        VARCHAR(60)     CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  createdAt    DATETIME(6)     NOT NULL COMMENT 'UTC',
  usedAt       DATETIME(6)     NULL COMMENT 'UTC',
  PRIMARY KEY (id),
  UNIQUE KEY credential (credentialId),
  KEY of_user (user_id, id),
  CONSTRAINT passkey_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
-- What a passkey has to sign next, one for each sign-in and purpose.
CREATE TABLE IF NOT EXISTS passkey_challenge (
  sign_in_id CHAR(32)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  purpose    VARCHAR(6)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'create or get',
  challenge  BINARY(32)  NOT NULL,
  expiresAt  DATETIME(6) NOT NULL COMMENT 'UTC',
  PRIMARY KEY (sign_in_id, purpose),
  KEY expiry (expiresAt)
) ENGINE = InnoDB;
CREATE TABLE IF NOT EXISTS recovery_code (
  user_id VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  digest  BINARY(32)  NOT NULL COMMENT 'SHA-256, a code has 120 random bits',
  usedAt  DATETIME(6) NULL COMMENT 'UTC',
  PRIMARY KEY (user_id, digest),
  CONSTRAINT recovery_code_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
