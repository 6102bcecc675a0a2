"""Cases go to an outside Open311 server, once; what it says becomes steps, and closes nothing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from sqlalchemy import func, select

from portal import clock, jobs, outbound
from portal.accounts.rules import Role
from portal.cases import actions as cases
from portal.cases.actions.intake import ContactGiven
from portal.cases.models import Case
from portal.cases.rules import CaseStatus, Outcome, Step
from portal.cases.rules.duplicates import Position
from portal.db import db
from portal.errors import NotAcceptable
from portal.exchange.actions import NewKey, make_key
from portal.exchange.actions import partners as actions
from portal.exchange.actions.pushes import PARTNER_WAITS
from portal.exchange.jobs import partners as later
from portal.exchange.models.partners import Partner, PartnerExchange, PartnerPush
from portal.exchange.queries import partners as queries
from portal.exchange.rules import Scope
from portal.exchange.rules.partners import PULLED_EVERY, ExchangeKind, PushState
from portal.exchange.rules.reasons import Why, read_reason
from portal.grids.actions.clues import note_clues
from portal.i18n import speaking
from portal.messages.notices import Notice
from portal.policy.queries import policy_on, work_calendar
from portal.troubles import Trouble
from tests.conftest import NOW
from tests.exchange.county import County, hangs_up, hangs_up_having_filed
from tests.factories import (
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_unit,
)
from tests.plans import GROWING, listening, scans_of, without_scans

KEY = "the-key-that-the-county-gave-us"


@pytest.fixture
def county(app, monkeypatch) -> Iterator[County]:
    """A county's server that this portal may ask, with a key."""
    there = County()
    settings = replace(
        app.config["SETTINGS"],
        outbound_hosts=("127.0.0.1",),
        outbound_private=(ip_network("127.0.0.0/8"),),
        partner_keys=(("county", KEY),),
    )
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    yield there
    there.close()


def a_partner(county: County | None, *matters, **given) -> Partner:
    facts = actions.PartnerFacts(
        name="县公路段",
        base_url=county.url if county else "http://127.0.0.1:9099/v2",
        jurisdiction_id="county.example",
        takes_all=given.pop("takes_all", True),
        with_notes=given.pop("with_notes", False),
        knows_copies=given.pop("knows_copies", False),
    )
    unit = given.pop("unit", None) or a_unit()
    by = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)
    partner = actions.make_partner("county", facts, unit=unit, by=by, now=clock.now())
    partner.services = {
        one.code: {"code": "pothole", "attributes": {"lane": "left"}} for one in matters
    }
    partner.statuses = given.pop("statuses", [])
    return partner


def a_sent_case(county: County, **given):
    """A case that the county has, with its partner and its push."""
    matter = given.pop("matter", None) or a_matter()
    partner = a_partner(county, matter, **given)
    case = a_dispatched_case(matter=matter, unit=partner.unit)
    worked()
    return case, partner, push_of(case)


def push_of(case) -> PartnerPush:
    return db.session.scalars(
        select(PartnerPush).where(PartnerPush.case_id == case.id).order_by(PartnerPush.id.desc())
    ).first()


def worked(after: timedelta = timedelta()) -> None:
    """Let the worker look for what is due, and do it, each step kept as it keeps it."""
    with clock.stopped_at(NOW + after):
        later.ask_partners()
        db.session.commit()
        for turn in jobs.waiting(NOW + after, 100):
            if jobs.take(turn.row_id, turn.found, turn.until) == "ask_partner":
                db.session.commit()
                jobs.prepare(turn.row_id)
                db.session.commit()
                jobs.do(turn.row_id)
            db.session.commit()


MINUTE, PULL = timedelta(minutes=1), PULLED_EVERY


def test_a_case_goes_out_once_without_anybody_in_it(county):
    matter = a_matter(name="道路坑洼")
    partner = a_partner(county, matter, with_notes=True)
    case = a_case(
        matter=matter,
        words="我是王小明，电话13812345678，住3幢502",
        place_note="3幢502室门口",
        place=Position(30.20123, 120.20456),
        contact=ContactGiven(phone="13812345678", email="wang@example.com"),
    )
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    dispatched(case, partner.unit, by=by, note="先围起来，问老王 138 1234 5678")

    worked()
    worked(MINUTE)

    (post,) = county.posts
    assert post == {
        "api_key": KEY,
        "jurisdiction_id": "county.example",
        "service_code": "pothole",
        "lat": post["lat"],
        "long": post["long"],
        "address_string": f"{case.street.name}{case.grid.name}",
        "description": f"[{case.number}] 道路坑洼 先围起来，问老王 ***",
        "attribute[lane]": "left",
    }
    assert (post["lat"], post["long"]) != ("30.20123", "120.20456")
    assert county.asked[0][3]["Idempotency-Key"] == case.number
    push = push_of(case)
    assert (push.state, push.request_id) == (PushState.SENT, "C-1")
    (row,) = queries.log_of(partner, None)
    assert (row.kind, row.status, row.attempt) == (ExchangeKind.PUSH, 200, 1)
    assert "service_code: pothole" in row.sent
    assert KEY not in row.sent + row.answer + repr(row.why)


