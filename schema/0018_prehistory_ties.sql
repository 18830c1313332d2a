ALTER TABLE prehistory
  ADD CONSTRAINT prehistory_item FOREIGN KEY (item_id) REFERENCES item (id),
  ADD CONSTRAINT prehistory_user FOREIGN KEY (user_id) REFERENCES `user` (id);
