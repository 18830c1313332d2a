"""Routes for a user's own contacts."""

from flask import Blueprint
from pydantic import ValidationError

import database
from auction.contacts import forms, mail, own
from auction.contacts.codes.rules import CodeExpired
from auction.errors import Invalid
from auction.http.contract import answers, refusal_of, takes
from auction.limits.rules import TooManyRequests
from auction.users.access import caller, signed_in, user_id
from auction.users.rules import WrongPassword

contacts = Blueprint("contacts", __name__, url_prefix="/api/me/contacts")


@contacts.get("")
@answers(200, forms.Contacts)
@signed_in
def list_contacts() -> forms.Contacts:
    """List my mail addresses, push subscriptions and hooks."""
    with database.reading() as db:
        rows = own.contacts_of(db, user_id())
    return forms.Contacts(contacts=[forms.contact_out(row) for row in rows], mail=mail.is_on())


@contacts.post("")
@answers(201, forms.NewContact, own.TooManyContacts, own.MailIsOff, WrongPassword, TooManyRequests)
@signed_in
@takes(body=forms.ContactForm)
def add_contact(body: forms.ContactForm) -> forms.NewContact:
    """Add a contact. A mail address gets a code; the same address again gets another one."""
    if body.channel == "push":
        return _add_push(body)
    if body.address is None:
        raise Invalid(("address", "missing"))
    return _add_mail(body) if body.channel == "mail" else _add_hook(body.address)


def _add_mail(body: forms.ContactForm) -> forms.NewContact:
    address = _checked(forms.MailForm, body.address or "").address
    return forms.new_contact_out(own.add_mail(caller(), address, body.current_password))


def _add_hook(address: str) -> forms.NewContact:
    hook = database.transact(own.add_hook, caller(), _checked(forms.HookForm, address).address)
    return forms.new_contact_out(hook.contact, hook.secret)


def _add_push(body: forms.ContactForm) -> forms.NewContact:
    if body.subscription is None:
        raise Invalid(("subscription", "missing"))
    keys = body.subscription.keys
    subscription = own.Subscription(body.subscription.endpoint, keys.p256dh, keys.auth)
    return forms.new_contact_out(database.transact(own.add_push, caller(), subscription))


def _checked(form: type[forms.MailForm] | type[forms.HookForm], address: str) -> forms.MailForm | forms.HookForm:
    """Return the form of this channel's address. Raises Invalid."""
    try:
        return form.model_validate({"address": address})
    except ValidationError as error:
        raise refusal_of(error) from error


@contacts.delete("/<int:contact_id>")
@answers(204, None, own.ContactNotFound)
@signed_in
def remove_contact(contact_id: int) -> None:
    """Remove one of my contacts; nothing is sent to it any more."""
    database.transact(own.remove, caller(), contact_id)


@contacts.post("/<int:contact_id>/verify")
@answers(200, forms.Contact, own.ContactNotFound, own.WrongCode, CodeExpired, own.AddressTaken)
@signed_in
@takes(body=forms.CodeForm)
def verify_contact(contact_id: int, body: forms.CodeForm) -> forms.Contact:
    """Verify a mail address by the six digits that were sent to it."""
    left = database.transact(own.verify, caller(), contact_id, body.code)
    if left is not None:
        raise own.WrongCode(("code", "wrong_code"), triesLeft=left)
    with database.reading() as db:
        return forms.contact_out(own.find_own(db, user_id(), contact_id))
