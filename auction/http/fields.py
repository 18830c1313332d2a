"""Field types that forms share: amounts in won, points in time, texts. JSON names are camelCase."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, LiteralString, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from auction.http.composing import nfc

# RULES: bounds of start, reserve and buy-now; far below 64 bits
MAX_WON = 1_000_000_000_000
# the highest whole number that JSON carries exactly everywhere; an operator's ceiling for bids is lower
MAX_BID = 2**53 - 1
RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)\Z")
SOMETHING = r"[^\s\u0000-\u001f\u007f-\u009f]"
# letters without width, and controls that turn the order of other letters, also of what is shown after the text
DROPPED = re.compile("[\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u206f]")
SPACES = re.compile(r"[^\S\x00-\x1f\x7f-\x9f\u2028\u2029]+")
WHITE = re.compile(r"[\t\r\n]")
WHOLE = re.compile(r"-?[0-9]{1,18}\Z")
MAX_AMOUNT = 10**18 - 1

M = TypeVar("M", datetime, datetime | None)


class In(BaseModel):
    """Base of request models: camelCase names; unknown fields are ignored."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=False, str_strip_whitespace=True, strict=True)


class Out(BaseModel):
    """Base of response models: camelCase names, times in UTC with Z."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


def _moment(value: Any) -> datetime:
    if not isinstance(value, str):
        raise PydanticCustomError("moment", "not a moment")
    if not RFC3339.match(value):
        raise PydanticCustomError("offset_missing" if value[:4].isdigit() and "T" in value else "moment", "no offset")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError("moment", "no such moment") from error


def _from_text(value: Any) -> Any:
    """A form field holds text: digits become a number, anything else is left for the type to refuse."""
    return int(value) if isinstance(value, str) and WHOLE.match(value) else value


def _clean(value: str) -> str:
    """Normalise to NFC and drop control characters except line ends and tabs, and what DROPPED has.

    Joiners stay, since emoji and scripts need them, and so do marks of direction that only end with their letter.
    """
    text = DROPPED.sub("", nfc(value))
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs"))


def rfc3339(moment: datetime) -> str:
    """Return a time as the API writes it: UTC with Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Matches:
    """Annotates a str: all of it matches a regular expression. Otherwise `error` names the text of the refusal."""

    error: LiteralString
    pattern: str

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {**handler(core), "pattern": f"^{self.pattern}$"}

    def _checked(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value):
            raise PydanticCustomError(self.error, "does not match")
        return value


@dataclass(frozen=True)
class Text:
    """Annotates a str: normalised, of bounded length, and on one line unless `lines`.

    With `refuses_controls` control characters but line ends and tabs are refused, otherwise dropped. A user's name
    (`is_name`) keeps all that is invisible, for its rule to refuse.
    """

    shortest: int
    longest: int
    lines: bool = False
    refuses_controls: bool = False
    is_name: bool = False

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        letters = core_schema.str_schema(
            min_length=self.shortest, max_length=self.longest, strip_whitespace=True, strict=True
        )
        return core_schema.no_info_before_validator_function(self._cleaned, letters)

    def __get_pydantic_json_schema__(self, _core: Any, _handler: Any) -> dict[str, Any]:
        """Of a text that must not be empty something has to be left once it is cleaned."""
        words = {"type": "string", "minLength": self.shortest, "maxLength": self.longest}
        return words | ({"pattern": SOMETHING} if self.shortest else {})

    def _cleaned(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if self.is_name:
            return SPACES.sub(" ", nfc(value))
        if self.refuses_controls and any(unicodedata.category(letter) == "Cc" for letter in WHITE.sub("", value)):
            raise PydanticCustomError("control_characters", "control characters")
        text = _clean(value)
        return text if self.lines else " ".join(text.split())


Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"}, mode="validation")
]
MomentOut = Annotated[
    datetime,
    PlainSerializer(rfc3339, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
Won = Annotated[int, Field(ge=1, le=MAX_WON)]
WonOfBid = Annotated[int, Field(ge=1, le=MAX_BID)]
WonText = Annotated[Won, BeforeValidator(_from_text, json_schema_input_type=Won)]
Yes = Annotated[
    bool,
    BeforeValidator(lambda value: {"true": True, "false": False}.get(value, value), json_schema_input_type=bool),
]
CountText = Annotated[int, BeforeValidator(_from_text, json_schema_input_type=int)]
Hundred = Annotated[int, Field(ge=1, le=100)]
Amount = Annotated[int, Field(ge=0, le=MAX_AMOUNT)]
UpToAHundred = Annotated[Hundred, BeforeValidator(_from_text, json_schema_input_type=Hundred)]
AmountText = Annotated[Amount, BeforeValidator(_from_text, json_schema_input_type=Amount)]


def utc(moment: M) -> M:
    """Make a naive datetime, as the database returns it, aware in UTC; None stays None."""
    return moment and moment.replace(tzinfo=UTC)


def naive(moment: datetime) -> datetime:
    """Convert an aware datetime to naive UTC, as the database stores it; the driver would drop the offset."""
    return moment.astimezone(UTC).replace(tzinfo=None)
