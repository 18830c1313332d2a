"""The adapter of Toss Payments, against a server that behaves as its public documentation says."""

from datetime import UTC, datetime, timedelta

import pytest

from auction.payments import toss
from auction.payments.provider import Declined, NoAnswer, Truth
from auction.payments.toss import Toss
from tests.payments.toss_server import SECRET_KEY, toss_server

REF = "ssgbay-0123456789abcdef01234567"
BACK = "https://auction.example/api/payments/toss/return?ref=x"
DONE = Truth("done", 23_500, "카드")


@pytest.fixture(scope="module")
def serving():
    with toss_server() as server:
        yield server


@pytest.fixture
def played(serving):
    for collection in (serving.payments, serving.transactions, serving.answers, serving.requests, serving.faults):
        collection.clear()
    serving.declines = ""
    return serving


@pytest.fixture
def provider(played):
    return Toss(SECRET_KEY, played.url)


def begun(provider, ref=REF):
    return provider.begin(ref, 23_500, "중고 아이폰 13", BACK).key


def paid(provider, played, ref=REF):
    key = begun(provider, ref)
    played.authorize(key)
    provider.confirm(key, ref, 23_500)
    return key


def test_a_payment_is_open_then_authorized_then_done(provider, played):
    key = begun(provider)
    assert provider.look(key) == Truth("open")
    played.authorize(key)
    assert provider.look(key) == Truth("authorized")
    assert provider.confirm(key, REF, 23_500) == DONE
    assert provider.look(key) == DONE


def test_beginning_again_opens_the_same_payment(provider, played):
    assert provider.begin(REF, 23_500, "x", BACK) == provider.begin(REF, 23_500, "x", BACK)
    assert len(played.payments) == 1


def test_confirming_again_takes_nothing_more(provider, played):
    key = paid(provider, played)
    assert provider.confirm(key, REF, 23_500) == DONE
    assert len(played.transactions) == 1


def test_an_answer_that_is_lost_is_no_failure(provider, played):
    key = begun(provider)
    played.authorize(key)
    played.faults = ["silence"]
    with pytest.raises(NoAnswer):
        provider.confirm(key, REF, 23_500)
    assert provider.look(key) == DONE


@pytest.mark.parametrize("status", [500, 503, 429, 409])
def test_a_failure_of_the_provider_leaves_the_result_open(provider, played, status):
    key = begun(provider)
    played.faults = [status]
    with pytest.raises(NoAnswer):
        provider.look(key)


def test_a_declined_card_is_a_refusal_and_the_payment_has_failed(provider, played):
    key = begun(provider)
    played.authorize(key)
    played.declines = "REJECT_CARD_COMPANY"
    with pytest.raises(Declined, match="REJECT_CARD_COMPANY"):
        provider.confirm(key, REF, 23_500)
    assert provider.look(key) == Truth("failed", failure="REJECT_CARD_COMPANY")


def test_a_wrong_secret_key_refuses_nothing(played):
    """Every payment would be given up while an operator mends the key."""
    with pytest.raises(NoAnswer, match="UNAUTHORIZED_KEY"):
        Toss("test_sk_fedcba9876543210", played.url).look("x")


def test_an_unreachable_provider_gives_no_answer():
    with pytest.raises(NoAnswer):
        Toss(SECRET_KEY, "http://127.0.0.1:1").look("x")


def test_a_refund_is_given_once_for_its_key(provider, played):
    key = paid(provider, played)
    provider.refund(key, 3_500, "agreed", "refund-1")
    provider.refund(key, 3_500, "agreed", "refund-1")
    assert played.payments[key]["balanceAmount"] == 20_000
    assert provider.look(key) == DONE
    with pytest.raises(Declined, match="NOT_CANCELABLE_AMOUNT"):
        provider.refund(key, 20_001, "agreed", "refund-2")


def test_what_moved_is_listed_page_by_page(provider, played, monkeypatch):
    monkeypatch.setattr(toss, "PAGE", 2)
    keys = [paid(provider, played, f"{REF}{number}") for number in range(3)]
    provider.refund(keys[0], 500, "agreed", "refund-1")
    now = datetime.now(UTC).replace(tzinfo=None)
    moved = provider.moved(now - timedelta(minutes=5), now + timedelta(minutes=5))
    assert [(movement.ref[-1], movement.amount) for movement in moved] == [
        ("0", 23_500), ("1", 23_500), ("2", 23_500), ("0", -500)
    ]  # fmt: skip
    assert provider.moved(now - timedelta(hours=2), now - timedelta(hours=1)) == []


def test_every_post_has_an_idempotency_key_with_the_attempt_in_it(provider, played):
    key = paid(provider, played)
    provider.refund(key, 500, "agreed", f"refund-{REF}-1-1")
    keys = [once for method, _, once in played.requests if method == "POST"]
    assert len(set(keys)) == 3
    assert all(REF in once for once in keys)


@pytest.mark.parametrize(
    ("event", "ref"),
    [
        ({"eventType": "PAYMENT_STATUS_CHANGED", "data": {"orderId": REF, "status": "DONE"}}, REF),
        ({"data": {"orderId": 7}}, None), ({"data": []}, None), ([], None), (None, None), ("x", None),
    ],
    ids=["event", "number", "list", "array", "null", "text"],
)  # fmt: skip
def test_an_event_only_names_an_attempt(provider, event, ref):
    assert provider.ref_of(event) == ref
