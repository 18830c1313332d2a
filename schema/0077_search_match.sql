CREATE TABLE IF NOT EXISTS search_match (
  search_id BIGINT      NOT NULL,
  item_id   INT         NOT NULL COMMENT 'may have been deleted',
  createdAt DATETIME(6) NOT NULL COMMENT 'UTC, deleted a week later',
  dueAt     DATETIME(6) NULL COMMENT 'UTC, null: notified',
  PRIMARY KEY (search_id, item_id),
  KEY due (dueAt, search_id),
  KEY age (createdAt),
  CONSTRAINT search_match_search FOREIGN KEY (search_id) REFERENCES saved_search (id)
) ENGINE = InnoDB;
