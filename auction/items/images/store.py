"""The table `image`: the pictures of each item, in their order."""

from typing import TypedDict

from auction.items.images.names import full_name
from auction.items.rows import ImageRow
from auction.mysql.columns import columns
from database import Db


class Files(TypedDict):
    """The two files of a picture."""

    name: str
    thumbnail: str


def add(db: Db, item_id: int, images: list[tuple[str, str, int, int]]) -> None:
    db.many(
        "INSERT INTO image (item_id, position, name, thumbnail, width, height) VALUES (%s, %s, %s, %s, %s, %s)",
        [(item_id, position, *image) for position, image in enumerate(images)],
    )


def find(db: Db, item_ids: list[int]) -> list[ImageRow]:
    if not item_ids:
        return []
    return db.all(
        ImageRow,
        f"""
        SELECT {columns(ImageRow)}
          FROM image
         WHERE item_id IN %(item_ids)s
         ORDER BY item_id, position
        """,
        item_ids=item_ids,
    )


def known(db: Db, names: list[str]) -> set[str]:
    """Return those of these file names that belong to an item."""
    if not names:
        return set()
    rows = db.all(
        Files,
        """
        SELECT name, thumbnail
          FROM image
         WHERE name IN %(names)s
            OR name IN %(full_names)s
        """,
        names=names, full_names=[full_name(name) for name in names],
    )  # fmt: skip
    return {name for row in rows for name in (row["name"], row["thumbnail"])}


def remove(db: Db, item_id: int) -> None:
    db.run("DELETE FROM image WHERE item_id = %(item_id)s", item_id=item_id)
