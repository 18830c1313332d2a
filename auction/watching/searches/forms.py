"""Request and response models of saved searches."""

from typing import Annotated

from pydantic import Field

from auction.http.fields import In, MomentOut, Out, Text, utc
from auction.watching.searches.query import canonical
from auction.watching.searches.rules import Changes
from auction.watching.searches.store import Alert, SearchRow

Name = Annotated[str, Text(1, 60)]
Query = Annotated[
    str, Field(max_length=2000, description="the query of GET /api/items, as keyword=phone&minPrice=1000")
]
ALERT = "now and daily need a keyword or a seller, and not the status ended"


class SearchForm(In):
    name: Name
    query: Query
    alert: Alert = Field(description=ALERT)


class SearchChanges(In):
    """What is not sent stays."""

    name: Name | None = None
    query: Query | None = None
    alert: Alert | None = Field(None, description=ALERT)

    def values(self) -> Changes:
        """Return what changes. Raises Invalid."""
        return Changes(self.name, None if self.query is None else canonical(self.query), self.alert)


class SavedSearch(Out):
    id: int
    name: str
    query: str = Field(description="without what the list takes for granted, nor a cursor and limit")
    alert: Alert
    created_at: MomentOut


class SavedSearches(Out):
    searches: list[SavedSearch]


def saved_search(row: SearchRow) -> SavedSearch:
    """Build the answer for a saved search."""
    return SavedSearch(
        id=row["id"], name=row["name"], query=row["query"], alert=row["alert"], created_at=utc(row["createdAt"])
    )
