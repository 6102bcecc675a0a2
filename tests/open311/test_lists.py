"""GeoReport v2: lists of requests by every filter, ninety days and a thousand at most."""

from datetime import datetime, timedelta

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.rules import DeclineReason
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    an_area,
)
from tests.plans import GROWING, listening, scans_of, without_scans

LIST = "/open311/v2/requests.json"


def numbers(client, **query):
    page = client.get(LIST, query_string=query)
    assert page.status_code == 200, page.text
    return [one["service_request_id"] for one in page.json]


def told(moment: datetime) -> str:
    return moment.astimezone(clock.LOCAL).isoformat(timespec="seconds")


def declined(**given):
    case = a_case(**given)
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    with clock.stopped_at(given.get("now") or NOW):
        actions.decline(case, reason=DeclineReason.TEST, words="测试", by=by, now=clock.now())
    return case


def test_the_latest_come_first_and_pages_end_with_an_empty_one(client):
    cases = [a_case(now=NOW - timedelta(days=n)) for n in range(5)]
    newest_first = [case.number for case in cases]

    assert numbers(client) == newest_first
    pages = [numbers(client, page=n, page_size=2) for n in (1, 2, 3, 4)]
    assert pages == [newest_first[:2], newest_first[2:4], newest_first[4:], []]
    assert client.get("/open311/v2/requests.xml?page=9").text.endswith("<service_requests />")


def test_a_list_covers_the_most_recent_ninety_days_unless_dates_are_given(client):
    recent, old = (a_case(now=NOW - timedelta(days=days)) for days in (89, 91))
    start = NOW - timedelta(days=92)

    assert numbers(client) == [recent.number]
    assert numbers(client, start_date=told(start)) == [recent.number, old.number]
    assert numbers(client, end_date=told(NOW - timedelta(days=90))) == [old.number]
    assert numbers(client, start_date=told(start), end_date=told(old.reported_at)) == [old.number]
    # Any zone will do, and a plus sign that was sent as it is.
    elsewhere = (old.reported_at + timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert numbers(client, start_date=elsewhere) == [recent.number]
    as_sent = client.get(f"{LIST}?start_date={told(start)}")
    assert len(as_sent.json) == 2


def test_lists_are_filtered_by_service_and_status(client):
    first, second, third = a_matter(), a_matter(), a_matter()
    open_one, other = a_case(matter=first), a_dispatched_case(matter=second)
    over = declined(matter=third)

    assert numbers(client, service_code=first.code) == [open_one.number]
    both = f"{second.code}, {third.code}"
    assert set(numbers(client, service_code=both)) == {other.number, over.number}
    assert numbers(client, status="closed") == [over.number]
    assert set(numbers(client, status="open")) == {open_one.number, other.number}
    assert len(numbers(client, status="open,closed")) == 3
    assert numbers(client, status="open", service_code=third.code) == []
    assert numbers(client, service_code="nothing") == []
    assert len(numbers(client, status="", service_code="", page="")) == 3


def test_ids_override_every_other_filter(client):
    old, other = a_case(now=NOW - timedelta(days=300)), a_case()
    ids = f"{old.number},nothing"

    assert numbers(client, service_request_id=ids, status="closed", page=7) == [old.number]
    assert set(numbers(client, service_request_id=f"{other.number},{old.number}")) == {
        old.number,
        other.number,
    }


def test_a_jurisdiction_limits_a_list_to_its_street(client):
    here, there = a_case(), a_case(grid=a_grid(community=an_area("330108001021")))

    assert numbers(client, jurisdiction_id=STREET_CODE) == [here.number]
    assert numbers(client, jurisdiction_id="330108001") == [there.number]
    assert set(numbers(client, jurisdiction_id=DISTRICT_CODE)) == {here.number, there.number}
    assert numbers(client, service_request_id=here.number, jurisdiction_id="330108001") == []


def test_a_list_by_updates_holds_what_happened_in_that_time_the_latest_first(client):
    long_ago = NOW - timedelta(days=200)
    early, late = a_case(now=long_ago), a_case(now=long_ago + timedelta(days=1))
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    for case, at in ((early, NOW), (late, NOW - timedelta(days=3))):
        actions.note(case, note="看过了", by=by, now=at)
    joined = a_case(now=long_ago)
    joined.merged_into = early
    a_case(now=long_ago)  # nothing has happened to it since

    since = told(NOW - timedelta(days=10))
    assert numbers(client, updated_after=since)[-1] == late.number
    assert set(numbers(client, updated_after=since)) == {early.number, late.number, joined.number}
    before = told(NOW - timedelta(days=2))
    assert numbers(client, updated_after=since, updated_before=before) == [late.number]


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "yesterday"},
        {"start_date": "2026-09-01T00:00:00"},
        {"end_date": "2026-09-01"},
        {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-09-01T00:00:00Z"},
        {"start_date": "2026-09-02T00:00:00Z", "end_date": "2026-09-01T00:00:00Z"},
        {"updated_after": "2026-13-01T00:00:00Z"},
        {"status": "resolved"},
        {"page": "0"},
        {"page": "-1"},
        {"page_size": "many"},
        {"page_size": "٣"},
        {"service_code": "A," * 2000 + ",".join(f"B{n}" for n in range(1001))},
    ],
    ids=lambda query: ", ".join(f"{name} {value[:12]}" for name, value in query.items()),
)
def test_a_filter_that_cannot_be_read_is_400_and_says_why(app, client, query):
    with app.test_request_context():
        page = client.get(LIST, query_string=query)

    assert page.status_code == 400
    (error,) = page.json
    assert error["code"] == 400
    assert len(error["description"]) > 5


QUERIES = {
    "all": {},
    "dates": {"start_date": "2026-08-01T00:00:00Z"},
    "page": {"page": 3, "page_size": 100},
    "services": {"service_code": "T001,T002"},
    "open": {"status": "open"},
    "closed": {"status": "closed", "extensions": "true"},
    "street": {"jurisdiction_id": STREET_CODE},
    "ids": {"service_request_id": "BJ20260921000016,BJ20260921000024"},
    "updates": {"updated_after": "2026-08-01T00:00:00Z", "status": "open"},
    "updates of old": {
        "updated_before": "2026-08-01T00:00:00Z",
        "end_date": "2026-07-01T00:00:00Z",
    },
}


def test_no_list_reads_a_growing_table_from_end_to_end(client):
    without_scans()
    a_dispatched_case()
    declined()
    found = []

    for name, query in QUERIES.items():
        with listening() as sent:
            numbers(client, **query)
        found += [(name, scan) for said in sent for scan in scans_of(*said, GROWING)]

    assert found == []
