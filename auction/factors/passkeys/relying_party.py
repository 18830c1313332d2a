"""What this site requests of passkeys, and the check of what they answer (WebAuthn, by the library `webauthn`)."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from auction.contacts.encryption import passkey_handle
from auction.factors.errors import WrongSecondFactor
from auction.factors.rows import PasskeyRow

NAME = "SSGBay"


class Credential(NamedTuple):
    """A credential that a passkey has made, and the count of its signatures."""

    id: bytes
    public_key: bytes
    counter: int


def creation_options(site: str, user_id: str, challenge: bytes, known: Sequence[PasskeyRow]) -> dict[str, Any]:
    """Return the options with which a browser makes a passkey for this site, an origin, on a new authenticator."""
    from webauthn import generate_registration_options
    from webauthn.helpers import options_to_json_dict, structs

    options = generate_registration_options(
        rp_id=_domain(site),
        rp_name=NAME,
        user_name=user_id,
        user_id=passkey_handle(user_id),
        challenge=challenge,
        exclude_credentials=[structs.PublicKeyCredentialDescriptor(row["credentialId"]) for row in known],
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED
        ),
    )
    return options_to_json_dict(options)


def created(site: str, challenge: bytes, answer: dict[str, Any]) -> Credential:
    """Return the credential in a browser's answer to these options. Raises WrongSecondFactor."""
    from webauthn import verify_registration_response

    try:
        found = verify_registration_response(
            credential=answer, expected_challenge=challenge, expected_rp_id=_domain(site), expected_origin=site
        )
    # what a client made up may fail in any of the library's parsers
    except Exception as error:
        raise WrongSecondFactor from error
    return Credential(found.credential_id, found.credential_public_key, found.sign_count)


def request_options(site: str, challenge: bytes, known: Sequence[PasskeyRow]) -> dict[str, Any]:
    """Return the options with which a browser shows one of these passkeys."""
    from webauthn import generate_authentication_options
    from webauthn.helpers import options_to_json_dict, structs

    options = generate_authentication_options(
        rp_id=_domain(site),
        challenge=challenge,
        allow_credentials=[structs.PublicKeyCredentialDescriptor(row["credentialId"]) for row in known],
    )
    return options_to_json_dict(options)


def shown(site: str, challenge: bytes, answer: dict[str, Any], passkey: PasskeyRow) -> int:
    """Return the count of signatures in a passkey's answer. Raises WrongSecondFactor, also where it has not grown."""
    from webauthn import verify_authentication_response

    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_domain(site),
            expected_origin=site,
            credential_public_key=passkey["publicKey"],
            credential_current_sign_count=passkey["counter"],
        )
    # as above
    except Exception as error:
        raise WrongSecondFactor from error
    return found.new_sign_count


def name_of(passkey: PasskeyRow) -> str:
    """Return the id of a passkey as browsers write it."""
    from webauthn.helpers import bytes_to_base64url

    return bytes_to_base64url(passkey["credentialId"])


def _domain(site: str) -> str:
    return urlsplit(site).hostname or ""