def test_of_a_private_matter_only_the_grid_and_the_matter_go(county):
    matter = a_matter(name="邻里纠纷", is_private=True)
    partner = a_partner(county, matter, with_notes=True)
    case = a_case(matter=matter, words="隔壁吵架")
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    dispatched(case, partner.unit, by=by, note="门牌 5 号")

    worked()

    (post,) = county.posts
    assert post["description"] == f"[{case.number}] 邻里纠纷"
    assert "address_string" not in post
    assert post["lat"]


def test_a_matter_that_the_table_lacks_is_refused_or_stays_with_the_unit(
    county,
):
    partner = a_partner(county)
    case = a_dispatched_case(unit=partner.unit)
    elsewhere = a_dispatched_case()
    worked()

    assert county.posts == []
    assert push_of(elsewhere) is None
    assert [(one.case, one.state) for one in queries.waiting_pushes(None)] == [
        (case, PushState.UNMAPPED)
    ]

    actions.map_partner(partner, services=f"{case.matter.code} = hole", statuses="")
    actions.send_again(push_of(case), now=NOW)
    partner.takes_all = False
    unknown = a_dispatched_case(unit=partner.unit)
    worked(MINUTE)

    assert [post["service_code"] for post in county.posts] == ["hole"]
    assert push_of(unknown) is None


def test_what_surely_did_not_arrive_is_sent_again_and_waits_longer_each_time(county):
    county.says(503)
    county.says(429)

    _case, partner, push = a_sent_case(county)
    assert (push.state, push.next_at) == (PushState.QUEUED, NOW + MINUTE)
    worked(MINUTE / 2)
    assert len(county.posts) == 1
    worked(MINUTE)
    assert push.next_at == NOW + 3 * MINUTE
    worked(3 * MINUTE)

    assert (push.state, len(county.posts)) == (PushState.SENT, 3)
    assert len(county.reports) == 1
    assert [row.attempt for row in queries.log_of(partner, None)] == [3, 2, 1]
    assert partner.failures == 0


def test_a_server_that_is_not_there_is_asked_again(county):
    county.close()
    _case, partner, push = a_sent_case(county)

    assert push.state is PushState.QUEUED
    assert read_reason(push.why) == (Trouble.NO_LINE, {"said": "Connection refused"})
    assert partner.rests_until == NOW + MINUTE


def test_a_report_whose_answer_was_lost_is_found_in_the_list_and_never_filed_twice(county):
    county.next_answers.append(hangs_up_having_filed)

    _case, _partner, push = a_sent_case(county)
    assert push.state is PushState.LOOKING
    worked(2 * MINUTE)

    assert (push.state, push.request_id) == (PushState.SENT, "C-1")
    assert len(county.posts) == len(county.reports) == 1


@pytest.mark.parametrize(
    "misbehave",
    [
        pytest.param(lambda c: c.next_answers.append(hangs_up), id="hangs up"),
        pytest.param(lambda c: c.says(500, "oops"), id="500"),
        pytest.param(lambda c: c.says(200, "<html>"), id="no JSON"),
        pytest.param(lambda c: c.says(200, '{"service_request_id": "1"}'), id="no list"),
        pytest.param(lambda c: c.says(200, '[{"service_request_id": "a,b"}]'), id="odd number"),
        pytest.param(lambda c: c.says(200, "[" * 100_000), id="deep"),
        pytest.param(lambda c: c.says(200, b"[" + b" " * 2_000_000), id="huge"),
    ],
)
def test_if_it_is_not_known_whether_it_arrived_somebody_decides(county, misbehave):
    misbehave(county)
    keeper = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)

    _case, partner, push = a_sent_case(county)
    for pause in (5, 15, 60, 240):
        worked(pause * MINUTE)

    assert push.state is PushState.UNSURE
    assert len(county.posts) == 1
    told = db.session.scalars(select(Notice).where(Notice.kind == PARTNER_WAITS)).all()
    assert sorted(one.person_id for one in told) == sorted([keeper.id, partner.made_by_id])
    assert {one.facts for one in told} == {"县公路段"}

    actions.it_has_arrived(push, "C-77", now=NOW)
    assert (push.state, push.request_id) == (PushState.SENT, "C-77")


