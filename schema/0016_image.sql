CREATE TABLE IF NOT EXISTS image (
  item_id   INT          NOT NULL,
  position  TINYINT      NOT NULL,
  name      VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  thumbnail VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  width     INT          NOT NULL,
  height    INT          NOT NULL,
  PRIMARY KEY (item_id, position),
  CONSTRAINT image_item FOREIGN KEY (item_id) REFERENCES item (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci;
