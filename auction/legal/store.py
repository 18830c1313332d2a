"""The table `consent`: who agreed to which version of which document, and when. Rows are only added."""

from database import Db


def add(db: Db, user_id: str, document: str, version: str) -> None:
    db.run(
        """
        INSERT INTO consent (user_id, document, version, createdAt)
        VALUES (%(user_id)s, %(document)s, %(version)s, UTC_TIMESTAMP(6))
        """,
        user_id=user_id, document=document, version=version,
    )  # fmt: skip
