-- How many bidders a seller has struck out, ever; shown on the profile.
ALTER TABLE `user` ADD strikes INT DEFAULT 0;
