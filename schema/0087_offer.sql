-- A second chance: an item whose order was cancelled, offered to another bidder at the price without who failed.
CREATE TABLE IF NOT EXISTS offer (
  id        BIGINT      NOT NULL AUTO_INCREMENT,
  item_id   INT         NOT NULL,
  user_id   VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'to whom it is made',
  seller_id VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  price     BIGINT      NOT NULL COMMENT 'won',
  state     VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'open, accepted, declined or expired',
  createdAt DATETIME(6) NOT NULL COMMENT 'UTC',
  expiresAt DATETIME(6) NOT NULL COMMENT 'UTC',
  decidedAt DATETIME(6) NULL COMMENT 'UTC',
  pending   INT         GENERATED ALWAYS AS (CASE WHEN state = 'open' THEN item_id END) STORED,
  PRIMARY KEY (id),
  UNIQUE KEY one_open_offer (pending),
  UNIQUE KEY offered_once (item_id, user_id),
  KEY of_user (user_id, state, id),
  KEY expiry (state, expiresAt),
  CONSTRAINT offer_user FOREIGN KEY (user_id) REFERENCES `user` (id),
  CONSTRAINT offer_seller FOREIGN KEY (seller_id) REFERENCES `user` (id)
) ENGINE = InnoDB;
