CREATE TABLE IF NOT EXISTS consent (
  user_id   VARCHAR(50)  NOT NULL COMMENT 'stays after the user has left, as the proof',
  document  VARCHAR(20)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'terms or privacy',
  version   VARCHAR(20)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  createdAt DATETIME(6)  NOT NULL COMMENT 'UTC',
  PRIMARY KEY (user_id, document, version)
) ENGINE = InnoDB;
