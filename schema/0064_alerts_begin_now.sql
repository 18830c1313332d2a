-- What happened before notifications existed is not notified any more.
INSERT IGNORE INTO alert_position (name, position, newest, at)
SELECT 'bids', COALESCE(MAX(id), 0), COALESCE(MAX(id), 0), UTC_TIMESTAMP(6) FROM bid;
INSERT IGNORE INTO alert_position (name, position, newest, at)
SELECT 'account', COALESCE(MAX(id), 0), COALESCE(MAX(id), 0), UTC_TIMESTAMP(6) FROM security_event;
INSERT IGNORE INTO alert_position (name, position, newest, at)
SELECT 'searches', COALESCE(MAX(id), 0), COALESCE(MAX(id), 0), UTC_TIMESTAMP(6) FROM item;
INSERT IGNORE INTO alert_position (name, position, newest, at) VALUES ('closings', 0, 0, UTC_TIMESTAMP(6));
