-- Secrets that all hosts share and no operator sets; each is made when it is first needed.
CREATE TABLE IF NOT EXISTS secret (
  name  VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  value BINARY(32)  NOT NULL,
  PRIMARY KEY (name)
) ENGINE = InnoDB;
