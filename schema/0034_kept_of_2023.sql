-- What of a 2023 database cannot stand in our tables, word for word, with the reason; times are text because some of them
-- are no dates. `./ssgbay migrate` fills these when such a database joins.
CREATE TABLE IF NOT EXISTS kept_2023_item (
  number    BIGINT       NOT NULL AUTO_INCREMENT,
  id        INT          NOT NULL,
  endTime   VARCHAR(26)  NOT NULL,
  startTime VARCHAR(26)  NOT NULL,
  name      VARCHAR(100) NOT NULL,
  content   TEXT         NULL,
  price     DOUBLE       NOT NULL,
  user_id   VARCHAR(50)  NOT NULL,
  image     VARCHAR(200) NOT NULL,
  reason    VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (number),
  KEY of_row (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS kept_2023_prehistory (
  number  BIGINT      NOT NULL AUTO_INCREMENT,
  id      INT         NOT NULL,
  user_id VARCHAR(50) NOT NULL,
  item_id INT         NOT NULL,
  endTime VARCHAR(26) NOT NULL,
  reason  VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (number),
  KEY of_row (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS kept_2023_history (
  number  BIGINT      NOT NULL AUTO_INCREMENT,
  id      INT         NOT NULL,
  user_id VARCHAR(50) NOT NULL,
  item_id INT         NOT NULL,
  reason  VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (number),
  KEY of_row (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin;
