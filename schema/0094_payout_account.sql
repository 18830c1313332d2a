CREATE TABLE IF NOT EXISTS payout_account (
  user_id   VARCHAR(50)    CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  sealed    VARBINARY(500) NOT NULL COMMENT 'bank, number and holder as JSON, encrypted',
  changedAt DATETIME(6)    NOT NULL COMMENT 'UTC',
  PRIMARY KEY (user_id),
  CONSTRAINT payout_account_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
