-- Living sign-ins of a user are listed by their end, which is 30 days after their beginning.
ALTER TABLE sign_in
  ADD device     VARCHAR(60) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'short words of the User-Agent',
  ADD address    VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'of the last sign-in or refresh',
  ADD lastUsedAt DATETIME(6) NULL COMMENT 'UTC; the last sign-in or refresh',
  ADD KEY living_of_user (user_id, endedAt, expiresAt);
