"""Staff pages of other systems' keys: a secret is shown once, each button says what it does."""

import re

import pytest

from portal.accounts.rules import Role
from portal.exchange.queries import keys_by_name, live_key
from portal.exchange.rules import Scope
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, STREET_CODE, a_clerk, a_unit, an_area, signed_in

KEYS = "/staff/exchange/keys"
SECRET = re.compile(r"gp[0-9a-f]{6}\.[\w-]{43}")


@pytest.fixture
def administrator(client):
    person = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE, language="en")
    signed_in(client, person)
    return person


def make(client, whom, **given):
    asked = {"name": "排水系统", "whom": whom, "scopes": ["read_cases", "note_cases"], "life": "90"}
    return client.post(f"{KEYS}/new", data=asked | given)


@pytest.mark.usefixtures("administrator")
def test_a_key_is_made_for_a_unit_and_its_secret_is_shown_once(client):
    unit = a_unit()
    made = make(client, f"unit-{unit.code}")
    (secret,) = SECRET.findall(made.text)
    key = live_key(secret, NOW)

    assert made.headers["Cache-Control"] == "no-store"
    assert key.scopes == [Scope.NOTE_CASES, Scope.READ_CASES]
    assert (key.ends_at - NOW).days == 90
    for page in (KEYS, f"{KEYS}/{key.id}"):
        shown = client.get(page).text
        assert key.prefix in shown
        assert secret not in shown


@pytest.mark.usefixtures("administrator")
def test_a_key_is_replaced_and_revoked_with_a_reason(client):
    an_area(STREET_CODE)
    (first,) = SECRET.findall(make(client, f"area-{STREET_CODE}", life="").text)
    old = live_key(first, NOW)
    rotated = client.post(f"{KEYS}/{old.id}/rotate", data={"overlap_days": "3", "life": "365"})
    (second,) = SECRET.findall(rotated.text)
    new = live_key(second, NOW)

    assert old.prefix in rotated.text
    assert client.post(f"{KEYS}/{new.id}/rotate", data={"overlap_days": "31"}).status_code == 422
    assert client.post(f"{KEYS}/{new.id}/revoke", data={"reason": " "}).status_code == 422
    assert live_key(second, NOW)
    assert client.post(f"{KEYS}/{new.id}/revoke", data={"reason": "停用"}).status_code == 303
    assert live_key(second, NOW) is None
    assert "停用" in client.get(f"{KEYS}/{new.id}").text
    assert client.get(f"{KEYS}/999999").status_code == 404


@pytest.mark.usefixtures("administrator")
def test_what_is_left_out_is_asked_for_and_nothing_is_made(client):
    refused = make(client, "", name="", scopes=[])

    assert refused.status_code == 422
    assert keys_by_name() == []


def test_only_who_keeps_the_exchange_makes_keys(client):
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    assert client.get(KEYS).status_code == 200
    assert client.get(f"{KEYS}/new").status_code == 403
    assert make(client, "area-330108").status_code == 403

    signed_in(client, a_clerk(Role.STREET_CLERK, area_code=STREET_CODE))
    assert client.get(KEYS).status_code == 403
