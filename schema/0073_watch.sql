-- item_id is no foreign key: adding a row would lock the item's row, for which bids wait
CREATE TABLE IF NOT EXISTS watch (
  user_id   VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  item_id   INT         NOT NULL,
  createdAt DATETIME(6) NOT NULL COMMENT 'UTC',
  PRIMARY KEY (user_id, item_id),
  KEY watchers (item_id, user_id),
  CONSTRAINT watch_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
