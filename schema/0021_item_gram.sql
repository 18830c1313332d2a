-- Two neighbouring letters of a name, and the items that have them: how a word is found inside words on any server.
CREATE TABLE IF NOT EXISTS item_gram (
  gram    VARBINARY(8) NOT NULL COMMENT 'UTF-8 of two letters',
  item_id INT          NOT NULL,
  PRIMARY KEY (gram, item_id)
) ENGINE = InnoDB;
