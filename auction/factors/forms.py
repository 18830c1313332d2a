"""Request and response models of the routes of second factors."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from auction.factors.rows import PasskeyRow
from auction.factors.rules import Factors
from auction.http.fields import In, Matches, MomentOut, Out, Text, utc
from auction.users.forms import AnyPassword

LONGEST_ANSWER = 20_000
# a code of 24 letters, typed with what spaces and dashes there may be
LONGEST_RECOVERY_CODE = 60


SixDigits = Annotated[str, Matches("six_digits", "[0-9]{6}")]
Base64Url = Annotated[str, StringConstraints(max_length=LONGEST_ANSWER), Matches("base64url", "[A-Za-z0-9_-]*={0,2}")]


class PasswordForm(In):
    current_password: AnyPassword


class CodeForm(In):
    code: SixDigits


class Credential(In):
    """A PublicKeyCredential as a browser's `toJSON()` returns it; what is not named here is ignored."""

    id: Base64Url
    raw_id: Base64Url
    type: Literal["public-key"]


class Creation(In):
    client_data: Base64Url = Field(alias="clientDataJSON")
    attestation_object: Base64Url


class CreatedCredential(Credential):
    response: Creation


class Assertion(In):
    client_data: Base64Url = Field(alias="clientDataJSON")
    authenticator_data: Base64Url
    signature: Base64Url


class ShownCredential(Credential):
    response: Assertion


class PasskeyForm(In):
    label: Annotated[str, Text(1, 60)]
    credential: CreatedCredential


class ProofForm(In):
    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": [name]} for name in ("code", "recoveryCode", "credential")]}
    )

    code: SixDigits | None = Field(None, description="of an authenticator app")
    recovery_code: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_RECOVERY_CODE)] | None = None
    credential: ShownCredential | None = Field(None, description="what a passkey has answered")

    @model_validator(mode="after")
    def _one_of_three(self) -> "ProofForm":
        if sum(given is not None for given in (self.code, self.recovery_code, self.credential)) != 1:
            raise PydanticCustomError("one_factor", "exactly one")
        return self


class Passkey(Out):
    id: int
    label: str
    created_at: MomentOut
    used_at: MomentOut | None


class OwnFactors(Out):
    totp: bool = Field(description="whether an authenticator app is set up")
    passkeys: list[Passkey]
    recovery_codes: int = Field(description="how many are left")
    proven_until: MomentOut | None = Field(description="until when the factor shown with this sign-in counts")


class TotpBegun(Out):
    secret: str = Field(description="in base32, to be typed where no code can be read")
    uri: str = Field(description="otpauth://, as the QR code has it")
    qr: str = Field(description="SVG")


class RecoveryCodes(Out):
    recovery_codes: list[str] = Field(description="shown this once")


class FirstRecoveryCodes(Out):
    recovery_codes: list[str] | None = Field(description="shown this once; null where some are left from before")


class PasskeyAdded(FirstRecoveryCodes):
    passkey: Passkey


class Proven(Out):
    proven_until: MomentOut


class PasskeyOptions(RootModel[dict[str, Any]]):
    """Options of WebAuthn as JSON, for `parseCreationOptionsFromJSON` or `parseRequestOptionsFromJSON`."""


def own_factors(factors: Factors, proven_until: datetime | None) -> OwnFactors:
    """Build the answer for one's own factors; `proven_until` is naive UTC."""
    return OwnFactors(
        totp=factors.totp,
        passkeys=[passkey_out(row) for row in factors.passkeys],
        recovery_codes=factors.recovery_codes,
        proven_until=utc(proven_until),
    )


def passkey_out(row: PasskeyRow) -> Passkey:
    """Build the answer for one passkey."""
    return Passkey(
        id=row["id"],
        label=row["label"],
        created_at=utc(row["createdAt"]),
        used_at=utc(row["usedAt"]),
    )
