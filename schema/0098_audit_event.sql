-- What was done for the operator of the site. Each row has the digest of the one before, so that none can be changed,
-- removed or added between without a trace; `previous` is unique and never null, so that the chain cannot fork.
CREATE TABLE IF NOT EXISTS audit_event (
  id       BIGINT        NOT NULL COMMENT '1, 2, 3 without a gap',
  by_id    VARCHAR(50)   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL COMMENT 'null: a command on the machine',
  role     VARCHAR(9)    CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'in which it was done',
  kind     VARCHAR(24)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  target   VARCHAR(60)   CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'such as order:7',
  reason   VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  data     VARCHAR(4000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL COMMENT 'JSON',
  at       DATETIME(6)   NOT NULL COMMENT 'UTC',
  previous BINARY(32)    NOT NULL COMMENT 'the digest of the event before, of the first 32 zero bytes',
  digest   BINARY(32)    NOT NULL COMMENT 'SHA-256 of previous and the columns before it',
  PRIMARY KEY (id),
  UNIQUE KEY chain (previous),
  KEY on_target (target, id),
  CONSTRAINT audit_event_reason CHECK (reason <> '')
) ENGINE = InnoDB;
-- The end of that chain, in one row: it is locked to add an event, and a removed last event is missed by it.
CREATE TABLE IF NOT EXISTS audit_head (
  id     TINYINT    NOT NULL COMMENT 'always 1',
  number BIGINT     NOT NULL COMMENT 'the id of the last event',
  digest BINARY(32) NOT NULL COMMENT 'its digest',
  PRIMARY KEY (id)
) ENGINE = InnoDB;
