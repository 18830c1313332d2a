-- Whose bids on an item have fallen: by a retraction, by striking out, or because they left. It follows from the log.
CREATE TABLE IF NOT EXISTS removal (
  item_id   INT         NOT NULL,
  user_id   VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  kind      VARCHAR(9)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'withdrawn, corrected, struck, left',
  firstBid  BIGINT      NOT NULL COMMENT 'their bids from this entry of the log',
  lastBid   BIGINT      NOT NULL COMMENT 'to this one have fallen',
  createdAt DATETIME(6) NOT NULL COMMENT 'UTC, that of the entry in the log',
  PRIMARY KEY (item_id, user_id, kind),
  KEY removals_of_user (user_id, createdAt),
  CONSTRAINT removal_item FOREIGN KEY (item_id) REFERENCES item (id),
  CONSTRAINT removal_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
