-- Mail and push have no browser to take a language and a time zone from.
ALTER TABLE `user`
  ADD locale     CHAR(2)     CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'ko' COMMENT 'ko or en',
  ADD timeZone   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'Asia/Seoul' COMMENT 'IANA name',
  ADD quietFrom  CHAR(5)     CHARACTER SET ascii COLLATE ascii_bin NULL DEFAULT '22:00' COMMENT 'in timeZone; null: never quiet',
  ADD quietTo    CHAR(5)     CHARACTER SET ascii COLLATE ascii_bin NULL DEFAULT '08:00' COMMENT 'in timeZone',
  ADD digestHour TINYINT     NOT NULL DEFAULT 8 COMMENT '0 to 23, in timeZone';
