-- 2023 let a user or an item be deleted under its history; stand-ins take their place so that no sale is lost.
-- One for each spelling: nobody knows any more which of them it was.
INSERT INTO `user` (id, phone, password, nickname, leftAt)
SELECT DISTINCT history.user_id COLLATE utf8mb4_bin, '', '!', NULL, UTC_TIMESTAMP(6)
  FROM history
  LEFT JOIN `user` ON `user`.id = history.user_id
 WHERE `user`.id IS NULL;

INSERT INTO `user` (id, phone, password, nickname, leftAt)
SELECT DISTINCT item.user_id, '', '!', NULL, UTC_TIMESTAMP(6)
  FROM item
  LEFT JOIN `user` ON `user`.id = item.user_id
 WHERE `user`.id IS NULL;

-- Who sold a deleted item is not known: nobody who is here. No id of a user begins with a bracket.
INSERT INTO `user` (id, phone, password, nickname, leftAt)
SELECT '(삭제된 판매자)', '', '!', NULL, UTC_TIMESTAMP(6)
  FROM history
  LEFT JOIN item ON item.id = history.item_id
 WHERE item.id IS NULL
   AND NOT EXISTS (SELECT 1 FROM `user` WHERE `user`.id = '(삭제된 판매자)')
 LIMIT 1;

INSERT INTO item (id, endTime, startTime, name, content, price, startPrice, originalEnd, extends, user_id, image)
SELECT history.item_id, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), '(삭제된 상품)', NULL, 0, 0, UTC_TIMESTAMP(6), 0,
       '(삭제된 판매자)', ''
  FROM history
  LEFT JOIN item ON item.id = history.item_id
 WHERE item.id IS NULL;
