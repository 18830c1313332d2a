-- Under what each saved search with alerts is filed: something that every item has that it finds (docs/decisions/0115).
CREATE TABLE IF NOT EXISTS search_term (
  term      VARBINARY(210) NOT NULL COMMENT 'an n-gram as in `gram`, or 1 and the id of a seller',
  search_id BIGINT         NOT NULL,
  PRIMARY KEY (term, search_id),
  KEY of_search (search_id),
  CONSTRAINT search_term_search FOREIGN KEY (search_id) REFERENCES saved_search (id)
) ENGINE = InnoDB;
