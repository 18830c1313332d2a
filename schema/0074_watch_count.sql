-- how many users watch an item; counting the rows of `watch` would take longer the more they are
CREATE TABLE IF NOT EXISTS watch_count (
  item_id INT NOT NULL,
  number  INT NOT NULL,
  PRIMARY KEY (item_id)
) ENGINE = InnoDB;
