-- How far each deriver of notifications has surely read its log (docs/decisions/0102).
CREATE TABLE IF NOT EXISTS alert_position (
  name     VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position BIGINT      NOT NULL COMMENT 'no entry up to this id can still appear',
  newest   BIGINT      NOT NULL COMMENT 'the newest id that was visible at that time',
  at       DATETIME(6) NOT NULL COMMENT 'UTC; of a log that is read by time, no earlier entry can still appear',
  PRIMARY KEY (name)
) ENGINE = InnoDB;