def test_where_copies_are_known_an_unclear_report_is_simply_sent_again(county):
    county.says(500)

    _case, _partner, push = a_sent_case(county, knows_copies=True)
    worked(MINUTE)

    assert push.state is PushState.SENT
    first, second = [headers["Idempotency-Key"] for *_rest, headers in county.asked]
    assert first == second == push.reference


def test_a_worker_killed_while_it_asks_does_not_ask_again(county):
    matter = a_matter()
    partner = a_partner(county, matter)
    case = a_dispatched_case(matter=matter, unit=partner.unit)
    later.ask_partners()
    row = db.session.scalars(select(PartnerExchange)).one()
    row.asked_at = NOW  # kept, then killed
    db.session.commit()

    worked()

    assert county.posts == []
    assert push_of(case).state is PushState.LOOKING


def test_a_refusal_is_shown_with_the_partners_words_and_a_token_becomes_a_number(county):
    county.says(400, json.dumps([{"code": 400, "description": "service_code\u202e is\n unknown"}]))
    case, _partner, push = a_sent_case(county)
    assert push.state is PushState.REFUSED
    said = {"status": 400, "said": "service_code is unknown"}
    assert read_reason(push.why) == (Why.ANSWERED, said)

    county.gives_tokens = True
    actions.send_again(push, now=NOW)
    worked()
    assert (push.state, push.token) == (PushState.TOKEN, "T-C-1")
    worked(MINUTE)

    assert (push.state, push.request_id) == (PushState.SENT, "C-1")
    assert case.status is CaseStatus.DISPATCHED


def test_news_becomes_steps_of_the_unit_and_done_is_resolved_never_closed(county):
    case, partner, push = a_sent_case(county)
    report = county.reports["C-1"]
    report["status_notes"] = "Crew comes\x07 on Monday,\ncall 13812345678 <script>"
    worked(PULL)
    worked(2 * PULL)

    said = [event for event in case.events if event.step is Step.ANSWER]
    assert [(one.words, one.by) for one in said] == [
        ("Crew comes on Monday, call *** <script>", partner.person)
    ]

    report |= {"status": "closed", "status_notes": "Filled."}
    worked(3 * PULL)

    assert (case.status, case.outcome) == (CaseStatus.RESOLVED, Outcome.DONE)
    assert case.resolved_by is partner.person
    assert "县公路段" in case.events[-1].words
    assert case.events[-1].words.endswith("Filled.")
    assert case.ratings
    assert push.state is PushState.OVER


def test_a_case_that_comes_back_is_a_new_report_there(county):
    case, _partner, _push = a_sent_case(county)
    county.reports["C-1"]["status"] = "closed"
    worked(PULL)
    worker = a_clerk(Role.GRID_WORKER, area_code=case.grid.code)
    policy, calendar = _rules()
    cases.dispute(case, words="还在", by=worker, now=NOW + PULL, policy=policy, calendar=calendar)
    worked(2 * PULL)

    assert county.posts[-1]["description"].startswith(f"[{case.number}-R2]")
    assert push_of(case).request_id == "C-2"
    assert case.status is CaseStatus.DISPATCHED


def test_the_table_of_statuses_says_what_a_partners_words_mean(county):
    table = [
        ["acknowledged", "", "in_hand"],
        ["closed", "duplicate", "not_theirs"],
        ["closed", "", "done"],
    ]
    case, _partner, push = a_sent_case(county, statuses=table)
    report = county.reports["C-1"]

    report["status"] = "dreaming"
    worked(PULL)
    assert read_reason(push.why) == (Why.ODD_STATUS, {"status": "dreaming"})
    report["status"] = "Acknowledged"
    worked(2 * PULL)
    assert case.status is CaseStatus.IN_HAND
    report |= {"status": "closed", "status_notes": "A DUPLICATE of another"}
    worked(3 * PULL)

    assert case.status is CaseStatus.REPORTED
    assert case.unit is None
    assert push.state is PushState.OVER


def test_done_where_ours_asks_for_a_photo_waits_for_the_unit(county):
    case, partner, push = a_sent_case(county, matter=a_matter(evidence="现场照片"))
    county.reports["C-1"]["status"] = "closed"
    worked(PULL)
    worked(2 * PULL)

    assert case.status is CaseStatus.DISPATCHED
    assert push.state is PushState.NEEDS_PHOTO
    assert [event.by for event in case.events if event.step is Step.NOTE] == [partner.person]


