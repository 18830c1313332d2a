UPDATE history
  JOIN item ON item.id = history.item_id
   SET history.seller_id = item.user_id,
       history.price     = item.price,
       history.closedAt  = item.endTime;

UPDATE item
  JOIN history ON history.item_id = item.id
   SET item.state     = 'sold',
       item.closedAt  = item.endTime,
       item.leader_id = history.user_id,
       item.maximum   = item.price,
       item.bidCount  = 1;

UPDATE item
  JOIN prehistory ON prehistory.item_id = item.id
   SET item.leader_id     = prehistory.user_id,
       item.maximum       = item.price,
       item.bidCount      = 1,
       prehistory.endTime = item.endTime;
