"""As 0003, for what bids and sales refer to; 0018 and 0019 tie them again."""

from yoyo import step


def drop_foreign_keys(connection):
    cursor = connection.cursor()
    cursor.execute(
        "SELECT TABLE_NAME, CONSTRAINT_NAME FROM information_schema.referential_constraints"
        " WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME IN ('prehistory', 'history')"
    )
    for table, name in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {table} DROP FOREIGN KEY `{name}`")


steps = [step(drop_foreign_keys)]
