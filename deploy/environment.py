"""Prints settings as SSM and Secrets Manager hold them, for the AfterInstall hook.

`python -m deploy.environment /ssgbay/STACK` prints /etc/ssgbay.env, and `… /ssgbay/STACK migrations` the URL that
migrations use. Every parameter under the path is a setting of that name, but these name a secret by its ARN:

DATABASE_SECRET     JSON as RDS keeps it (username, password, host, port, dbname): who may change tables
APPLICATION_SECRET  JSON (username, password): who may change rows; where it is missing, DATABASE_SECRET does both
JWT_SECRET          a text, becomes JWT_SECRET_KEY
SMTP_SECRET         a text, becomes SMTP_URL; where it is missing, no mail is sent

DATABASE_CA is a file on the instance: both users verify the database's certificate and host name by it.
DATABASE_READ_HOST is a replica's host, from which DATABASE_READ_URL is made; where it is missing, there is none.

The instance's role reads them.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import boto3

NOT_SETTINGS = (
    "DATABASE_SECRET",
    "APPLICATION_SECRET",
    "JWT_SECRET",
    "SMTP_SECRET",
    "DATABASE_CA",
    "DATABASE_READ_HOST",
)
Secret = Callable[[str], str]


def parameters(ssm: Any, path: str) -> dict[str, str]:
    """Every parameter under `path`, by its last name. Raises SystemExit when there is none."""
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, WithDecryption=True)
    found = {entry["Name"].rsplit("/", 1)[1]: entry["Value"] for page in pages for entry in page["Parameters"]}
    if not found:
        raise SystemExit(f"There is no parameter under {path}; is SSGBAY_PARAMETERS the stack's own path?")
    return found


def database_url(secret: Mapping[str, Any], ca: str | None) -> str:
    """The URL of that user; with `ca`, the path of a file of certificates, the server's own is verified."""
    user, password = quote(secret["username"], safe=""), quote(secret["password"], safe="")
    verified = f"?ssl_ca={quote(ca)}" if ca else ""
    return f"mysql://{user}:{password}@{secret['host']}:{secret['port']}/{secret['dbname']}{verified}"


def settings(found: Mapping[str, str], secret: Secret) -> dict[str, str]:
    """Settings as the application reads them. Raises KeyError on a missing name."""
    plain = {name: value for name, value in found.items() if name not in NOT_SETTINGS}
    owner = json.loads(secret(found["DATABASE_SECRET"]))
    account = json.loads(secret(found["APPLICATION_SECRET"])) if "APPLICATION_SECRET" in found else {}
    user, ca = {**owner, **account}, found.get("DATABASE_CA")
    plain["DATABASE_URL"] = database_url(user, ca)
    if "DATABASE_READ_HOST" in found:
        plain["DATABASE_READ_URL"] = database_url({**user, "host": found["DATABASE_READ_HOST"]}, ca)
    plain["JWT_SECRET_KEY"] = secret(found["JWT_SECRET"])
    if "SMTP_SECRET" in found:
        plain["SMTP_URL"] = secret(found["SMTP_SECRET"])
    return plain


def line(name: str, value: str) -> str:
    """NAME='value', which bash and systemd read alike. Raises SystemExit on what only one of them would."""
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name) or re.search(r"['\\\n\r]", value):
        raise SystemExit(
            f"The setting {name!r} cannot be written down: no quote, backslash or line break may be in it."
        )
    return f"{name}='{value}'"


def main(path: str, migrations: bool = False) -> None:
    """Print the settings, or with `migrations` the URL that migrations use."""
    secrets = boto3.client("secretsmanager")
    found = parameters(boto3.client("ssm"), path)

    def secret(arn: str) -> str:
        return secrets.get_secret_value(SecretId=arn)["SecretString"]

    if migrations:
        print(database_url(json.loads(secret(found["DATABASE_SECRET"])), found.get("DATABASE_CA")))
        return
    print("\n".join(line(name, value) for name, value in sorted(settings(found, secret).items())))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:] == ["migrations"])
