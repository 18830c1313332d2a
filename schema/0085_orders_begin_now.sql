-- Sales from before there were orders have been settled by their parties. `ordersBegin` stays: the audit asks for
-- exactly one order of each sale after it.
INSERT IGNORE INTO alert_position (name, position, newest, at)
SELECT 'ordersBegin', COALESCE(MAX(id), 0), COALESCE(MAX(id), 0), UTC_TIMESTAMP(6) FROM history;
INSERT IGNORE INTO alert_position (name, position, newest, at)
SELECT 'orders', position, newest, at FROM alert_position WHERE name = 'ordersBegin';
