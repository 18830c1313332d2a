"""The two database accounts: who may change tables, who may change rows, and how a password is rotated."""

import contextlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

import database
from deploy import accounts

MIGRATIONS = "migrations_of_these_tests"
APPLICATION = "application_of_these_tests"
PASSWORDS = ("the first", "the second", "the third")


def url(server: str, user: str, password: str) -> str:
    where = urlsplit(server)
    return where._replace(netloc=f"{user}:{password.replace(' ', '%20')}@{where.netloc.rsplit('@', 1)[-1]}").geturl()


@pytest.fixture
def place(fresh_database: Any) -> Iterator[str]:
    """An empty database of root's; an account for migrations, as RDS has its master, and none for the application."""
    with fresh_database("accounts") as root, contextlib.closing(database.connect(root, autocommit=True)) as connection:
        db, name = database.Db(connection), urlsplit(root).path.lstrip("/")
        for host in ("localhost", "%"):
            db.run(f"DROP USER IF EXISTS ''@'{host}'".replace("%", "%%"))
            db.run(f"CREATE USER {MIGRATIONS}@'{host}' IDENTIFIED BY 'master'".replace("%", "%%"))
            db.run(f"GRANT ALL ON {name}.* TO {MIGRATIONS}@'{host}' WITH GRANT OPTION".replace("%", "%%"))
            db.run(f"GRANT CREATE USER ON *.* TO {MIGRATIONS}@'{host}'".replace("%", "%%"))
            db.run(f"GRANT SELECT ON mysql.user TO {MIGRATIONS}@'{host}'".replace("%", "%%"))
        yield root
        for row in db.all("SELECT User, Host FROM mysql.user WHERE User LIKE '%%of_these_tests'"):
            db.run("DROP USER %(User)s@%(Host)s", **row)


def check(monkeypatch: pytest.MonkeyPatch, root: str, password: str, by: str = "master") -> None:
    monkeypatch.setenv("DATABASE_URL", url(root, APPLICATION, password))
    monkeypatch.setenv("MIGRATION_DATABASE_URL", url(root, MIGRATIONS, by))
    accounts.main()


def test_the_account_is_made_for_rows_alone(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    check(monkeypatch, place, PASSWORDS[0])
    with contextlib.closing(database.connect(url(place, MIGRATIONS, "master"), autocommit=True)) as connection:
        database.Db(connection).run("CREATE TABLE one (two INT)")
    with contextlib.closing(database.connect(url(place, APPLICATION, PASSWORDS[0]), autocommit=True)) as connection:
        db = database.Db(connection)
        db.run("INSERT INTO one VALUES (1)")
        assert db.all("SELECT two FROM one") == [{"two": 1}]
        for statement in ("CREATE TABLE three (four INT)", "ALTER TABLE one ADD three INT", "DROP TABLE one"):
            with pytest.raises(database.Error, match="denied"):
                db.run(statement)


def test_the_password_before_signs_in_until_the_next_change(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, password in enumerate(PASSWORDS):
        check(monkeypatch, place, password)
        good = {text for text in PASSWORDS if accounts.signs_in(url(place, APPLICATION, text))}
        assert good == set(PASSWORDS[max(0, number - 1) : number + 1])


def test_a_password_that_signs_in_changes_nothing(place: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    check(monkeypatch, place, PASSWORDS[0])
    capsys.readouterr()
    check(monkeypatch, place, PASSWORDS[0])
    assert capsys.readouterr().out == ""


def test_a_wrong_password_of_migrations_is_named_and_not_shown(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match=f"refuses the user '{MIGRATIONS}': wrong password") as refused:
        check(monkeypatch, place, PASSWORDS[0], by="not the master's")
    assert "not the master" not in str(refused.value)


def test_one_account_for_both_is_only_looked_at(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MIGRATION_DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", url(place, APPLICATION, "any"))
    with pytest.raises(SystemExit, match=f"refuses the user '{APPLICATION}': wrong password"):
        accounts.main()
    monkeypatch.setenv("DATABASE_URL", url(place, MIGRATIONS, "master"))
    accounts.main()


def test_a_database_that_is_missing_is_named(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = urlsplit(place)._replace(path="/there_is_none").geturl()
    monkeypatch.setenv("DATABASE_URL", other)
    with pytest.raises(SystemExit, match="has no database 'there_is_none'"):
        accounts.main()
