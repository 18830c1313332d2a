-- The append-only log: every accepted bid, every retraction, and the auction as it stood after each.
CREATE TABLE IF NOT EXISTS bid (
  id        BIGINT      NOT NULL AUTO_INCREMENT,
  item_id   INT         NOT NULL,
  user_id   VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  kind      VARCHAR(9)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'open, automatic, raise (silent), buy, retract, cancel',
  offer     BIGINT      NOT NULL COMMENT 'won; what the bidder would pay, secret while it leads',
  amount    BIGINT      NOT NULL COMMENT 'won; what the public log shows',
  price     BIGINT      NOT NULL COMMENT 'won; the standing price after it',
  leader_id VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'who led after it',
  number    INT         NOT NULL COMMENT 'bidCount after it',
  endTime   DATETIME(6) NOT NULL COMMENT 'UTC; the end after it',
  createdAt DATETIME(6) NOT NULL COMMENT 'UTC, read while the auction was held',
  retracts  BIGINT      NULL     COMMENT 'the bid that a retraction takes back',
  reason    VARCHAR(200) NULL,
  PRIMARY KEY (id),
  KEY log_of_item  (item_id, id),
  KEY bids_of_user (user_id, item_id, offer),
  CONSTRAINT bid_item FOREIGN KEY (item_id) REFERENCES item (id),
  CONSTRAINT bid_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
