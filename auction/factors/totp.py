"""Codes of authenticator apps (TOTP, RFC 6238): six digits, every 30 seconds, by HMAC-SHA-1 as every app has them."""

import hmac
import io
from datetime import UTC, datetime

STEP_S = 30
# a phone's clock may be so many steps before or behind
TOLERANCE = 1
ISSUER = "SSGBay"


def new_secret() -> str:
    """Return a random secret of 160 bits, in base32 as apps take it."""
    import pyotp

    return pyotp.random_base32()


def uri(secret: str, user_id: str) -> str:
    """Return the otpauth:// address that apps read from a QR code."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=user_id, issuer_name=ISSUER)


def qr(text: str) -> str:
    """Return a QR code as SVG."""
    import segno

    file = io.BytesIO()
    segno.make(text, micro=False).save(file, kind="svg", scale=4, light="#fff", xmldecl=False, nl=False)
    return file.getvalue().decode()


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the step that a code belongs to, near this time (naive UTC); None for a wrong code."""
    import pyotp

    current, totp = int(now.replace(tzinfo=UTC).timestamp()) // STEP_S, pyotp.TOTP(secret)
    # all are compared, so that the time says nothing
    steps = [
        step
        for step in range(current - TOLERANCE, current + TOLERANCE + 1)
        if hmac.compare_digest(totp.generate_otp(step), code)
    ]
    return max(steps, default=None)
