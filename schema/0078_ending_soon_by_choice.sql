-- How long before its end a user wants to hear of a watched auction.
ALTER TABLE `user`
  ADD endingSoon VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '60,10' COMMENT 'minutes, from 60 and 10';