def test_one_number_that_nobody_knows_spoils_no_other_and_ends_before_people(county):
    matter = a_matter()
    partner = a_partner(county, matter)
    good, bad = (a_dispatched_case(matter=matter, unit=partner.unit) for _ in range(2))
    worked()
    del county.reports[push_of(bad).request_id]
    county.reports[push_of(good).request_id]["status_notes"] = "on Monday"
    county.says(404)

    for hours in (1, 2, 3, 4, 5):
        worked(timedelta(hours=hours))

    assert good.events[-1].words == "on Monday"
    assert push_of(good).state is PushState.SENT
    assert push_of(bad).state is PushState.UNSURE


def test_a_paused_partner_is_asked_nothing_and_a_case_that_left_goes_no_more(county):
    matter = a_matter()
    partner = a_partner(county, matter)
    case = a_dispatched_case(matter=matter, unit=partner.unit)
    actions.pause_partner(partner, now=NOW)
    worked()
    assert county.asked == []

    policy, calendar = _rules()
    by = a_clerk(Role.UNIT_CLERK, unit=partner.unit)
    cases.return_to_triage(case, words="不归我们", by=by, now=NOW, policy=policy, calendar=calendar)
    actions.resume_partner(partner)
    worked(MINUTE)

    assert county.posts == []
    assert push_of(case).state is PushState.OVER


def test_services_are_fetched_and_an_address_that_may_not_be_asked_is_refused(county):
    partner = a_partner(county)
    actions.ask_services(partner, now=NOW)
    worked()
    assert partner.offers == [{"code": "pothole", "name": "Potholes <b>"}]

    facts = actions.PartnerFacts("x", "http://elsewhere.example", "", True, False, False)
    with speaking("en"), pytest.raises(NotAcceptable, match="PORTAL_OUTBOUND_HOSTS"):
        actions.change_partner(partner, facts)


def test_no_look_for_partners_work_reads_a_growing_table_from_end_to_end(county):
    without_scans()
    a_sent_case(county)
    with listening() as sent:
        worked(PULL)
        for before in (None, 10**9):
            queries.waiting_pushes(before)
            queries.log_of(queries.partners_by_name()[0], before)
        queries.waiting_count()
        queries.old_exchanges(NOW)

    found = [scan for said, given in sent for scan in scans_of(said, given, GROWING)]
    assert len(sent) > 10
    assert found == []


def dispatched(case, unit, *, by, note) -> None:
    policy, calendar = _rules()
    cases.dispatch(
        case, level=3, unit=unit, note=note, by=by, now=NOW, policy=policy, calendar=calendar
    )


def _rules():
    return policy_on(clock.today()), work_calendar()


def test_our_own_server_takes_what_we_send_once_and_tells_its_number(app, county, monkeypatch):
    by, now = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE), clock.now()
    _key, secret = make_key(NewKey("us", [Scope.REPORT], area_code=STREET_CODE), by=by, now=now)
    keyed = replace(app.config["SETTINGS"], partner_keys=(("county", secret),))
    monkeypatch.setitem(app.config, "SETTINGS", keyed)
    monkeypatch.setattr(outbound, "send", through(app))
    matter = a_matter()
    partner = a_partner(county, matter, knows_copies=True)
    partner.base_url, partner.jurisdiction_id = "http://127.0.0.1:9099/open311/v2", ""
    partner.services = {matter.code: {"code": matter.code, "attributes": {}}}
    case = a_dispatched_case(matter=matter, unit=partner.unit)
    note_clues([case.grid])

    worked()
    push = push_of(case)
    assert push.state is PushState.SENT, push.why
    theirs = db.session.scalars(select(Case).where(Case.number == push.request_id)).one()
    push.state, push.next_at = PushState.QUEUED, NOW  # as if the answer had been lost
    worked(MINUTE)

    assert push.state is PushState.SENT
    assert (push.request_id, theirs.matter) == (theirs.number, matter)
    assert theirs is not case
    assert db.session.scalar(select(func.count(Case.id)).where(Case.matter == matter)) == 2

    worked(2 * PULL)
    assert push.their_status == "open"


def through(app):
    """Send what we send to our own app, without a line between."""

    def send(request: outbound.Outgoing) -> outbound.Answer:
        path = request.url.removeprefix("http://127.0.0.1:9099")
        said = app.test_client().open(
            path, method=request.method, headers=dict(request.headers), data=request.body
        )
        return outbound.Answer(said.status_code, {}, said.data)

    return send
