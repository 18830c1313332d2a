-- The 2023 job wrote a row for every bidder at every minute; prices only rose, so the latest row is the highest.
DELETE FROM history    WHERE id NOT IN (SELECT id FROM (SELECT MAX(id) AS id FROM history    GROUP BY item_id) AS newest);
DELETE FROM prehistory WHERE id NOT IN (SELECT id FROM (SELECT MAX(id) AS id FROM prehistory GROUP BY item_id) AS newest);
DELETE prehistory FROM prehistory JOIN history ON history.item_id = prehistory.item_id;
