"""Prints /etc/ssgbay.env as SSM and Secrets Manager hold it: `python -m deploy.environment /ssgbay/STACK`.

Every parameter under the path is a setting of that name. Two name a secret by its ARN instead: DATABASE_SECRET (JSON
as RDS keeps it) becomes DATABASE_URL, JWT_SECRET becomes JWT_SECRET_KEY. The instance's role is who asks.
"""

import json
import re
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import boto3


def parameters(ssm: Any, path: str) -> dict[str, str]:
    """Every parameter under `path`, by its last name. Raises SystemExit when there is none."""
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, WithDecryption=True)
    found = {entry["Name"].rsplit("/", 1)[1]: entry["Value"] for page in pages for entry in page["Parameters"]}
    if not found:
        raise SystemExit(f"There is no parameter under {path}; is SSGBAY_PARAMETERS the stack's own path?")
    return found


def database_url(secret: Mapping[str, Any]) -> str:
    user, password = quote(secret["username"], safe=""), quote(secret["password"], safe="")
    return f"mysql://{user}:{password}@{secret['host']}:{secret['port']}/{secret['dbname']}"


def settings(found: Mapping[str, str], secret: Any) -> dict[str, str]:
    """Settings as the application reads them; `secret(arn)` gives a text. Raises KeyError on a missing name."""
    plain = {name: value for name, value in found.items() if name not in ("DATABASE_SECRET", "JWT_SECRET")}
    plain["DATABASE_URL"] = database_url(json.loads(secret(found["DATABASE_SECRET"])))
    plain["JWT_SECRET_KEY"] = secret(found["JWT_SECRET"])
    return plain


def line(name: str, value: str) -> str:
    """NAME='value', which bash and systemd read alike. Raises SystemExit on what only one of them would."""
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name) or re.search(r"['\\\n\r]", value):
        raise SystemExit(
            f"The setting {name!r} cannot be written down: no quote, backslash or line break may be in it."
        )
    return f"{name}='{value}'"


def main(path: str) -> None:
    secrets = boto3.client("secretsmanager")
    found = parameters(boto3.client("ssm"), path)
    lines = settings(found, lambda arn: secrets.get_secret_value(SecretId=arn)["SecretString"])
    print("\n".join(line(name, value) for name, value in sorted(lines.items())))


if __name__ == "__main__":
    main(sys.argv[1])
