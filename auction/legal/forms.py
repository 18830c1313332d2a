"""Request and response models of the legal routes."""

from typing import Annotated

from pydantic import Field

from auction.http.fields import In, Out
from auction.legal.rules import Document

Version = Annotated[str, Field(min_length=1, max_length=20)]


class Consent(In):
    """The versions that a new user agrees to."""

    terms: Version
    privacy: Version

    def versions(self) -> dict[Document, str]:
        """Return the versions by document."""
        return {"terms": self.terms, "privacy": self.privacy}


class Operator(Out):
    """Who runs this site; empty where the operator has not said."""

    name: str
    representative: str
    business_number: str
    mail_order_number: str
    address: str
    phone: str
    mail: str
    host: str


class Legal(Out):
    operator: Operator
    terms: str = Field(description="the version in force")
    privacy: str = Field(description="the version in force")


class LegalText(Out):
    version: str
    text: str = Field(description="paragraphs, `# headings` and `- points`")
