"""What the tests of second factors share."""

import pyotp
import pytest

from tests.factors.authenticator import Authenticator
from tests.factors.setting_up import add_passkey, set_up_totp


@pytest.fixture
def app_of_seller(db, seller) -> pyotp.TOTP:
    """The seller's authenticator app, set up a while ago by a sign-in that has shown nothing since."""
    app = set_up_totp(seller)
    forget_proof(db)
    return app


@pytest.fixture
def key_of_seller(db, seller) -> Authenticator:
    """The seller's passkey, likewise."""
    key = add_passkey(seller)
    forget_proof(db)
    return key


def forget_proof(db) -> None:
    db.run("UPDATE sign_in SET provenAt = provenAt - INTERVAL 15 MINUTE")
    # its first code was used when it was set up
    db.run("UPDATE totp SET lastStep = lastStep - 10")
