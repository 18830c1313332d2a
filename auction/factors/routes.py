"""Routes for one's own second factors, and to show one."""

from typing import Any

from flask import Blueprint

import database
from auction.factors import codes, forms, rules, totp
from auction.factors.errors import WrongSecondFactor
from auction.factors.passkeys import rules as passkeys
from auction.http.client import site
from auction.http.contract import answers, takes
from auction.http.fields import utc
from auction.limits.rules import TooManyRequests
from auction.users.access import caller, sign_in_id, signed_in, user_id
from auction.users.rules import SignInEnded, WrongPassword
from auction.users.sign_ins.rules import SecondFactorNeeded, proven_until

factors = Blueprint("factors", __name__, url_prefix="/api/me")


@factors.get("/factors")
@answers(200, forms.OwnFactors)
@signed_in
def my_factors() -> forms.OwnFactors:
    """Return my second factors, and until when the one shown with this sign-in counts."""
    with database.reading() as db:
        return forms.own_factors(rules.of_user(db, user_id()), proven_until(db, sign_in_id()))


@factors.post("/totp")
@answers(201, forms.TotpBegun, WrongPassword, SecondFactorNeeded, codes.TotpAlreadyOn, TooManyRequests)
@signed_in
@takes(body=forms.PasswordForm)
def begin_totp(body: forms.PasswordForm) -> forms.TotpBegun:
    """Make a secret for an authenticator app, which counts once a code of it is confirmed within 15 minutes."""
    secret = codes.begin(caller(), body.current_password)
    uri = totp.uri(secret, user_id())
    return forms.TotpBegun(secret=secret, uri=uri, qr=totp.qr(uri))


@factors.post("/totp/confirm")
@answers(200, forms.FirstRecoveryCodes, WrongSecondFactor, SecondFactorNeeded, codes.TotpNotBegun, TooManyRequests)
@signed_in
@takes(body=forms.CodeForm)
def confirm_totp(body: forms.CodeForm) -> forms.FirstRecoveryCodes:
    """Turn the authenticator app on by its first code."""
    return forms.FirstRecoveryCodes(recovery_codes=codes.confirm(caller(), body.code))


@factors.delete("/totp")
@answers(204, None, rules.FactorNotFound, SecondFactorNeeded)
@signed_in
def remove_totp() -> None:
    """Remove the authenticator app."""
    database.transact(codes.remove, caller())


@factors.post("/passkeys/options")
@answers(200, forms.PasskeyOptions, WrongPassword, SecondFactorNeeded, passkeys.TooManyPasskeys, TooManyRequests)
@signed_in
@takes(body=forms.PasswordForm)
def begin_passkey(body: forms.PasswordForm) -> forms.PasskeyOptions:
    """Return the options with which a browser makes a passkey, for five minutes."""
    return forms.PasskeyOptions(passkeys.begin(caller(), body.current_password, site()))


@factors.post("/passkeys")
@answers(
    201, forms.PasskeyAdded, WrongSecondFactor, SecondFactorNeeded, passkeys.PasskeyTaken, passkeys.TooManyPasskeys
)
@signed_in
@takes(body=forms.PasskeyForm)
def add_passkey(body: forms.PasskeyForm) -> forms.PasskeyAdded:
    """Add the passkey that the browser has made."""
    made = database.transact(passkeys.add, caller(), site(), body.label, _json_of(body.credential))
    return forms.PasskeyAdded(passkey=forms.passkey_out(made[0]), recovery_codes=made[1])


@factors.delete("/passkeys/<int:passkey_id>")
@answers(204, None, rules.FactorNotFound, SecondFactorNeeded)
@signed_in
def remove_passkey(passkey_id: int) -> None:
    """Remove one of my passkeys."""
    database.transact(passkeys.remove, caller(), passkey_id)


@factors.post("/recovery-codes")
@answers(201, forms.RecoveryCodes, rules.FactorNotFound, SecondFactorNeeded)
@signed_in
def renew_recovery_codes() -> forms.RecoveryCodes:
    """Return ten new recovery codes; the old ones no longer work."""
    return forms.RecoveryCodes(recovery_codes=database.transact(rules.renew_recovery_codes, caller()))


@factors.post("/second-factor/options")
@answers(200, forms.PasskeyOptions, rules.FactorNotFound)
@signed_in
def request_passkey() -> forms.PasskeyOptions:
    """Return the options with which a browser shows one of my passkeys, for five minutes."""
    return forms.PasskeyOptions(database.transact(passkeys.request, caller(), site()))


@factors.post("/second-factor")
@answers(200, forms.Proven, WrongSecondFactor, TooManyRequests)
@signed_in
@takes(body=forms.ProofForm)
def show_second_factor(body: forms.ProofForm) -> forms.Proven:
    """Show a second factor, which counts for this sign-in for 15 minutes."""
    if body.code is not None:
        codes.show(caller(), body.code)
    elif body.recovery_code is not None:
        codes.show_recovery_code(caller(), body.recovery_code)
    elif body.credential is not None:
        database.transact(passkeys.show, caller(), site(), _json_of(body.credential))
    with database.reading() as db:
        until = proven_until(db, sign_in_id())
    if until is None:
        raise SignInEnded
    return forms.Proven(proven_until=utc(until))


def _json_of(credential: forms.Credential) -> dict[str, Any]:
    """Return a credential as the browser sent it."""
    return credential.model_dump(by_alias=True)
