-- Each list order has its index behind isOpen, so that a list of living auctions never walks past the dead.
ALTER TABLE item
  ADD KEY list_by_price (isOpen, price, id),
  ADD KEY list_by_end   (isOpen, endTime, id),
  ADD KEY list_by_bids  (isOpen, bidCount, id),
  ADD KEY list_by_age   (isOpen, id),
  ADD KEY list_of_seller (user_id, id),
  DROP KEY fk_item_user_idx,
  ADD CONSTRAINT item_seller FOREIGN KEY (user_id)   REFERENCES `user` (id),
  ADD CONSTRAINT item_leader FOREIGN KEY (leader_id) REFERENCES `user` (id);
