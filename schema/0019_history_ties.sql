ALTER TABLE history
  ADD CONSTRAINT history_item FOREIGN KEY (item_id) REFERENCES item (id),
  ADD CONSTRAINT history_user FOREIGN KEY (user_id) REFERENCES `user` (id);
