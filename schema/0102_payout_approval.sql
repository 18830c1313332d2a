-- Who has approved that a large payout is handed to the bank, each time anew.
CREATE TABLE IF NOT EXISTS payout_approval (
  payout_id BIGINT      NOT NULL,
  attempt   SMALLINT    NOT NULL COMMENT 'which time it is handed to the bank: 1, 2, 3',
  user_id   VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  at        DATETIME(6) NOT NULL COMMENT 'UTC',
  PRIMARY KEY (payout_id, attempt, user_id),
  CONSTRAINT payout_approval_payout FOREIGN KEY (payout_id) REFERENCES payout (id),
  CONSTRAINT payout_approval_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
