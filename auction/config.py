"""Reads the configuration from the environment; nothing else does. Standard library alone, for a fast cron job."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from auction.environment import Misconfigured as Misconfigured
from auction.environment import folder, one_of, stored_secret, whole
from auction.mail_settings import MailSettings, mail_settings
from auction.order_settings import OrderLimits, order_settings
from auction.payment_settings import PaymentSettings, payment_settings

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
Network = IPv4Network | IPv6Network


@dataclass(frozen=True)
class Operator:
    """Who runs the site, as Korean law wants its page to say."""

    name: str = ""
    representative: str = ""
    business_number: str = ""
    mail_order_number: str = ""
    address: str = ""
    phone: str = ""
    mail: str = ""
    host: str = ""

    def missing(self) -> list[str]:
        """Return the names of the settings that are empty."""
        return [f"OPERATOR_{name.upper()}" for name, value in vars(self).items() if not value]


@dataclass(frozen=True)
class Legal:
    """What the law asks of a site: its operator, and the folder of its own terms, None for ours."""

    operator: Operator
    texts: Path | None


@dataclass(frozen=True)
class Access:
    """How many streams and connections an address may have, the site's host names (none: any), who sees metrics."""

    streams_per_address: int
    connections_per_address: int
    trusted_hosts: tuple[str, ...]
    metrics_networks: tuple[Network, ...]


