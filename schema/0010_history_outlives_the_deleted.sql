-- 2023 let a user or an item be deleted under its history; stand-ins take their place so that no sale is lost.
-- One for each spelling: nobody knows any more which of them it was.
INSERT INTO `user` (id, phone, password, nickname, leftAt)
SELECT DISTINCT history.user_id COLLATE utf8mb4_bin, '', '!', NULL, UTC_TIMESTAMP(6)
  FROM history
  LEFT JOIN `user` ON `user`.id = history.user_id
 WHERE `user`.id IS NULL;

INSERT INTO item (id, endTime, startTime, name, content, price, startPrice, originalEnd, user_id, image)
SELECT history.item_id, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), '(삭제된 상품)', NULL, 0, 0, UTC_TIMESTAMP(6), history.user_id, ''
  FROM history
  LEFT JOIN item ON item.id = history.item_id
 WHERE item.id IS NULL;
