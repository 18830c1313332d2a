-- Mails that prove an address or give access to an account, from their request until they are used or expire.
CREATE TABLE IF NOT EXISTS mail_code (
  id         BIGINT       NOT NULL AUTO_INCREMENT,
  purpose    VARCHAR(7)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'verify, reset or removed',
  recipient  BINARY(32)   NOT NULL COMMENT 'digest of the address, as in contact, a reset may be asked for an address of nobody',
  slot       INT          NULL COMMENT 'reset: at most one mail to an address in each ten minutes',
  user_id    VARCHAR(50)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'reset: known once it is sent',
  contact_id BIGINT       NULL COMMENT 'verify: the contact to verify',
  address    VARCHAR(320) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'removed: where it is no contact any more',
  digest     BINARY(32)   NULL COMMENT 'of the code or token, null until it is sent',
  tries      TINYINT      NOT NULL DEFAULT 0 COMMENT 'wrong codes',
  attempts   TINYINT      NOT NULL DEFAULT 0 COMMENT 'to send the mail',
  dueAt      DATETIME(6)  NULL COMMENT 'UTC, null: nothing is left to send',
  expiresAt  DATETIME(6)  NOT NULL COMMENT 'UTC',
  PRIMARY KEY (id),
  UNIQUE KEY one_in_slot (purpose, recipient, slot),
  UNIQUE KEY secret (digest),
  KEY due (dueAt),
  KEY expiry (expiresAt),
  KEY of_user (user_id),
  KEY of_contact (contact_id)
) ENGINE = InnoDB;
