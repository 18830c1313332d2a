ALTER TABLE `user`
  DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_unicode_520_ci,
  MODIFY id       VARCHAR(50)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin            NOT NULL,
  MODIFY phone    VARCHAR(50)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin            NOT NULL,
  MODIFY password VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin            NOT NULL COMMENT 'Argon2id',
  MODIFY nickname VARCHAR(50)  CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci NULL,
  ADD createdAt   DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) COMMENT 'UTC',
  ADD leftAt      DATETIME(6) NULL     COMMENT 'UTC; who left is anonymised, never deleted',
  ADD retractions INT         NOT NULL DEFAULT 0;
