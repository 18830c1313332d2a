-- 1 for entries that the log of a live auction shows, NULL for silent raises.
ALTER TABLE bid ADD shown TINYINT AS (CASE WHEN kind <> 'raise' THEN 1 END) VIRTUAL;
