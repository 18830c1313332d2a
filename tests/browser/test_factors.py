"""Passkeys with Chromium's own authenticator, a virtual one (CDP), on a page of the site."""

from dataclasses import replace

from tests.cast import sign_up
from tests.factors.setting_up import creation_options, show

CREATE = """async options => (await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)})).toJSON()"""
GET = """async options => (await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)})).toJSON()"""
AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def test_a_passkey_of_a_real_browser_is_added_and_shown(server, visit, db):
    # a browser makes no passkey for an IP address
    site = replace(server, url=server.url.replace("127.0.0.1", "localhost"))
    person = sign_up(site, "seller")
    visitor = visit()
    visitor.server = site
    page = visitor.open("/healthz").page
    devices = visitor.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    made = page.evaluate(CREATE, creation_options(person).json)
    added = person.post("/api/me/passkeys", json={"label": "브라우저", "credential": made})
    assert added.status_code == 201, added.text
    db.run("UPDATE sign_in SET provenAt = NULL")
    for _ in range(2):
        answer = page.evaluate(GET, person.post("/api/me/second-factor/options").json)
        shown = show(person, credential=answer)
        assert shown.status_code == 200, shown.text
    assert person.get("/api/me/factors").json["provenUntil"] == shown.json["provenUntil"]
    assert show(person, credential=answer).status_code == 403
