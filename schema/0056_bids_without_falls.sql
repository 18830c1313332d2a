-- While this equals `changes`, no bid on the item has ever fallen (there is no row of removal): a bid that knows it moves both
-- on; whatever makes bids fall, and any older code, moves `changes` alone, and then the next bid looks.
ALTER TABLE item ADD noneFallenAt INT DEFAULT 0;
