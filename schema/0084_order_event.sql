-- What happened to an order, in one line: rows are added and never changed; the audit replays them.
CREATE TABLE IF NOT EXISTS order_event (
  order_id BIGINT        NOT NULL,
  number   INT           NOT NULL COMMENT '1, 2, 3 of its order',
  act      VARCHAR(16)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  who      VARCHAR(6)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'buyer, seller or system',
  `before` VARCHAR(9)    CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the state, null: there was no order',
  `after`  VARCHAR(9)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  at       DATETIME(6)   NOT NULL COMMENT 'UTC',
  data     VARCHAR(4000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '{}' COMMENT 'JSON that both sides may see',
  PRIMARY KEY (order_id, number),
  CONSTRAINT order_event_order FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE = InnoDB;
