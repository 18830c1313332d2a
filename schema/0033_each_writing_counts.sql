-- A retraction may leave price, leader and count as they were. Where several nodes write (Galera), only a changed row makes a
-- bid at another node wait its turn, so each writing of the standing changes this.
ALTER TABLE item ADD changes INT DEFAULT 0;
