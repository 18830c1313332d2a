"""What the tests of second factors share."""

import pyotp
import pytest

from tests.factors.authenticator import Authenticator
from tests.factors.setting_up import add_passkey, forget_proof, set_up_totp


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
