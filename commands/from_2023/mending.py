"""Makes a database of 2023 ready for the migrations: keeps what cannot stand, then removes or changes exactly that.

All rows are changed in one transaction. A run that was cut short may begin again, also where some migrations have been
applied already (by a release that stopped half-way).
"""

import database
from auction import config
from commands.from_2023 import tables, text
from commands.from_2023.judging import COLUMNS, END, JUDGED, PRICE, REMOVED, START, ZERO

KEPT_TABLES = config.ROOT / "schema" / "0034_kept_of_2023.sql"
# zeros in dates may be read and copied, and an id of 0 stays 0; text that does not fit is still an error
SQL_MODE = "STRICT_TRANS_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION"
# the transaction is long, and nobody else is at the tables
SESSION = f"SET SESSION sql_mode = '{SQL_MODE}', foreign_key_checks = 0, innodb_lock_wait_timeout = 60"

SPELLING = [
    f"UPDATE {table} JOIN `user` ON `user`.id = {table}.user_id SET {table}.user_id = `user`.id"
    for table in ("item", "prehistory", "history")
]
# `endTime` is first, since it is set from what `startTime` was
ITEMS = (
    f"UPDATE item SET endTime = {END}, startTime = {START}, price = {PRICE} WHERE {ZERO.format('endTime')} "
    f"OR {ZERO.format('startTime')} OR startTime > UTC_TIMESTAMP() OR price <> {PRICE}"
)
STANDINGS = (
    "UPDATE prehistory JOIN item ON item.id = prehistory.item_id SET prehistory.endTime = item.endTime "
    "WHERE prehistory.endTime <> item.endTime"
)
# what migrations derive from the times of an item
DERIVED = (
    ("item", "originalEnd", "item.endTime"),
    ("item", "closedAt", "item.endTime"),
    ("item", "createdAt", "item.startTime"),
    ("history", "closedAt", "item.closedAt"),
    ("bid", "endTime", "item.endTime"),
    ("bid", "createdAt", "LEAST(item.startTime, item.endTime)"),
)


def mend(db: database.Db, missing: set[str]) -> dict[tuple[str, str], int]:
    """Returns how many rows were kept, by table and reason. Commits; `missing` are the migrations to be applied."""
    db.run(SESSION)
    for statement in KEPT_TABLES.read_text(encoding="utf-8").removesuffix(";\n").split(";\n"):
        db.run(statement)
    _read_as_utf8(db)
    _need_engine(db)
    _need_indexes(db, missing)
    kept = {place: n for table in ("history", "prehistory", "item") for place, n in _keep(db, table).items()}
    db.run(ITEMS)
    db.run(STANDINGS)
    _number_anew(db)
    _after_half_a_run(db)
    db.run("COMMIT")
    return kept


def _keep(db: database.Db, table: str) -> dict[tuple[str, str], int]:
    """Copy every row that cannot stand as it is into its kept_2023_ table, and remove those that may not stay."""
    names, before = COLUMNS[table], _last_number(db, table)
    db.run(
        f"INSERT INTO kept_2023_{table} ({names}, reason) SELECT {names}, reason FROM ({JUDGED[table]}) AS found "
        # kept by a run that was cut short; what was removed or changed by it is not found again
        f"WHERE reason <> 'item_deleted' OR id NOT IN (SELECT id FROM kept_2023_{table})"
    )
    if REMOVED[table]:
        db.run(
            # in backticks: DELETE HISTORY is another statement in MariaDB
            f"DELETE `{table}` FROM {table} JOIN kept_2023_{table} AS kept ON kept.id = {table}.id "
            "WHERE kept.number > %(before)s AND kept.reason IN %(removed)s",
            before=before, removed=REMOVED[table],
        )  # fmt: skip
    rows = db.all(
        f"SELECT reason, COUNT(*) AS n FROM kept_2023_{table} WHERE number > %(before)s GROUP BY reason", before=before
    )
    return {(table, row["reason"]): row["n"] for row in rows}


def _last_number(db: database.Db, table: str) -> int:
    row = db.one(f"SELECT COALESCE(MAX(number), 0) AS number FROM kept_2023_{table}")
    return int(row["number"]) if row else 0


