"""Routes of what the law asks a site to say: its operator, its terms, how it treats personal data."""

from dataclasses import asdict

from flask import Blueprint, current_app

from auction.http.contract import answers
from auction.http.texts import language
from auction.legal import forms, rules

legal = Blueprint("legal", __name__, url_prefix="/api/legal")


@legal.get("")
@answers(200, forms.Legal)
def about() -> forms.Legal:
    """Return the operator's details and the versions in force."""
    return forms.Legal(operator=forms.Operator(**asdict(current_app.extensions["operator"])), **rules.versions())


@legal.get("/terms")
@answers(200, forms.LegalText)
def terms() -> forms.LegalText:
    """Return the terms in the reader's language."""
    return _in_readers_language("terms")


@legal.get("/privacy")
@answers(200, forms.LegalText)
def privacy() -> forms.LegalText:
    """Return in the reader's language how the site treats personal data."""
    return _in_readers_language("privacy")


def _in_readers_language(document: rules.Document) -> forms.LegalText:
    return forms.LegalText(**rules.text(document, language())._asdict())
