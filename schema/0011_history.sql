ALTER TABLE history
  DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci,
  MODIFY user_id VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'who won',
  ADD seller_id  VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  ADD price      BIGINT      NOT NULL DEFAULT 0 COMMENT 'won',
  ADD closedAt   DATETIME(6) NULL COMMENT 'UTC',
  ADD UNIQUE KEY one_sale_an_item (item_id),
  ADD KEY won  (user_id, id),
  ADD KEY sold (seller_id, id);
