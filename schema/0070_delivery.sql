-- A notification on its way to one contact. There are no foreign keys: a user deletes contacts at any time.
CREATE TABLE IF NOT EXISTS delivery (
  id              BIGINT       NOT NULL AUTO_INCREMENT,
  notification_id BIGINT       NOT NULL,
  contact_id      BIGINT       NOT NULL,
  user_id         VARCHAR(50)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  channel         VARCHAR(4)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'mail, push or hook',
  item_id         INT          NULL COMMENT 'as in the notification',
  state           VARCHAR(7)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'waiting' COMMENT 'waiting, sent, skipped, dead',
  isDigest        TINYINT      NOT NULL COMMENT '1: collected with others until the hour of the digest',
  message         BIGINT       NULL COMMENT 'the notification that names the message which carries this one, fixed by the first attempt',
  dueAt           DATETIME(6)  NOT NULL COMMENT 'UTC, no attempt begins before',
  attempts        TINYINT      NOT NULL DEFAULT 0,
  triedAt         DATETIME(6)  NULL COMMENT 'UTC, when the latest attempt began',
  reason          VARCHAR(60)  CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'why it was skipped or failed, never an address',
  PRIMARY KEY (id),
  UNIQUE KEY once (notification_id, contact_id),
  KEY due (state, channel, dueAt),
  KEY of_contact (contact_id, state, dueAt),
  KEY tried (contact_id, triedAt)
) ENGINE = InnoDB;
