"""The operator's texts, and consent to them at sign-up: stored with version and time, never required of programs."""

from datetime import UTC, datetime, timedelta

import pytest

from app import create_app
from auction import config
from auction.config import Misconfigured
from auction.legal import rules

NEWCOMER = {"id": "newcomer", "password": "a long enough one", "phone": "010-1234-5678", "nickname": "새 얼굴"}


def sign_up(client, **more):
    return client.post("/api/users", json=NEWCOMER | more)


def consents(db):
    return db.all("SELECT document, version, createdAt FROM consent ORDER BY document")


def test_consent_is_stored_with_its_versions_and_the_time(client, db):
    said = client.get("/api/legal").json
    agreed = {"terms": said["terms"], "privacy": said["privacy"]}
    assert sign_up(client, consent=agreed).status_code == 201
    rows = consents(db)
    assert {row["document"]: row["version"] for row in rows} == agreed
    now = datetime.now(UTC).replace(tzinfo=None)
    assert all(abs(row["createdAt"] - now) < timedelta(minutes=1) for row in rows)


def test_a_program_that_sends_no_consent_signs_up_as_before(client, db):
    assert sign_up(client).status_code == 201
    assert consents(db) == []


@pytest.mark.parametrize("consent", [{"terms": "2020-01-01", "privacy": "2020-01-01"}, {"terms": "x"}, "yes", {}])
def test_consent_to_what_is_not_in_force_signs_nobody_up(client, db, consent):
    answer = sign_up(client, consent=consent)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")
    assert client.get("/api/users/newcomer").status_code == 404
    assert consents(db) == []


@pytest.mark.parametrize("document", ["terms", "privacy"])
def test_the_texts_are_read_in_both_languages_and_have_one_version(client, document):
    korean, english = (
        client.get(f"/api/legal/{document}", headers={"Accept-Language": language}).json for language in ("ko", "en")
    )
    assert korean["version"] == english["version"] == client.get("/api/legal").json[document]
    assert "# 1." in korean["text"]
    assert korean["text"] != english["text"]


def test_an_operators_own_texts_take_the_place_of_ours(tmp_path):
    for document in rules.DOCUMENTS:
        for language in rules.LANGUAGES:
            (tmp_path / f"{document}.{language}.md").write_text(f"version: v7\n# {document} {language}\n")
    found = rules.read(tmp_path)
    assert found["terms", "ko"] == rules.Text("v7", "# terms ko")
    (tmp_path / "privacy.en.md").write_text("no version")
    with pytest.raises(Misconfigured, match=r"privacy\.en\.md"):
        rules.read(tmp_path)
    (tmp_path / "privacy.en.md").unlink()
    with pytest.raises(Misconfigured, match="LEGAL_DIR"):
        rules.read(tmp_path)


def test_production_warns_at_its_start_of_what_the_page_does_not_say(environment, monkeypatch, capsys):
    details = {f"OPERATOR_{name.upper()}": "x" for name in vars(config.Operator())}
    for name, value in details.items():
        monkeypatch.setenv(name, value)
    assert config.load().legal.operator.missing() == []
    monkeypatch.delenv("OPERATOR_PHONE")
    monkeypatch.setenv("APP_ENV", "production")
    for name, value in {"RATE_LIMITS": "on", "PASSWORD_COST": "full", "JWT_SECRET_KEY": "k" * 32}.items():
        monkeypatch.setenv(name, value)
    create_app()
    said = capsys.readouterr().out
    assert "OPERATOR_PHONE" in said
    assert "OPERATOR_NAME" not in said
