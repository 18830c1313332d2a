"""The key that browsers subscribe to push messages with."""

from cryptography.hazmat.primitives.asymmetric import ec

from tests.alerts.deliveries.browsers import from_base64url


def test_the_key_is_a_point_of_the_curve_and_stays(client):
    first, second = (client.get("/api/push/key").json["publicKey"] for _ in range(2))
    assert first == second
    assert len(from_base64url(first)) == 65
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), from_base64url(first))
