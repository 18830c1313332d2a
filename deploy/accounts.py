"""Checks both database accounts before a deployment changes anything: `python -m deploy.accounts`.

The application signs in with DATABASE_URL and may read and write rows alone. Migrations sign in with
MIGRATION_DATABASE_URL; where that is given, the application's account is made, or gets the password of DATABASE_URL
while the one before stays good for the release that still serves.
"""

import contextlib
from typing import Any
from urllib.parse import unquote, urlsplit

import database
from auction import config

DENIED = {1044, 1045, 1698}
NOT_THERE = {1049}


def main() -> None:
    """Raises SystemExit with one line that names the server, the account and the reason."""
    application, migrations = config.database_url(), config.migration_database_url()
    signed_in(migrations).close()
    if migrations != application and not signs_in(application):
        give_account(application, migrations)
    signed_in(application).close()


def signs_in(url: str) -> bool:
    """Whether that account may sign in; raises SystemExit when the server does not answer."""
    try:
        database.connect(url).close()
    except database.Error as error:
        if error.args[0] in DENIED:
            return False
        raise SystemExit(reason(url, error)) from error
    return True


def signed_in(url: str) -> Any:
    """A connection; raises SystemExit with the reason when there is none."""
    try:
        return database.connect(url, autocommit=True)
    except database.Error as error:
        raise SystemExit(reason(url, error)) from error


def reason(url: str, error: Exception) -> str:
    """One line for an operator, without the password."""
    where = urlsplit(url)
    place, user, name = f"{where.hostname}:{where.port or 3306}", unquote(where.username or ""), where.path.lstrip("/")
    if error.args[0] in DENIED:
        return f"The database at {place} refuses the user {user!r}: wrong password, or no rights on {name!r} ({error})"
    if error.args[0] in NOT_THERE:
        return f"The database at {place} has no database {name!r} ({error})"
    return f"No database answers at {place}: is it running, and may this machine reach it? ({error})"


def give_account(url: str, by: str) -> None:
    """Create the application's account, or set its new password for each host that it may connect from."""
    application, user = urlsplit(url), unquote(urlsplit(url).username or "")
    try:
        with contextlib.closing(signed_in(by)) as connection:
            db = database.Db(connection)
            hosts = [row["Host"] for row in db.all("SELECT Host FROM mysql.user WHERE User = %(user)s", user=user)]
            for host in hosts:
                change_password(db, user, host, unquote(application.password or ""))
            if not hosts:
                create(db, user, unquote(application.password or ""))
            for host in hosts or ["%"]:
                grant(db, user, host, application.path.lstrip("/"))
    except database.Error as error:
        raise SystemExit(f"{reason(url, error)}; and {urlsplit(by).username!r} may not change that") from error
    print(f"database account {user!r}: " + ("new password; the previous one stays valid" if hosts else "created"))


def create(db: database.Db, user: str, password: str) -> None:
    """Create an account that may sign in from any host."""
    db.run("CREATE USER %(user)s@'%%' IDENTIFIED BY %(password)s", user=user, password=password)


def grant(db: database.Db, user: str, host: str, name: str) -> None:
    """Grant privileges on rows alone: no table is created, altered or dropped."""
    name = name.replace("`", "``")
    db.run(f"GRANT SELECT, INSERT, UPDATE, DELETE ON `{name}`.* TO %(user)s@%(host)s", user=user, host=host)


def change_password(db: database.Db, user: str, host: str, password: str) -> None:
    """Set a new password; the current one stays valid until the next change."""
    account = {"user": user, "host": host, "password": password}
    if not maria(db):
        db.run("ALTER USER %(user)s@%(host)s IDENTIFIED BY %(password)s RETAIN CURRENT PASSWORD", **account)
        return
    current = db.one(
        "SELECT authentication_string AS hash FROM mysql.user WHERE User = %(user)s AND Host = %(host)s", **account
    )
    db.run(
        "ALTER USER %(user)s@%(host)s IDENTIFIED VIA mysql_native_password USING PASSWORD(%(password)s)"
        " OR mysql_native_password USING %(current)s",
        current=current["hash"] if current else "", **account,
    )  # fmt: skip


def maria(db: database.Db) -> bool:
    """MariaDB keeps several authentication methods for an account where MySQL keeps two passwords."""
    row = db.one("SELECT VERSION() AS version")
    return row is not None and "MariaDB" in row["version"]


if __name__ == "__main__":
    main()
