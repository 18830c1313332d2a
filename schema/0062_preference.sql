-- How a user wants to hear of a group of notifications on a channel, where it differs from the default.
CREATE TABLE IF NOT EXISTS preference (
  user_id   VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  topic     VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'the group: bidding, selling, watching, orders, account',
  channel   VARCHAR(4)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'mail, push, hook',
  choice    VARCHAR(6)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'now, digest, never',
  PRIMARY KEY (user_id, topic, channel),
  CONSTRAINT preference_user FOREIGN KEY (user_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
