"""An authenticator in software: makes and shows one passkey as a security key does (WebAuthn Level 2, ES256)."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

USER_PRESENT, HAS_CREDENTIAL = 0x01, 0x40


def base64url(data: bytes) -> str:
    """As WebAuthn writes bytes."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """One passkey. `counts` says whether it counts its signatures, as phones do not."""

    def __init__(self, origin: str = "http://localhost", counts: bool = True) -> None:
        self.origin, self.counts, self.counter = origin, counts, 0
        self.id, self._key = secrets.token_bytes(32), ec.generate_private_key(ec.SECP256R1())

    def create(self, options: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """Answer the options of a new passkey; `changes` are members of the client's data."""
        public = self._key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(cose)
        data = self._data(options["rp"]["id"], USER_PRESENT | HAS_CREDENTIAL) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options, changes)
        return self._credential(clientDataJSON=client, attestationObject=attestation)

    def show(self, options: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """Answer the options to show it; `changes` are members of the client's data."""
        self.counter += self.counts
        data, client = self._data(options["rpId"], USER_PRESENT), self._client("webauthn.get", options, changes)
        signed = data + hashlib.sha256(client).digest()
        signature = self._key.sign(signed, ec.ECDSA(hashes.SHA256()))
        return self._credential(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, domain: str, flags: int) -> bytes:
        return hashlib.sha256(domain.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, options: dict[str, Any], changes: dict[str, Any]) -> bytes:
        data = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False, **changes}
        return json.dumps(data).encode()

    def _credential(self, **response: bytes) -> dict[str, Any]:
        name = base64url(self.id)
        answer = {part: base64url(value) for part, value in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": answer, "clientExtensionResults": {}}


def bytes_of(text: str) -> bytes:
    """The inverse of `base64url`."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
