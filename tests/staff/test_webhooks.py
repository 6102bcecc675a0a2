"""Pages of webhooks: secrets are seen once, staff look, keepers act, dead letters go again."""

import re

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.db import db
from portal.exchange.models import Delivery, Webhook
from portal.exchange.queries.hooks import PAGE
from portal.exchange.rules import DeliveryState
from tests.exchange.cast import a_hook
from tests.exchange.test_hooks import _allowed
from tests.factories import DISTRICT_CODE, a_case, a_clerk, a_unit, signed_in
from tests.laws.test_pages import faults_of
from tests.plans import GROWING, listening, scans_of, without_scans

__all__ = ["_allowed"]  # a fixture
GOOD = {"name": "City brain", "url": "https://hooks.test/take", "steps": ["report", "note"]}
SECRET = re.compile(r"whsec_[\w-]{43}")


@pytest.fixture
def keeper(client):
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE))


def a_delivery(hook, case=None, **given):
    now = clock.now()
    made = Delivery(hook=hook, case=case, event="ping", at=now, made_at=now, **given)
    db.session.add(made)
    db.session.flush()
    return made


@pytest.mark.usefixtures("keeper")
def test_a_webhook_is_made_changed_and_its_secret_shown_only_then(client):
    unit = a_unit()
    made = client.post("/staff/webhooks?lang=en", data=GOOD | {"reach": f"unit-{unit.code}"})

    (secret,) = set(SECRET.findall(made.text))
    assert made.headers["Cache-Control"] == "no-store"
    assert list(faults_of(made.text, "en")) == []
    hook = db.session.query(Webhook).one()
    assert [post.unit for post in hook.person.posts] == [unit]
    page = f"/staff/webhooks/{hook.id}"
    assert SECRET.search(client.get(page).text) is None

    changed = client.post(page, data=GOOD | {"url": "https://hooks.test/other", "steps": ["note"]})
    assert changed.status_code == 303
    assert (hook.url, hook.steps) == ("https://hooks.test/other", ["note"])

    rotated = client.post(f"{page}/secret")
    (other,) = set(SECRET.findall(rotated.text))
    assert other != secret
    for act in ("pause", "resume", "ping", "end"):
        assert client.post(f"{page}/{act}").status_code == 303
    assert hook.ended_at is not None
    assert client.post(f"{page}/ping").status_code == 409
    assert client.get("/staff/webhooks/999999").status_code == 404


@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://elsewhere.test/"},
        {"url": "file:///etc/passwd"},
        {"steps": []},
        {"name": ""},
    ],
    ids=str,
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, wrong):
    sent = GOOD | {"reach": f"area-{DISTRICT_CODE}"} | wrong
    client.get("/staff/webhooks")  # areas of the district are there or not
    refused = client.post("/staff/webhooks?lang=en", data=sent)

    assert refused.status_code == 422
    assert sent["url"] in refused.text
    assert db.session.query(Webhook).count() == 0


def test_a_dispatcher_may_look_and_nothing_else_and_others_not_even_that(client, app):
    hook, _secret = a_hook("https://hooks.test/")
    letter = a_delivery(hook, state=DeliveryState.DEAD)
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    page = f"/staff/webhooks/{hook.id}"

    assert "/resend" not in client.get(page).text
    assert "/secret" not in client.get(page).text
    for act in (
        page,
        f"{page}/secret",
        f"{page}/end",
        f"/staff/webhooks/deliveries/{letter.id}/resend",
    ):
        assert client.post(act).status_code == 403

    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=a_unit()))
    for address in ("/staff/webhooks", "/staff/webhooks/dead-letters", page):
        assert client.get(address).status_code == 403


@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_dead_letters_are_shown_and_sent_again_one_or_all(client, language):
    hook, _secret = a_hook("https://hooks.test/")
    case = a_case()
    letters = [
        a_delivery(hook, case, state=DeliveryState.DEAD, tries=14, last_status=503)
        for _one in range(3)
    ]
    dead, page = "/staff/webhooks/dead-letters", f"/staff/webhooks/{hook.id}"

    for address in ("/staff/webhooks", dead, page):
        shown = client.get(address, query_string={"lang": language})
        assert list(faults_of(shown.text, language)) == []
        landmarks = re.findall(
            r'<(?:section|nav|form)[^>]*aria-label(?:ledby)?="([^"]+)"', shown.text
        )
        assert len(landmarks) == len(set(landmarks))
    shown = client.get(dead).text
    assert all(letter.name in shown for letter in letters)
    assert case.number in shown
    assert "503" in shown

    client.post(f"/staff/webhooks/deliveries/{letters[0].id}/resend")
    assert [one.state for one in letters] == ["queued", "dead", "dead"]
    client.post(f"{page}/resend")
    assert [one.state for one in letters] == ["queued"] * 3


def test_the_list_of_deliveries_goes_on_page_by_page_without_reading_all(client):
    without_scans()
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE))
    hook, _secret = a_hook("https://hooks.test/")
    made = [a_delivery(hook) for _one in range(PAGE + 1)]
    page = f"/staff/webhooks/{hook.id}"

    with listening() as sent:
        first = client.get(page).text
        client.get("/staff/webhooks/dead-letters")
        client.get("/staff/webhooks")
    assert [scan for said, given in sent for scan in scans_of(said, given, GROWING)] == []
    assert f"before={made[1].id}" in first
    rest = client.get(page, query_string={"before": made[1].id}).text
    assert f">{made[0].name}<" in rest
    assert f">{made[1].name}<" not in rest
