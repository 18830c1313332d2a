CREATE TABLE IF NOT EXISTS saved_search (
  id        BIGINT        NOT NULL AUTO_INCREMENT,
  user_id   VARCHAR(50)   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  name      VARCHAR(60)   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  query     VARCHAR(2000) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'of the list of items, percent-encoded',
  alert     VARCHAR(5)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'now, daily or never',
  since     DATETIME(6)   NOT NULL COMMENT 'UTC, items listed before have no alert',
  alertedAt DATETIME(6)   NULL COMMENT 'UTC',
  createdAt DATETIME(6)   NOT NULL COMMENT 'UTC',
  PRIMARY KEY (id),
  KEY of_user (user_id, id),
  CONSTRAINT saved_search_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
