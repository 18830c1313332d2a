"""A user's own contacts: mail addresses with a code, push subscriptions and hooks."""

import base64
import json
import secrets

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from auction.contacts import encryption
from auction.contacts import rules as contacts
from auction.limits import rules as limits
from tests.contacts.conftest import add_mail, verified

ADDRESS = "bidder@mail.example"
HOOK = "https://hooks.example.com/auctions"
ENDPOINT = "https://push.example.com/send/abcdef"


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def subscription(endpoint=ENDPOINT, **keys):
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    p256dh = base64url(point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    return {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": base64url(secrets.token_bytes(16)), **keys}}


def add_push(person, **changes):
    return person.post("/api/me/contacts", json={"channel": "push", "subscription": subscription(**changes)})


def add_hook(person, url=HOOK):
    return person.post("/api/me/contacts", json={"channel": "hook", "address": url})


def listed(person):
    return person.get("/api/me/contacts").json["contacts"]


def verify(person, contact_id, code):
    return person.post(f"/api/me/contacts/{contact_id}/verify", json={"code": code})


def events(db, user_id="bidder"):
    rows = db.all("SELECT kind FROM security_event WHERE user_id = %(user_id)s ORDER BY id", user_id=user_id)
    return [row["kind"] for row in rows]


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_mail_address_is_verified_by_the_code_that_it_gets(db, bidder, post):
    answer = add_mail(bidder, ADDRESS)
    assert answer.status_code == 201
    assert (answer.json["channel"], answer.json["address"], answer.json["verifiedAt"]) == ("mail", ADDRESS, None)
    assert post.deliver() == 1
    code = post.code_to(ADDRESS)
    # what is stored is not the code, and is gone once it was used
    assert code.encode() not in b"".join(row["digest"] for row in db.all("SELECT digest FROM mail_code"))
    assert verify(bidder, answer.json["id"], code).json["verifiedAt"]
    assert db.all("SELECT id FROM mail_code") == []
    assert listed(bidder)[0]["verifiedAt"]
    assert events(db) == ["mailChanged"]


def test_the_mail_is_in_the_users_language(db, bidder, post):
    db.run("UPDATE `user` SET locale = 'en' WHERE id = 'bidder'")
    add_mail(bidder, ADDRESS)
    post.deliver()
    assert post.server.to(ADDRESS)[0]["Subject"] == "Your code for this address"
    assert "15 minutes" in post.text_to(ADDRESS)


def test_a_wrong_code_may_be_tried_five_times(bidder, post):
    contact_id = add_mail(bidder, ADDRESS).json["id"]
    post.deliver()
    code = post.code_to(ADDRESS)
    for left in (4, 3, 2, 1, 0):
        answer = verify(bidder, contact_id, wrong(code))
        assert (answer.status_code, answer.json["code"], answer.json["triesLeft"]) == (422, "wrong_code", left)
    answer = verify(bidder, contact_id, code)
    assert (answer.status_code, answer.json["code"]) == (409, "code_expired")


def test_an_expired_code_is_refused(db, bidder, post):
    contact_id = add_mail(bidder, ADDRESS).json["id"]
    post.deliver()
    db.run("UPDATE mail_code SET expiresAt = UTC_TIMESTAMP(6)")
    assert verify(bidder, contact_id, post.code_to(ADDRESS)).json["code"] == "code_expired"


def test_another_code_ends_the_one_before(bidder, post):
    contact_id = add_mail(bidder, ADDRESS).json["id"]
    post.deliver()
    first = post.code_to(ADDRESS)
    assert add_mail(bidder, ADDRESS).json["id"] == contact_id
    assert verify(bidder, contact_id, first).json["code"] == "code_expired"
    post.deliver()
    assert verify(bidder, contact_id, post.code_to(ADDRESS)).status_code == 200


def test_only_its_owner_verifies_and_removes_a_contact(bidder, rival, post):
    contact_id = add_mail(bidder, ADDRESS).json["id"]
    post.deliver()
    code = post.code_to(ADDRESS)
    assert verify(rival, contact_id, code).status_code == 404
    assert rival.delete(f"/api/me/contacts/{contact_id}").status_code == 404
    assert verify(bidder, contact_id, code).status_code == 200


def test_an_unverified_address_keeps_nobody_out_and_a_verified_one_has_one_owner(bidder, rival, post):
    squatted = add_mail(rival, ADDRESS).json["id"]
    post.deliver()
    code_of_rival = post.code_to(ADDRESS)
    verified(bidder, post, "Bidder@mail.example")
    # for the other claim the answers stay the same until it is proven, too
    assert add_mail(rival, ADDRESS).status_code == 201
    assert post.deliver() == 1
    assert verify(rival, squatted, wrong(code_of_rival)).status_code in (409, 422)
    answer = verify(rival, squatted, post.code_to(ADDRESS))
    assert (answer.status_code, answer.json["code"]) == (409, "address_taken")


@pytest.mark.parametrize(
    "address",
    [
        "bidder@mail.example\nBcc: rival@mail.example", "bidder@mail.example\r\n", "bidder", "@mail.example", "bidder@",
        "bidder@mail", "a@b@mail.example", "bidder@[127.0.0.1]", '"a b"@mail.example', "<bidder@mail.example>",
        "쓱 <bidder@mail.example>", "비더@mail.example", "bidder@한국.한국", "bidder@mail.example,rival@mail.example",
        "bidder@localhost", "bidder@-mail.example", "bidder..x@mail.example", "b" * 65 + "@mail.example",
        "b@" + "m" * 250 + ".example", "\u202ebidder@mail.example", "bidder@mail.example\x00", "", " ",
    ],
    ids=ascii,
)  # fmt: skip
def test_an_address_that_is_none_is_refused_with_a_reason(bidder, post, address):
    answer = add_mail(bidder, address)
    if answer.status_code == 201:
        # surrounding white space is no part of it
        assert answer.json["address"] == address.strip()
        return
    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "address"
    assert answer.json["errors"][0]["message"]
    assert listed(bidder) == []


def test_a_domain_in_other_letters_can_be_written_in_ascii(bidder, post):
    assert add_mail(bidder, "bidder@xn--3e0b707e.xn--3e0b707e").status_code == 201


def test_an_address_gets_no_more_than_a_few_codes_whoever_asks(bidder, rival, post):
    limits.configure(True)
    try:
        answers = [add_mail(person, ADDRESS).status_code for person in (bidder, rival) for _ in range(4)]
        assert answers == [201] * 5 + [429] * 3
    finally:
        limits.configure(False)


def test_a_sign_in_of_before_needs_the_password_for_a_new_mail_address(db, bidder, post):
    db.run("UPDATE sign_in SET createdAt = createdAt - INTERVAL 16 MINUTE")
    answer = add_mail(bidder, ADDRESS)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "currentPassword")
    assert add_mail(bidder, ADDRESS, currentPassword="not this one").status_code == 403
    assert add_mail(bidder, ADDRESS, currentPassword=bidder.password).status_code == 201


def test_a_user_has_at_most_ten_contacts(bidder):
    for number in range(10):
        assert add_hook(bidder, f"{HOOK}/{number}").status_code == 201
    answer = add_hook(bidder, f"{HOOK}/10")
    assert (answer.status_code, answer.json["code"]) == (409, "too_many_contacts")
    # the same one again is none more
    assert add_hook(bidder, f"{HOOK}/0").status_code == 201


def test_a_removed_mail_address_is_written_to_once_more(db, bidder, post):
    contact_id = verified(bidder, post, ADDRESS)
    assert bidder.delete(f"/api/me/contacts/{contact_id}").status_code == 204
    assert listed(bidder) == []
    assert post.deliver() == 1
    assert "bidder" in post.text_to(ADDRESS)
    assert events(db) == ["mailChanged", "mailChanged"]
    # nobody's any more, it can be another's
    assert db.all("SELECT id FROM contact") == []


def test_the_address_of_a_removed_contact_that_was_never_verified_gets_nothing(bidder, post):
    contact_id = add_mail(bidder, ADDRESS).json["id"]
    bidder.delete(f"/api/me/contacts/{contact_id}")
    assert post.deliver() == 0


def test_without_a_mail_server_an_address_is_refused_and_the_list_says_so(bidder, post):
    post.switch_off()
    answer = add_mail(bidder, ADDRESS)
    assert (answer.status_code, answer.json["code"]) == (409, "mail_is_off")
    assert bidder.get("/api/me/contacts").json == {"contacts": [], "mail": False}


def test_a_push_subscription_is_named_by_its_device_and_its_address_stays_with_the_browser(db, bidder):
    answer = add_push(bidder)
    assert answer.status_code == 201
    assert answer.json["address"] == "https://push.example.com"
    assert answer.json["verifiedAt"]
    assert "abcdef" not in bidder.get("/api/me/contacts").text
    (contact,) = contacts.reachable(db, ["bidder"])
    assert contact["address"] == ENDPOINT
    assert set(json.loads(contacts.secret_of(contact))) == {"p256dh", "auth"}


def test_a_browser_is_subscribed_for_who_used_it_last(bidder, rival):
    add_push(bidder)
    add_push(rival)
    assert (listed(bidder), len(listed(rival))) == ([], 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"endpoint": "http://push.example.com/x"}, "subscription.endpoint"),
        ({"endpoint": "https://127.0.0.1/x"}, "subscription.endpoint"),
        ({"endpoint": "https://169.254.169.254/latest"}, "subscription.endpoint"),
        ({"endpoint": "https://[::ffff:10.0.0.1]/"}, "subscription.endpoint"),
        ({"endpoint": "https://user:x@push.example.com/"}, "subscription.endpoint"),
        ({"endpoint": "https://push.example.com/\r\nX: y"}, "subscription.endpoint"),
        ({"endpoint": "https://push.example.com/" + "x" * 1000}, "subscription.endpoint"),
        ({"p256dh": base64url(b"\x04" + b"\x01" * 64)}, "subscription.keys.p256dh"),
        ({"p256dh": "AAAA"}, "subscription.keys.p256dh"),
        ({"auth": base64url(b"x" * 15)}, "subscription.keys.auth"),
        ({"auth": "!!"}, "subscription.keys.auth"),
    ],
    ids=range(11),
)
def test_a_subscription_that_no_browser_made_is_refused(bidder, changes, field):
    answer = add_push(bidder, **changes)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize(
    "body", [{"channel": "push"}, {"channel": "mail"}, {"channel": "hook"}, {"channel": "sms"}, {}]
)
def test_a_contact_without_what_its_channel_needs_is_refused(bidder, body):
    assert bidder.post("/api/me/contacts", json=body).status_code == 422


