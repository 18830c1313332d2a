-- Deleting a user deleted their items and everybody's history of them; 0017 ties them again, without the cascade.
ALTER TABLE item DROP FOREIGN KEY fk_item_user;
