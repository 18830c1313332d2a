ALTER TABLE `user` ADD passwordUsedAt DATETIME(6) NULL COMMENT 'UTC; written whenever the password is used, which locks the row';
