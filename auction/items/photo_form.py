"""The form that arranges the photos of an item."""

import json
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from auction.http.fields import In
from auction.items.forms import MAX_IMAGES

PhotoName = Annotated[str, Field(max_length=255)]


def _from_json(value: Any) -> Any:
    try:
        return json.loads(value)
    except (TypeError, ValueError, RecursionError) as error:
        raise PydanticCustomError("photo_order", "not JSON") from error


PhotoOrder = Annotated[
    list[PhotoName | None],
    Field(min_length=1, max_length=MAX_IMAGES),
    BeforeValidator(_from_json, json_schema_input_type=str),
]


class PhotosForm(In):
    """The photos of an item in their new order."""

    order: PhotoOrder = Field(
        description="JSON: for each place the file name of a photo that stays, or null for the next one of `images`"
    )
