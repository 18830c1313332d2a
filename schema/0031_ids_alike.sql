-- Ids of 2023 have capitals anywhere; a new one, all small, must not be one of them but for case.
ALTER TABLE `user`
  ADD alike VARCHAR(50) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin GENERATED ALWAYS AS (LOWER(id)) VIRTUAL;
