"""The payment providers that the running application knows."""

from auction.appstate import PerApp
from auction.payment_settings import PaymentSettings
from auction.payments.provider import NoAnswer, Provider
from auction.payments.sandbox.provider import Sandbox
from auction.payments.toss import Toss

OFF = PaymentSettings("off", "", fee_percent=0, site="")

_settings: PerApp[PaymentSettings] = PerApp(lambda: OFF)
_providers: PerApp[dict[str, Provider]] = PerApp(dict)


def configure(settings: PaymentSettings) -> None:
    """Let the running application take payments as these settings say."""
    _settings.set(settings)
    _providers.set({})
    if settings.provider == "sandbox":
        use(Sandbox())
    elif settings.provider == "toss":
        use(Toss(settings.toss_secret_key))


def use(provider: Provider) -> None:
    """Let the running application know a provider."""
    _providers.get()[provider.name] = provider


def settings() -> PaymentSettings:
    """Return the settings of payments."""
    return _settings.get()


def provider(name: str) -> Provider:
    """Return a provider by its name. Raises NoAnswer for one that is not configured any more."""
    try:
        return _providers.get()[name]
    except KeyError:
        raise NoAnswer(f"{name} is not configured") from None


def names() -> list[str]:
    """Return the names of the configured providers."""
    return list(_providers.get())
