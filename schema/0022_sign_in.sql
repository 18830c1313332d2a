CREATE TABLE IF NOT EXISTS sign_in (
  id        CHAR(32)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  user_id   VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  refresh   CHAR(32)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the one refresh token that still works',
  createdAt DATETIME(6) NOT NULL COMMENT 'UTC',
  expiresAt DATETIME(6) NOT NULL COMMENT 'UTC',
  endedAt   DATETIME(6) NULL COMMENT 'UTC',
  PRIMARY KEY (id),
  KEY sign_ins_of_user (user_id),
  KEY expiry (expiresAt),
  CONSTRAINT sign_in_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
