-- The 2023 job wrote a row for every bidder at every minute; prices only rose, so the latest row is the highest.
DELETE older FROM history    older JOIN history    newer ON newer.item_id = older.item_id AND newer.id > older.id;
DELETE older FROM prehistory older JOIN prehistory newer ON newer.item_id = older.item_id AND newer.id > older.id;
DELETE prehistory FROM prehistory JOIN history ON history.item_id = prehistory.item_id;
