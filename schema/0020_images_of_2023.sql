INSERT INTO image (item_id, position, name, thumbnail, width, height)
SELECT id, 0, image, image, 0, 0
  FROM item
 WHERE image <> ''
   AND NOT EXISTS (SELECT 1 FROM image WHERE image.item_id = item.id);