@dataclass(frozen=True)
class Config:
    env: str
    port: int
    database_url: str
    data_dir: Path
    resources_dir: Path
    jwt_secret: str
    cors_origins: tuple[str, ...]
    s3_bucket: str
    page_bucket: str
    public_url: str
    legal: Legal
    mail: MailSettings
    rate_limits: bool
    password_cost: str
    trusted_proxies: int
    workers: int
    hosts: int
    pool_size: int | None
    access: Access
    release: str

    @property
    def production(self) -> bool:
        return self.env == "production"


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Read all settings. Raises Misconfigured on a missing, malformed or unsafe value."""
    env = one_of(environ, "APP_ENV", ("development", "production"))
    return Config(
        env=env,
        port=whole(environ, "PORT", 5000, 1, 65535),
        database_url=database_url(environ),
        data_dir=_data_dir(environ),
        resources_dir=folder(environ, "RESOURCES_DIR") or ROOT / "resources",
        jwt_secret=_jwt_secret(environ, env, _data_dir(environ)),
        cors_origins=_origins(environ),
        s3_bucket=environ.get("S3_BUCKET", ""),
        page_bucket=environ.get("PAGE_BUCKET", ""),
        public_url=_public_url(environ),
        legal=Legal(_operator(environ), folder(environ, "LEGAL_DIR")),
        mail=mail_settings(environ, env == "production", _data_dir(environ), _public_url(environ)),
        rate_limits=_rate_limits(environ, env),
        password_cost=password_cost(environ),
        trusted_proxies=whole(environ, "TRUSTED_PROXIES", 0, 0, 8),
        workers=whole(environ, "WEB_CONCURRENCY", max(2, os.cpu_count() or 1), 1, 64),
        hosts=whole(environ, "HOSTS", 1, 1, 1_000),
        pool_size=whole(environ, "DB_POOL_SIZE", 0, 3, 512) if environ.get("DB_POOL_SIZE") else None,
        access=_access(environ),
        release=environ.get("RELEASE", "development"),
    )


def database_url(environ: Mapping[str, str] = os.environ) -> str:
    """Return DATABASE_URL (mysql://user:password@host:port/name), or the URL of the embedded server under DATA_DIR."""
    given = environ.get("DATABASE_URL", "")
    if given:
        return given
    embedded = _data_dir(environ) / "database.url"
    try:
        return embedded.read_text().strip()
    except OSError:
        raise Misconfigured(
            "DATABASE_URL is not set and no embedded database runs here. "
            "Set DATABASE_URL=mysql://user:password@host:3306/name, or start everything with ./ssgbay run."
        ) from None


def database_read_url(environ: Mapping[str, str] = os.environ) -> str:
    """Return DATABASE_READ_URL, a replica's as DATABASE_URL is the primary's; empty where there is none."""
    return environ.get("DATABASE_READ_URL", "")


def _data_dir(environ: Mapping[str, str]) -> Path:
    return folder(environ, "DATA_DIR") or ROOT / ".data"


def max_bid(environ: Mapping[str, str] = os.environ) -> int:
    """Return MAX_BID, the highest bid that is accepted (won); by default the highest exact integer of JSON."""
    return whole(environ, "MAX_BID", 2**53 - 1, 1_000, 2**53 - 1)


def payments(environ: Mapping[str, str] = os.environ) -> PaymentSettings:
    """Return who takes the buyers' money. Raises Misconfigured where production could take none, or must not."""
    return payment_settings(environ, _public_url(environ), _operator(environ).missing())


def order_limits(environ: Mapping[str, str] = os.environ) -> OrderLimits:
    """Return how long each side of an order has for its next step."""
    return order_settings(environ)


def shared_readings(environ: Mapping[str, str] = os.environ) -> bool:
    """Return SHARED_READINGS: whether the requests of a worker share what everybody sees alike; off for tests."""
    return one_of(environ, "SHARED_READINGS", ("on", "off")) == "on"


def migration_database_url(environ: Mapping[str, str] = os.environ) -> str:
    """Return MIGRATION_DATABASE_URL, for an application's user who may not change tables, or else DATABASE_URL."""
    return environ.get("MIGRATION_DATABASE_URL") or database_url(environ)


def password_cost(environ: Mapping[str, str] = os.environ) -> str:
    """`full`, or `least` for tests, which sign up thousands. Raises Misconfigured for `least` in production."""
    cost = one_of(environ, "PASSWORD_COST", ("full", "least"))
    if cost != "full" and environ.get("APP_ENV") == "production":
        raise Misconfigured("PASSWORD_COST=least is for tests; production does not start with weak password hashes.")
    return cost


def _rate_limits(environ: Mapping[str, str], env: str) -> bool:
    on = one_of(environ, "RATE_LIMITS", ("on", "off")) == "on"
    if not on and env == "production":
        raise Misconfigured("RATE_LIMITS=off is for benches and tests; production does not start without limits.")
    return on


def _operator(environ: Mapping[str, str]) -> Operator:
    def of(name: str) -> str:
        return environ.get(name, "").strip()

    return Operator(
        name=of("OPERATOR_NAME"),
        representative=of("OPERATOR_REPRESENTATIVE"),
        business_number=of("OPERATOR_BUSINESS_NUMBER"),
        mail_order_number=of("OPERATOR_MAIL_ORDER_NUMBER"),
        address=of("OPERATOR_ADDRESS"),
        phone=of("OPERATOR_PHONE"),
        mail=of("OPERATOR_MAIL"),
        host=of("OPERATOR_HOST"),
    )


def _public_url(environ: Mapping[str, str]) -> str:
    url = environ.get("PUBLIC_URL", "").strip().rstrip("/")
    if url and not re.fullmatch(r"https?://[^/?#\s]+", url):
        raise Misconfigured(f"PUBLIC_URL takes the site's address alone, like https://auction.example, not {url!r}.")
    return url


def _access(environ: Mapping[str, str]) -> Access:
    return Access(
        streams_per_address=whole(environ, "LIVE_STREAMS_PER_ADDRESS", 50, 1, 10_000),
        connections_per_address=whole(environ, "CONNECTIONS_PER_ADDRESS", 1_000, 10, 100_000),
        trusted_hosts=_trusted_hosts(environ),
        metrics_networks=_networks(environ, "METRICS_NETWORKS", "127.0.0.0/8,::1"),
    )


def _trusted_hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The names under which the site is known; by default that of PUBLIC_URL, without one any."""
    given = environ.get("TRUSTED_HOSTS", "") or _public_url(environ).partition("//")[2]
    names = tuple(part.strip().lower() for part in given.split(",") if part.strip())
    for name in names:
        if not re.fullmatch(r"[a-z0-9.-]+(:[0-9]+)?|\[[0-9a-f:.]+\](:[0-9]+)?", name):
            raise Misconfigured(f"TRUSTED_HOSTS takes host names like www.example.com, not {name!r}.")
    return tuple(re.sub(r":[0-9]+\Z", "", name) for name in names)


def _networks(environ: Mapping[str, str], name: str, default: str) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(part.strip()) for part in environ.get(name, default).split(",") if part.strip())
    except ValueError as error:
        raise Misconfigured(f"{name} takes networks like 10.0.0.0/16: {error}.") from None


def _origins(environ: Mapping[str, str]) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/") for part in environ.get("CORS_ORIGINS", "").split(",") if part.strip())
    for origin in origins:
        if not origin.startswith(("http://", "https://")) or "*" in origin:
            raise Misconfigured(f"CORS_ORIGINS takes exact origins like https://www.example.com, not {origin!r}.")
    return origins


def _jwt_secret(environ: Mapping[str, str], env: str, data_dir: Path) -> str:
    given = environ.get("JWT_SECRET_KEY", "")
    if not given and env == "development":
        return stored_secret(data_dir / "jwt.secret")
    if len(given.encode()) < SHORTEST_SECRET:
        raise Misconfigured(f"JWT_SECRET_KEY needs at least {SHORTEST_SECRET} bytes; `openssl rand -hex 32` makes one.")
    return given
