-- By itself: with its column in one statement it would hold up every sign-up until it is made.
ALTER TABLE `user` ADD KEY ids_alike (alike);