def test_a_hook_shows_its_secret_once(db, bidder):
    secret = add_hook(bidder).json["secret"]
    assert secret.startswith("whsec_")
    assert secret not in bidder.get("/api/me/contacts").text
    (contact,) = contacts.reachable(db, ["bidder"])
    assert base64.b64encode(contacts.secret_of(contact)).decode() == secret.removeprefix("whsec_")
    assert events(db) == ["hookChanged"]
    # again, for whoever has lost it: another one
    assert add_hook(bidder).json["secret"] != secret


def test_a_secret_is_encrypted_for_its_users_row_alone(app, db):
    stored = encryption.encrypted(b"key", "bidder")
    assert b"key" not in stored
    assert encryption.decrypted(stored, "bidder") == b"key"
    with pytest.raises(InvalidTag):
        encryption.decrypted(stored, "rival")


@pytest.mark.parametrize(
    "url", ["http://hooks.example.com/", "https://10.0.0.1/", "https://localhost/", "https://db:3306/"]
)
def test_a_hook_into_the_network_or_without_https_is_refused(bidder, url):
    answer = add_hook(bidder, url)
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "address")


def test_a_user_who_leaves_leaves_no_contact_and_no_code(db, bidder, post):
    add_mail(bidder, ADDRESS)
    add_hook(bidder)
    assert bidder.leave().status_code == 204
    assert (db.all("SELECT id FROM contact"), db.all("SELECT id FROM mail_code")) == ([], [])


def test_three_permanent_failures_in_a_row_or_one_that_is_final_stop_a_contact(db, bidder, post):
    contact_id = verified(bidder, post, ADDRESS)
    for _ in range(2):
        contacts.note_failure(db, contact_id)
    contacts.note_success(db, contact_id)
    for _ in range(2):
        contacts.note_failure(db, contact_id)
    assert len(contacts.reachable(db, ["bidder"])) == 1
    contacts.note_failure(db, contact_id)
    assert contacts.reachable(db, ["bidder"]) == []
    assert listed(bidder)[0]["stoppedAt"]
    # a new code switches it on again
    assert add_mail(bidder, ADDRESS).json["id"] == contact_id
    post.deliver()
    assert verify(bidder, contact_id, post.code_to(ADDRESS)).json["stoppedAt"] is None
