-- 2023 compared ids without case; from here on they are compared exactly, so references take the spelling of their user.
UPDATE item       JOIN `user` ON `user`.id = item.user_id       SET item.user_id       = `user`.id;
UPDATE prehistory JOIN `user` ON `user`.id = prehistory.user_id SET prehistory.user_id = `user`.id;
UPDATE history    JOIN `user` ON `user`.id = history.user_id    SET history.user_id    = `user`.id;
