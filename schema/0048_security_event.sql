CREATE TABLE IF NOT EXISTS security_event (
  id        BIGINT      NOT NULL AUTO_INCREMENT,
  user_id   VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  kind      VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  device    VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'that caused it',
  address   VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'that it came from',
  createdAt DATETIME(6) NOT NULL COMMENT 'UTC; deleted 90 days later',
  PRIMARY KEY (id),
  KEY events_of_user (user_id, id),
  KEY age (createdAt),
  CONSTRAINT security_event_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
