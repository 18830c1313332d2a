-- What the two sides of an order write to each other, which is the file of a dispute (docs/orders.md).
CREATE TABLE IF NOT EXISTS message (
  id        BIGINT        NOT NULL AUTO_INCREMENT,
  order_id  BIGINT        NOT NULL,
  who       VARCHAR(6)    CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'buyer or seller',
  text      VARCHAR(2000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'empty where there is only a photo',
  photo     VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'a file among the private pictures, null: none',
  thumbnail VARCHAR(40)   CHARACTER SET ascii COLLATE ascii_bin NULL,
  width     INT           NULL COMMENT 'pixels of the photo',
  height    INT           NULL,
  createdAt DATETIME(6)   NOT NULL COMMENT 'UTC',
  PRIMARY KEY (id),
  UNIQUE KEY picture (photo),
  KEY of_order (order_id, id),
  KEY of_side (order_id, who, id),
  KEY age (createdAt),
  CONSTRAINT message_order FOREIGN KEY (order_id) REFERENCES orders (id)
) ENGINE = InnoDB;
