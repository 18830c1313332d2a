"""create_app(): assembles configuration, database, tokens, CORS, routes and error handlers."""

import logging
from datetime import timedelta

from flask import Flask
from flask_cors import CORS
from flask_jwt_extended import JWTManager
from werkzeug.middleware.proxy_fix import ProxyFix

import database
from auction import config, readings
from auction.accounts.routes import accounts
from auction.alerts.routes import alerts
from auction.appstate import AppState
from auction.bids.routes import bids
from auction.contacts import mail, outbound
from auction.contacts.push_routes import push
from auction.contacts.routes import contacts
from auction.factors.routes import factors
from auction.history.routes import history
from auction.http import problems
from auction.items import bounds
from auction.items.images.storage import image_store, private_store
from auction.items.routes import items
from auction.legacy.routes import legacy, message
from auction.legal import rules as legal_rules
from auction.legal.routes import legal
from auction.limits import rules as limits
from auction.live import routes as live
from auction.notifications.unsubscribe_routes import unsubscribe_page
from auction.observability import logs, metrics
from auction.operations.payout_routes import payout_operations
from auction.operations.routes import operations
from auction.operators.routes import operators
from auction.orders.messages.routes import messages
from auction.orders.offers.routes import offers
from auction.orders.payment_routes import order_payments
from auction.orders.routes import orders
from auction.orders.setup import set_up_orders
from auction.payments import configured as payment_providers
from auction.payments.routes import payments
from auction.payments.sandbox import routes as sandbox
from auction.server import access, front, hooks, kept_mail, openapi
from auction.server.health import health
from auction.server.html import page_source
from auction.server.links import links
from auction.server.web import web
from auction.users.routes import users
from auction.users.rules import SIGN_IN_DAYS
from auction.users.sign_ins.routes import sign_ins
from auction.users.tokens import ALGORITHM
from auction.watching.routes import watching
from auction.watching.searches.routes import searches

log = logging.getLogger("ssgbay.settings")

LARGEST_BODY = 65_536
EXPOSED = ["X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy", "Link"]
# the OpenAPI document and the page's types are generated from these
API = (
    users, sign_ins, factors, items, bids, history, watching, searches, accounts, contacts, alerts, unsubscribe_page,
    push, orders, messages, offers, order_payments, payments, operators, operations, payout_operations,
    legal, live.live, health,
)  # fmt: skip


def create_app(settings: config.Config | None = None) -> Flask:
    """Return the whole site as a WSGI application. Raises Misconfigured."""
    settings = settings or config.load()
    app = Flask(__name__, static_folder=None)
    state = app.extensions["state"] = AppState()
    state.activate()
    app.config.update(RELEASE=settings.release, SECURE_COOKIES=settings.production)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_PARTS=64)
    app.url_map.merge_slashes = False
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask names only the base of its JSON provider
    app.extensions["images"] = image_store(settings)
    app.extensions["private_images"] = private_store(settings)
    logs.configure(settings.production)
    _use_page(app, settings)
    _use_database(settings)
    limits.configure(settings.rate_limits, settings.workers * settings.hosts)
    readings.configure(config.shared_readings())
    mail.configure(settings.mail)
    outbound.configure(settings.mail)
    bounds.configure(config.max_bid())
    set_up_orders()
    _use_tokens(app, settings.jwt_secret)
    problems.install(app, message)
    hooks.install(app, settings.production)
    access.install(app, settings)
    _use_origins(app, settings.cors_origins)
    for blueprint in (*API, legacy, openapi.documents, links, web):
        app.register_blueprint(blueprint)
    kept_mail.install(app, settings.mail)
    sandbox.install(app, payment_providers.settings())
    live.install(app, settings.access.streams_per_address)
    hops = settings.trusted_proxies
    shared = front.sharing(app.wsgi_app, app.config["HOSTS"], settings.jwt_secret)
    behind_proxies = ProxyFix(shared, x_for=hops, x_proto=hops) if hops else shared
    app.wsgi_app = state.middleware(behind_proxies)  # type: ignore[method-assign]  # Flask's place for middleware
    return app


def _use_page(app: Flask, settings: config.Config) -> None:
    """Configure what the page shows of the site itself; warn in production of what Korean law wants to be there."""
    app.config.update(PUBLIC_URL=settings.public_url)
    app.extensions["page"] = page_source(settings)
    app.extensions["operator"] = settings.legal.operator
    legal_rules.configure(settings)
    if settings.production and (missing := settings.legal.operator.missing()):
        log.warning("the page does not say who runs the site, which Korean law wants; set %s", ", ".join(missing))


def _use_origins(app: Flask, origins: tuple[str, ...]) -> None:
    if origins:
        CORS(app, origins=list(origins), resources=r"/*", max_age=600, expose_headers=EXPOSED)


def _use_database(settings: config.Config) -> None:
    fleet = database.Fleet(settings.workers, settings.hosts, deployed=settings.production)
    database.configure(settings.database_url, settings.pool_size, fleet, read_url=config.database_read_url())
    database.add_listener(metrics.database_event)


def _use_tokens(app: Flask, secret: str) -> None:
    """Configure the tokens: HS256 alone; access tokens are valid for 15 minutes."""
    app.config.update(
        JWT_SECRET_KEY=secret,
        JWT_ALGORITHM=ALGORITHM,
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=15),
        JWT_REFRESH_TOKEN_EXPIRES=timedelta(days=SIGN_IN_DAYS),
    )
    JWTManager(app)
