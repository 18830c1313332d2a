"""Deleting a user deleted their items and everybody's history of them; 0017 ties them again, without the cascade.

Whatever foreign keys there are: a database of 2023 may have lost or renamed them.
"""

from yoyo import step


def drop_foreign_keys(connection):
    cursor = connection.cursor()
    cursor.execute(
        "SELECT CONSTRAINT_NAME FROM information_schema.referential_constraints"
        " WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = 'item'"
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE item DROP FOREIGN KEY `{name}`")


steps = [step(drop_foreign_keys)]
