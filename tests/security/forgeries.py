"""Tokens that must open no door: whatever a stranger, or somebody with a token that is over, could put together."""

import base64
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from flask_jwt_extended import create_access_token, decode_token

from tests.cast import Person

WEAK = "a secret of their own, of more than 32 bytes"


def bad_access_tokens(app: Flask, person: Person) -> Iterator[tuple[str, str]]:
    """Name and token of each."""
    with app.app_context():
        claims: dict[str, Any] = decode_token(person.access_token)
        stale = create_access_token(
            person.id, additional_claims={"sid": claims["sid"]}, expires_delta=timedelta(seconds=-1)
        )
    yield "refresh token", person.refresh_token
    yield "expired", stale
    yield "alg none", unsigned({"alg": "none", "typ": "JWT"}, claims)
    yield from _by_other_keys(claims)
    yield "no sign-in", jwt.encode(claims | {"sid": "0" * 32}, app.config["JWT_SECRET_KEY"], "HS256")
    yield "another algorithm", jwt.encode(claims, app.config["JWT_SECRET_KEY"], "HS512")
    yield "rubbish", "rubbish"


def _by_other_keys(claims: dict[str, Any]) -> Iterator[tuple[str, str]]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    yield "RS256", jwt.encode(claims, key, "RS256")
    yield "RS256 with its jwk", jwt.encode(claims, key, "RS256", headers={"jwk": jwk})
    yield "RS256 with a jku", jwt.encode(claims, key, "RS256", headers={"jku": "https://evil.example/keys.json"})
    # a verifier that lets the header choose would take the public key for the shared secret
    yield "HS256 by a public key", hs256(claims, public)
    yield "HS256 with a kid", jwt.encode(claims, WEAK, "HS256", headers={"kid": "../../../../dev/null"})


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    """A token without a signature."""
    return f"{_part(header)}.{_part(claims)}."


def hs256(claims: dict[str, Any], key: bytes) -> str:
    """By hand: PyJWT refuses to sign with a public key."""
    head = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    return f"{head}.{_text(hmac.digest(key, head.encode(), 'sha256'))}"


def _part(value: dict[str, Any]) -> str:
    return _text(json.dumps(value).encode())


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
