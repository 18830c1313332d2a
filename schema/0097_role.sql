-- Who may act for the operator of the site; ./ssgbay role writes it.
CREATE TABLE IF NOT EXISTS role (
  user_id   VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  role      VARCHAR(9)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'support, moderator, treasurer or chief',
  changedAt DATETIME(6) NOT NULL COMMENT 'UTC',
  PRIMARY KEY (user_id),
  CONSTRAINT role_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
