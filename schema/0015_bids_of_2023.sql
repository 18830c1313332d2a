-- Of 2023 only the last bid of each auction is known; it opens the log so that replaying it gives the same standing.
INSERT INTO bid (item_id, user_id, kind, offer, amount, price, leader_id, number, endTime, createdAt)
SELECT id, leader_id, 'open', price, price, price, leader_id, 1, endTime, LEAST(startTime, endTime)
  FROM item
 WHERE leader_id IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM bid WHERE bid.item_id = item.id);
