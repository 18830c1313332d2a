-- The sandbox's own books: what a bank would know. Nothing but auction/payments/sandbox reads them.
CREATE TABLE IF NOT EXISTS sandbox_payment (
  id          BIGINT       NOT NULL AUTO_INCREMENT,
  paymentKey  VARCHAR(60)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ref         VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount      BIGINT       NOT NULL COMMENT 'won',
  title       VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  back        VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'where the buyer returns to',
  state       VARCHAR(10)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'open' COMMENT 'open, authorized, done, failed',
  fault       VARCHAR(20)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'none' COMMENT 'what goes wrong on purpose',
  createdAt   DATETIME(6)  NOT NULL COMMENT 'UTC',
  PRIMARY KEY (id),
  UNIQUE KEY known (paymentKey),
  UNIQUE KEY named (ref)
) ENGINE = InnoDB;
