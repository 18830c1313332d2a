ALTER TABLE prehistory
  DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci,
  MODIFY user_id VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'who leads',
  MODIFY endTime DATETIME(6) NOT NULL COMMENT 'UTC',
  ADD UNIQUE KEY one_standing_an_item (item_id),
  DROP KEY fk_prehistory_item1_idx;
