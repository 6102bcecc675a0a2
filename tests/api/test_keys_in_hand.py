"""Who may ask: a live key in the header with the scope for it, so often and no more often."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db
from portal.exchange.actions import revoke_key
from portal.exchange.models import ApiKey
from portal.exchange.rules import Scope
from tests.api.cast import PROBLEM, of_unit
from tests.conftest import NOW
from tests.factories import a_dispatched_case, signed_in


def test_without_a_live_key_nothing_is_read_not_even_by_who_is_signed_in(client):
    system = of_unit(client)
    signed_in(client, system.key.made_by)
    for header in ({}, {"Authorization": "Bearer gp000000.no-such-key"}, {"Authorization": "x"}):
        answer = client.get("/api/v1/cases", headers=header)
        assert (answer.status_code, answer.mimetype) == (401, PROBLEM)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json["title"] == "需要有效的密钥"

    assert system.get("/cases").status_code == 200
    system.key.ends_at = NOW + timedelta(minutes=1)
    assert system.get("/cases").status_code == 200
    with clock.stopped_at(NOW + timedelta(minutes=1)):
        assert system.get("/cases").status_code == 401
    system.key.ends_at = None
    revoke_key(system.key, reason="停用", by=system.key.made_by, now=NOW)
    assert system.get("/cases").status_code == 401


def test_a_key_does_only_what_its_scopes_name(client):
    case = a_dispatched_case()
    system = of_unit(client, Scope.READ_CASES, unit=case.unit)

    assert system.get("/cases").status_code == 200
    for refused in (
        system.get("/figures?period=2026-08"),
        system.post(f"/cases/{case.number}/notes", json={"note": "已联系"}),
        system.step(case.number, "take"),
    ):
        assert (refused.status_code, refused.mimetype) == (403, PROBLEM)


def test_the_last_use_is_noted_once_a_minute(client, app):
    app.extensions["tally"].flush()  # what other tests have counted
    system = of_unit(client)
    system.get("/matters")
    app.extensions["tally"].flush()
    first = db.session.get(ApiKey, system.key.id).used_at
    with clock.stopped_at(NOW + timedelta(seconds=59)):
        system.get("/matters")
        app.extensions["tally"].flush()
    soon = db.session.get(ApiKey, system.key.id).used_at
    with clock.stopped_at(NOW + timedelta(seconds=60)):
        system.get("/matters")
        app.extensions["tally"].flush()

    assert (first, soon) == (NOW, NOW)
    assert db.session.get(ApiKey, system.key.id).used_at == NOW + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nothing", 404), ("PUT", "/cases", 405), ("GET", "/cases/BJ1", 404)],
)
def test_every_refusal_is_a_problem_document(client, method, path, status):
    answer = of_unit(client)._send(method, path)

    assert (answer.status_code, answer.mimetype) == (status, PROBLEM)
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert answer.json["detail"]


def test_a_key_is_told_how_much_is_left_and_when_to_go_on(another, client, whole_app):
    system = of_unit(client)
    other = another(
        PORTAL_RATE_LIMITS="on", PORTAL_DATABASE_URL=whole_app.config["SETTINGS"].database_url
    ).test_client()
    system.client = other
    first, second = system.get("/matters"), system.get("/matters")
    left = [
        int(one.headers["RateLimit"].partition(";r=")[2].partition(";")[0])
        for one in (first, second)
    ]

    assert first.headers["RateLimit-Policy"] == '"requests";q=600;w=60'
    assert left[0] - left[1] == 1
    for _ in range(60):
        wrong = other.get("/api/v1/cases", headers={"Authorization": "Bearer x"})
        assert wrong.status_code == 401
    over = other.get("/api/v1/cases", headers={"Authorization": "Bearer x"})
    assert (over.status_code, over.mimetype) == (429, PROBLEM)
    assert 1 <= int(over.headers["Retry-After"]) <= 3600
