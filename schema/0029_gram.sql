-- Each letter and pair of neighbouring letters, and the items that have it in their name: how a word is found inside words
-- on any server. A block is 4,096 ids; `items` are their places in it, two bytes each, in no order.
CREATE TABLE IF NOT EXISTS gram (
  gram  VARBINARY(8)     NOT NULL COMMENT 'UTF-8 of one or two letters',
  block INT              NOT NULL,
  items VARBINARY(16384) NOT NULL,
  PRIMARY KEY (gram, block)
) ENGINE = InnoDB;
