"""The settings of payments. Standard library alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from auction.environment import Misconfigured, one_of, whole

TOSS_KEY = re.compile(r"(test|live)_g?sk_[A-Za-z0-9]{10,}")


@dataclass(frozen=True)
class PaymentSettings:
    """Who takes the buyers' money: `sandbox`, `toss` or `off`, and how much of a price is the operator's.

    `site` is the address that buyers return to; empty: that of their request.
    """

    provider: str
    toss_secret_key: str = field(repr=False)
    fee_percent: int
    site: str

    @property
    def is_on(self) -> bool:
        """Whether orders can be paid here."""
        return self.provider != "off"


def payment_settings(environ: Mapping[str, str], public_url: str, operator_lacks: list[str]) -> PaymentSettings:
    """Return PAYMENTS, TOSS_SECRET_KEY and FEE_PERCENT; `operator_lacks` are the unset OPERATOR_ names.

    Raises Misconfigured.
    """
    production = environ.get("APP_ENV") == "production"
    given = environ.get("PAYMENTS") or ("off" if production else "sandbox")
    settings = PaymentSettings(
        provider=one_of({"PAYMENTS": given}, "PAYMENTS", ("off", "sandbox", "toss")),
        toss_secret_key=environ.get("TOSS_SECRET_KEY", "").strip(),
        fee_percent=whole(environ, "FEE_PERCENT", 0, 0, 50),
        site=public_url,
    )
    _check_key(settings, production)
    if production and settings.is_on:
        _check_production(settings, operator_lacks)
    return settings


def _check_key(settings: PaymentSettings, production: bool) -> None:
    # the messages must not repeat the key
    key = settings.toss_secret_key
    if settings.provider != "toss":
        if key:
            raise Misconfigured("TOSS_SECRET_KEY is set, but payments go elsewhere; set PAYMENTS=toss or remove it.")
        return
    if not TOSS_KEY.fullmatch(key):
        raise Misconfigured("PAYMENTS=toss needs TOSS_SECRET_KEY, a secret key like test_sk_… or live_sk_….")
    if production and not key.startswith("live_"):
        raise Misconfigured("TOSS_SECRET_KEY is a test key, which takes no money; production needs live_sk_….")


def _check_production(settings: PaymentSettings, operator_lacks: list[str]) -> None:
    if settings.provider == "sandbox":
        raise Misconfigured("PAYMENTS=sandbox takes play money; in production set PAYMENTS=toss or off.")
    if not settings.site.startswith("https://"):
        raise Misconfigured("PAYMENTS needs PUBLIC_URL, like https://auction.example, to which buyers return.")
    if operator_lacks:
        raise Misconfigured(
            f"PAYMENTS needs what the law wants to be shown beside it; set {', '.join(operator_lacks)}."
        )
