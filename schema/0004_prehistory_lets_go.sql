ALTER TABLE prehistory DROP FOREIGN KEY fk_prehistory_item1, DROP FOREIGN KEY fk_prehistory_user1;
