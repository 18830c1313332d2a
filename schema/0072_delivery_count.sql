-- How many deliveries have ended in which way, for the metrics: the workers that count are not those that are asked.
CREATE TABLE IF NOT EXISTS delivery_count (
  channel VARCHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'mail, push or hook',
  outcome VARCHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'sent, skipped, later, dead, refused or gone',
  number  BIGINT     NOT NULL,
  PRIMARY KEY (channel, outcome)
) ENGINE = InnoDB;
