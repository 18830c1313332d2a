"""Request and response models of the user routes, and the tokens in them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

import phonenumbers
from flask_jwt_extended import create_access_token, create_refresh_token
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from auction.http.composing import nfc
from auction.http.fields import In, MomentOut, Out, Text, utc
from auction.legal.forms import Consent
from auction.legal.rules import Document
from auction.users.rows import NameRow, UserRow
from auction.users.rules import SignIn

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128
LEFT_ID = "(left)"  # not a valid id
LEFT_NICKNAME = "탈퇴한 회원"


def _bounded(password: str) -> str:
    """Measure a password as it is hashed, but keep it as typed: older hashes may be of that."""
    if len(nfc(password)) > LONGEST_PASSWORD:
        raise PydanticCustomError("string_too_long", "too long", {"max_length": LONGEST_PASSWORD})
    return password


def _composed(password: str) -> str:
    if len(nfc(password)) < SHORTEST_PASSWORD:
        raise PydanticCustomError("string_too_short", "too short", {"min_length": SHORTEST_PASSWORD})
    return nfc(password)


def korean_phone(given: str) -> str:
    """Reduce a Korean number to its national digits: +82 10 1234 5678 and 010-1234-5678 become 01012345678."""
    try:
        number = phonenumbers.parse(given, "KR")
    except phonenumbers.NumberParseException as error:
        raise PydanticCustomError("phone", "unreadable") from error
    if number.country_code != 82 or not phonenumbers.is_possible_number(number):
        raise PydanticCustomError("phone", "not Korean")
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(filter(str.isdigit, national))


UserId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9._-]{4,50}$")]
AnyPassword = Annotated[
    str,
    StringConstraints(min_length=1, strip_whitespace=False),
    AfterValidator(_bounded),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": LONGEST_PASSWORD}),
]
Password = Annotated[
    AnyPassword,
    AfterValidator(_composed),
    WithJsonSchema({"type": "string", "minLength": SHORTEST_PASSWORD, "maxLength": LONGEST_PASSWORD}),
]
Phone = Annotated[str, StringConstraints(min_length=1, max_length=30), AfterValidator(korean_phone)]
Nickname = Annotated[str, Text(1, 50, is_name=True)]


class SignUpForm(In):
    id: UserId
    password: Password
    phone: Phone
    nickname: Nickname
    consent: Consent | None = Field(None, description="the versions of `GET /api/legal` that the user agrees to")

    def agreed(self) -> dict[Document, str]:
        """Return the versions agreed to, none for a client that does not send them."""
        return self.consent.versions() if self.consent else {}


class LoginForm(In):
    id: Annotated[str, StringConstraints(min_length=1, max_length=50, strip_whitespace=False)]
    password: AnyPassword


def _is_given(name: str) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"type": "string"}}}


class ProfileForm(In):
    model_config = ConfigDict(json_schema_extra={"if": _is_given("password"), "then": _is_given("currentPassword")})

    nickname: Nickname | None = None
    phone: Phone | None = None
    password: Password | None = None
    current_password: AnyPassword | None = None


class LeaveForm(In):
    current_password: AnyPassword


class OwnProfile(Out):
    id: str
    nickname: str | None
    phone: str
    created_at: MomentOut


class Tokens(Out):
    access_token: str
    refresh_token: str | None = Field(description="null where X-Refresh: cookie keeps it from scripts")


class SignedIn(Tokens):
    user: OwnProfile


class PublicProfile(Out):
    id: str
    nickname: str | None
    created_at: MomentOut
    listing_count: int = Field(description="listings of this user, every status")
    sold_count: int
    bought_count: int
    retraction_count: int = Field(description="retractions, ever")
    strike_count: int = Field(description="bidders whom this user has struck out of auctions, ever")
    unpaid_count: int = Field(description="orders that were cancelled because this user had not paid them, ever")


class Seller(Out):
    id: str
    nickname: str | None


def own_profile(user: UserRow) -> OwnProfile:
    """Build the profile that a user sees of their own account."""
    return OwnProfile(id=user["id"], nickname=user["nickname"], phone=user["phone"], created_at=utc(user["createdAt"]))


def seller(user_id: str, nickname: str | None, left: bool) -> Seller:
    """Build the public form of a user; one who has left is anonymous."""
    return Seller(id=LEFT_ID, nickname=LEFT_NICKNAME) if left else Seller(id=user_id, nickname=nickname)


def sellers(names: Mapping[str, NameRow]) -> dict[str, Seller]:
    """Build the public form of each of these users, by id."""
    return {user_id: seller(user_id, row["nickname"], row["leftAt"] is not None) for user_id, row in names.items()}


def access_token(sign_in: SignIn, lifetime: timedelta | None = None) -> str:
    """Create an access token for a sign-in, valid until that ends, for 15 minutes at most or `lifetime`."""
    token: str = create_access_token(
        identity=sign_in.user_id, additional_claims={"sid": sign_in.id}, expires_delta=lifetime
    )
    return token


def tokens(sign_in: SignIn) -> dict[str, str]:
    """Create the two tokens of a sign-in, valid until that ends."""
    return {
        "access_token": access_token(sign_in),
        "refresh_token": create_refresh_token(
            identity=sign_in.user_id, additional_claims={"sid": sign_in.id, "rid": sign_in.refresh}
        ),
    }
