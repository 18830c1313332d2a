CREATE TABLE IF NOT EXISTS notification (
  id        BIGINT        NOT NULL AUTO_INCREMENT,
  user_id   VARCHAR(50)   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  kind      VARCHAR(20)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  about     VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'bid:71, item:7, event:12',
  item_id   INT           NULL COMMENT 'may have been deleted',
  data      VARCHAR(2000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '{}' COMMENT 'JSON',
  createdAt DATETIME(6)   NOT NULL COMMENT 'UTC; deleted 180 days later',
  seenAt    DATETIME(6)   NULL COMMENT 'UTC',
  PRIMARY KEY (id),
  UNIQUE KEY once (user_id, kind, about),
  KEY of_user (user_id, id),
  KEY unseen (user_id, seenAt, id),
  KEY age (createdAt),
  CONSTRAINT notification_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
