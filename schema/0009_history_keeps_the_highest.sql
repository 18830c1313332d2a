-- The 2023 job wrote a row for every bidder at every minute; prices only rose, so the latest row is the highest.
-- `history` in backticks: DELETE HISTORY is another statement in MariaDB.
DELETE `history` FROM history
  JOIN (SELECT item_id, MAX(id) AS id FROM history GROUP BY item_id) AS newest
    ON newest.item_id = history.item_id AND newest.id > history.id;
DELETE prehistory FROM prehistory
  JOIN (SELECT item_id, MAX(id) AS id FROM prehistory GROUP BY item_id) AS newest
    ON newest.item_id = prehistory.item_id AND newest.id > prehistory.id;
DELETE prehistory FROM prehistory JOIN history ON history.item_id = prehistory.item_id;
