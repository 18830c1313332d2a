"""The query of a saved search: the list's own, checked by the list's own form."""

from functools import lru_cache
from urllib.parse import parse_qs, urlencode

from pydantic import ValidationError

from auction.errors import Invalid
from auction.http.texts import field_text
from auction.items.list_forms import ItemsQuery
from auction.items.list_query import Filters

# where a page begins and ends is no part of a search
OF_A_PAGE = {"cursor", "limit"}
MAX_FIELDS = 20


def canonical(query: str) -> str:
    """Return the query with what the list knows and does not take for granted. Raises Invalid."""
    known = _parsed(query).model_dump(by_alias=True, exclude_defaults=True, exclude_none=True)
    return urlencode(known)


@lru_cache(20_000)
def filters_of(query: str) -> Filters:
    """Return the filters of a canonical query."""
    return _parsed(query).filters()


def can_alert(query: str) -> bool:
    """Whether new items can be matched with it: with a keyword or a seller, and not among the ended alone."""
    filters = filters_of(query)
    return bool((filters["keyword"] or "").strip() or filters["seller"]) and filters["status"] != "ended"


def _parsed(query: str) -> ItemsQuery:
    try:
        fields = parse_qs(query.removeprefix("?"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
        return ItemsQuery.model_validate({name: found[0] for name, found in fields.items() if name not in OF_A_PAGE})
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
        raise Invalid(*(("query", f"{fault['loc'][0]}: {field_text(fault)}") for fault in faults)) from error
    except ValueError as error:
        raise Invalid(("query", "other")) from error
