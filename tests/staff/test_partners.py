"""The pages of partners: made, mapped, decided upon; keys never shown; only who may."""

from dataclasses import replace
from html import unescape

import pytest
from sqlalchemy import select

from portal.accounts.rules import Role
from portal.db import db
from portal.errors import N_, NotAllowedNow
from portal.exchange.jobs import partners as later
from portal.exchange.models.partners import Partner, PartnerExchange, PartnerPush
from portal.exchange.rules.partners import ExchangeKind, PushState
from portal.exchange.rules.reasons import Why, reason, reason_of
from portal.i18n import speaking
from portal.staff.partner_words import WHYS, why_said
from portal.troubles import SAYS, Trouble
from tests.conftest import NOW
from tests.factories import DISTRICT_CODE, a_clerk, a_dispatched_case, a_unit, signed_in
from tests.laws.test_pages import faults_of

KEY = "a-key-of-the-county"
ALERTED = {
    "zh": "对方答复 400 &lt;script&gt;",
    "en": "the other system answered 400 &lt;script&gt;",
}


@pytest.fixture
def keeper(app, client, monkeypatch):
    """An administrator where the county may be asked and has given a key."""
    settings = replace(
        app.config["SETTINGS"], outbound_hosts=("127.0.0.1",), partner_keys=(("county", KEY),)
    )
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    signed_in(client, a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE))
    return client


def made(client, **given):
    facts = {"code": "county", "name": "县公路段", "base_url": "http://127.0.0.1:9099/v2"}
    facts |= {"unit": a_unit().code, "takes_all": "y"}
    answer = client.post("/staff/partners", data=facts | given)
    return answer, db.session.scalar(select(Partner))


def a_waiting_case(partner) -> PartnerPush:
    case = a_dispatched_case(unit=partner.unit)
    later.ask_partners()
    return db.session.scalars(select(PartnerPush).where(PartnerPush.case_id == case.id)).one()


def test_a_partner_is_made_mapped_paused_and_ended(keeper):
    wrong, none = made(keeper, base_url="http://elsewhere.example", unit="nowhere")
    assert (wrong.status_code, none) == (422, None)
    answer, partner = made(keeper)
    assert answer.status_code == 303
    push = a_waiting_case(partner)
    code, here = push.case.matter.code, f"/staff/partners/{partner.id}"

    odd = keeper.post(f"{here}/tables", data={"services": "NO-SUCH = x", "statuses": ""})
    assert odd.status_code == 422
    assert "NO-SUCH" in odd.text
    tables = {"services": f"{code} = pothole; lane=left", "statuses": "closed: dup = not_theirs"}
    assert keeper.post(f"{here}/tables", data=tables).status_code == 303
    assert partner.services == {code: {"code": "pothole", "attributes": {"lane": "left"}}}
    assert unescape(keeper.get(here).text).count(f"{code} = pothole; lane=left") == 1

    keeper.post(f"{here}/pause")
    assert partner.paused_at
    keeper.post(f"{here}/resume")
    assert partner.paused_at is None
    keeper.post(f"{here}/services")
    assert db.session.scalars(select(PartnerExchange.kind)).all() == [ExchangeKind.SERVICES]
    keeper.post(f"{here}/end")
    assert partner.ended_at
    assert keeper.post(f"{here}/services").status_code == 409


def test_what_waits_is_decided_by_hand_and_only_once(keeper):
    _answer, partner = made(keeper)
    again, arrived, left = (a_waiting_case(partner) for _ in range(3))
    at = "/staff/partners/waiting"
    assert all(one.reference in keeper.get(at).text for one in (again, arrived, left))

    keeper.post(f"{at}/{again.id}/again")
    bad = keeper.post(f"{at}/{arrived.id}/arrived", data={f"p{arrived.id}-request_id": "a b"})
    keeper.post(f"{at}/{arrived.id}/arrived", data={f"p{arrived.id}-request_id": "C-9"})
    keeper.post(f"{at}/{left.id}/give-up")

    assert bad.status_code == 422
    states = [one.state for one in (again, arrived, left)]
    assert states == [PushState.QUEUED, PushState.SENT, PushState.GIVEN_UP]
    assert arrived.request_id == "C-9"
    assert keeper.post(f"{at}/{left.id}/again").status_code == 409
    assert keeper.post(f"{at}/999999/again").status_code == 404


def test_the_pages_are_sound_in_both_languages_show_no_key_and_escape_what_was_said(keeper):
    _answer, partner = made(keeper)
    push = a_waiting_case(partner)
    bad = {"status": 400, "said": "<script>alert(1)</script>"}
    push.why = reason(Why.ANSWERED, bad)
    exchanges = [
        PartnerExchange(
            partner=partner, push=push, batch=[], kind=kind, attempt=1, made_at=NOW, asked_at=NOW
        )
        for kind in ExchangeKind
        for _n in range(11)
    ]
    exchanges[-1].sent, exchanges[-1].answer, exchanges[-1].status = "POST x", "<b>hi</b>", 200
    db.session.add_all(exchanges)
    db.session.commit()
    here = f"/staff/partners/{partner.id}"

    for language in ("zh", "en"):
        for path in ("/staff/partners", here, f"{here}/log", "/staff/partners/waiting"):
            page = keeper.get(path, headers={"Accept-Language": language})
            assert page.status_code == 200
            assert list(faults_of(page.text, language)) == [], path
            assert KEY not in page.text
            assert "<script>alert" not in page.text
            assert "<b>hi" not in page.text
        assert ALERTED[language] in page.text
    log = keeper.get(f"{here}/log").text
    assert log.count("<h2 id=") == 50
    oldest = keeper.get(f"{here}/log?before={exchanges[5].id}").text
    assert oldest.count("<h2 id=") == 5


@pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")
def test_every_reason_is_a_sentence_in_the_readers_language(app):
    assert set(WHYS) == set(Why) - {Why.STEP_REFUSED}
    assert set(SAYS) == set(Trouble)
    refusal = NotAllowedNow(N_("A case has at most %(most)d parts in all. Take some away."), most=9)

    with speaking("zh"):
        assert why_said(reason(Trouble.PORT, {"port": 25})) == "不访问端口 25"
        assert "9" in why_said(reason_of(refusal))
        assert "parts" not in why_said(reason_of(refusal))
        assert why_said("kept in words") == "kept in words"
    with speaking("en"):
        assert why_said(reason(Why.ODD_STATUS, {"status": "x%s"})).endswith("“x%s”")
        assert why_said(reason_of(refusal)) == str(refusal)


def test_others_look_or_see_nothing(keeper, client):
    _answer, partner = made(keeper)
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    looked = client.get(f"/staff/partners/{partner.id}")
    assert looked.status_code == 200
    assert '<form method="post" action="/staff/partners' not in looked.text
    assert client.post(f"/staff/partners/{partner.id}/pause").status_code == 403
    assert client.get("/staff/partners/999999").status_code == 404

    signed_in(client, a_clerk(Role.UNIT_CLERK, unit=a_unit()))
    assert client.get("/staff/partners").status_code == 403
    assert client.get("/staff/partners/waiting").status_code == 403