def _number_anew(db: database.Db) -> None:
    """Ids of 0 and below, which a list that starts after 0 would never show, become the next ones."""
    for table in ("item", "prehistory", "history"):
        for row in db.all(f"SELECT id FROM {table} WHERE id <= 0 ORDER BY id"):
            newest = db.one(f"SELECT GREATEST(MAX(id), 0) + 1 AS id FROM {table}")
            ids = {"old": row["id"], "new": newest["id"] if newest else 1}
            db.run(f"UPDATE {table} SET id = %(new)s WHERE id = %(old)s", **ids)
            for other in _tables_about_items(db) if table == "item" else []:
                db.run(f"UPDATE {other} SET item_id = %(new)s WHERE item_id = %(old)s", **ids)


def _tables_about_items(db: database.Db) -> list[str]:
    """Tables with a column `item_id`, but for those of rows as they were in 2023."""
    rows = db.all(
        "SELECT TABLE_NAME AS name FROM information_schema.columns WHERE TABLE_SCHEMA = DATABASE() "
        "AND COLUMN_NAME = 'item_id' AND TABLE_NAME NOT LIKE 'kept%%'"
    )
    return [row["name"] for row in rows]


def _read_as_utf8(db: database.Db) -> None:
    """Columns of UTF-8 that are declared latin1 get their own character set, by way of bytes."""
    columns = [(table, name) for table in text.TEXT for name in text.disguised_columns(db, table)]
    if not columns:
        return
    # from here on ids are compared exactly
    for statement in SPELLING:
        db.run(statement)
    for key in tables.foreign_keys(db):
        db.run(f"ALTER TABLE `{key['table']}` DROP FOREIGN KEY `{key['name']}`")
    for table, name in columns:
        kind, nullable = tables.COLUMNS[table][name]
        null = "NULL" if nullable else "NOT NULL"
        as_bytes = kind.replace("varchar", "varbinary").replace("text", "blob")
        db.run(f"ALTER TABLE `{table}` MODIFY `{name}` {as_bytes} {null}")
        db.run(f"ALTER TABLE `{table}` MODIFY `{name}` {kind} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin {null}")


def _need_engine(db: database.Db) -> None:
    for table, engine in tables.engines(db).items():
        if engine != "InnoDB":
            db.run(f"ALTER TABLE `{table}` ENGINE = InnoDB")


def _need_indexes(db: database.Db, missing: set[str]) -> None:
    """Later migrations drop these by the names that 2023 gave them."""
    for (table, column), name in tables.KEYS.items():
        there = tables.indexes(db, table)
        if tables.DROPPED_BY[name] not in missing or name in there:
            continue
        other = next((index for index, of in there.items() if of == [column]), None)
        change = f"RENAME KEY `{other}` TO {name}" if other else f"ADD KEY {name} ({column})"
        db.run(f"ALTER TABLE {table} {change}")


def _after_half_a_run(db: database.Db) -> None:
    """What the migrations derived from rows that cannot stand, where an older release stopped after some of them."""
    if "leftAt" in tables.columns(db, "user"):
        for table in ("history", "item"):
            db.run(
                "INSERT INTO `user` (id, phone, password, nickname, leftAt) "
                f"SELECT DISTINCT {table}.user_id COLLATE utf8mb4_bin, '', '!', NULL, UTC_TIMESTAMP(6) FROM {table} "
                f"LEFT JOIN `user` ON `user`.id = {table}.user_id WHERE `user`.id IS NULL"
            )
    if "originalEnd" not in tables.columns(db, "item"):
        return
    for table, column, value in DERIVED:
        if column in tables.columns(db, table):
            of_item = "" if table == "item" else f"JOIN item ON item.id = {table}.item_id"
            db.run(f"UPDATE {table} {of_item} SET {table}.{column} = {value} WHERE {ZERO.format(f'{table}.{column}')}")
    db.run(
        "UPDATE item LEFT JOIN `user` ON `user`.id = item.leader_id "
        "SET item.leader_id = NULL, item.maximum = NULL, item.bidCount = 0 "
        "WHERE item.leader_id IS NOT NULL AND `user`.id IS NULL"
    )
