"""GeoReport v2: the same content in XML and JSON, and never a word about a person."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.rules import CaseStatus, DeclineReason, Outcome, Solved
from portal.cases.rules.duplicates import Position
from portal.policy.queries import policy_on, work_calendar
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    STREET_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_grid,
    a_matter,
    a_resolved_case,
    an_area,
)
from tests.open311.xml_read import as_text, plain

ADDRESSES = ["/open311/discovery", "/open311/v2/services", "/open311/v2/requests/BJ20260921000000"]
PLACE = Position(30.20123, 120.20123)
MEDIA = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


def asked(client, address, form="json", **query):
    return client.get(f"{address}.{form}", query_string=query)


def one_request(client, case, **query):
    (found,) = asked(client, f"/open311/v2/requests/{case.number}", **query).json
    return found


def test_discovery_leads_to_the_interface_in_both_formats(client):
    found = asked(client, "/open311/discovery").json

    (endpoint,) = found["endpoints"]
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    assert endpoint["url"] == "http://localhost:8000/open311/v2"
    assert endpoint["type"] == "test"
    assert endpoint["formats"] == ["text/xml", "application/json"]
    assert datetime.fromisoformat(found["changeset"]).tzinfo


def test_services_are_the_matters_that_residents_may_report(client):
    listed = a_matter(name="占道经营", name_en="Trading on the public way", days=5)
    a_matter(residents_may_report=False)
    a_matter(is_info=True)

    (service,) = asked(client, "/open311/v2/services").json

    assert service["service_code"] == listed.code
    assert service["service_name"] == "占道经营"
    assert service["type"] == "realtime"
    assert service["group"] == "网格事件类"
    assert "社区网格事项" in service["keywords"].split(", ")


@pytest.mark.parametrize(
    ("locale", "name"),
    [
        pytest.param("", "占道经营", id="an empty one is as none"),
        pytest.param("zh", "占道经营", id="zh"),
        pytest.param("zh-CN", "占道经营", id="zh with its land"),
        pytest.param("en", "Trading on the public way", id="en"),
        pytest.param("en_GB", "Trading on the public way", id="en with its land"),
    ],
)
def test_names_come_in_the_language_asked_for(client, locale, name):
    a_matter()

    assert asked(client, "/open311/v2/services", locale=locale).json[0]["service_name"] == name


def test_the_readers_browser_does_not_change_what_a_machine_gets(client):
    a_matter()

    page = client.get("/open311/v2/services.json", headers={"Accept-Language": "en"})

    assert page.json[0]["service_name"] == "占道经营"


def test_a_dispatched_case_says_with_whom_it_is_and_by_when(client):
    case = a_dispatched_case()

    found = one_request(client, case)

    assert found["service_request_id"] == case.number
    assert found["status"] == "open"
    assert found["service_code"] == case.matter.code
    assert found["service_name"] == case.matter.name
    assert found["agency_responsible"] == case.unit.name
    assert found["requested_datetime"] == "2026-09-21T10:00:00+08:00"
    assert found["updated_datetime"] == "2026-09-21T10:00:00+08:00"
    assert found["expected_datetime"] == f"{case.due_on}T23:59:59+08:00"
    assert found["address"] == case.grid.name
    assert found["zipcode"] is None


def test_before_its_dispatch_a_case_has_the_promise_and_no_unit(client):
    case = a_case()

    found = one_request(client, case)

    assert found["agency_responsible"] is None
    assert found["expected_datetime"] == f"{case.promised_on}T23:59:59+08:00"


def test_resolved_is_still_open_and_confirmed_is_closed(client):
    case = a_resolved_case()
    assert one_request(client, case)["status"] == "open"

    later = datetime(2026, 9, 23, 1, 30, tzinfo=UTC)
    policy, calendar = policy_on(clock.today()), work_calendar()
    actions.say_solved(case.ratings[0], Solved.YES, now=later, policy=policy, calendar=calendar)
    found = one_request(client, case)

    assert found["status"] == "closed"
    assert found["updated_datetime"] == "2026-09-23T09:30:00+08:00"


def test_a_declined_case_is_closed_and_expected_no_more(client):
    case, now = a_case(), clock.now()
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.decline(case, reason=DeclineReason.TEST, words="测试，不受理", by=by, now=now)

    found = one_request(client, case)

    assert (found["status"], found["expected_datetime"]) == ("closed", None)


@pytest.mark.parametrize("form", ["xml", "json"])
def test_nothing_personal_is_ever_told(client, form):
    phone, words, place = "13812345678", "三单元张阿姨家门口", "3幢2单元501"
    worker = a_clerk(Role.GRID_WORKER, area_code=COMMUNITY_CODE + "001")
    contact = actions.ContactGiven(phone=phone)
    case = a_case(words=words, place_note=place, contact=contact, by=worker)

    told = asked(client, f"/open311/v2/requests/{case.number}", form).get_data(as_text=True)

    assert case.number in told
    secrets = (phone, words, place, worker.name, worker.number)
    for secret in (*secrets, case.follow_token, case.pin, case.request_key):
        assert secret not in told


@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_private_matter_says_no_more_of_its_place_than_the_community(client, form):
    case = a_case(matter=a_matter(is_private=True))

    told = asked(client, f"/open311/v2/requests/{case.number}", form).get_data(as_text=True)

    assert case.community.name in told
    assert case.grid.name not in told
    assert case.grid.code not in told


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_xml_and_json_hold_the_same(client, locale):
    a_matter(short_name="占道")
    cases = [a_case(), a_dispatched_case(matter=a_matter(is_private=True))]
    addresses = [
        "/open311/discovery",
        "/open311/v2/services",
        *(f"/open311/v2/requests/{case.number}" for case in cases),
        "/open311/v2/requests",
        f"/open311/v2/services/{cases[0].matter.code}",
        "/open311/v2/requests/unknown",
    ]

    for address in addresses:
        in_xml = asked(client, address, "xml", locale=locale, extensions="true")
        in_json = asked(client, address, "json", locale=locale, extensions="true")
        assert in_xml.content_type == MEDIA["xml"]
        assert in_json.content_type == MEDIA["json"]
        assert in_xml.text.startswith('<?xml version="1.0" encoding="utf-8"?>')
        assert plain(in_xml.data) == as_text(in_json.json), address


def test_names_that_xml_could_not_hold_are_mended_in_both_formats(client):
    odd = '井盖<b>&"缺失\x0b\ufffe'
    a_matter(name=odd)

    in_json = asked(client, "/open311/v2/services").json[0]["service_name"]
    in_xml = ElementTree.fromstring(asked(client, "/open311/v2/services", "xml").data)

    assert in_json == '井盖<b>&"缺失\ufffd\ufffd'
    assert in_xml.findtext("service/service_name") == in_json


def test_without_matters_the_lists_are_empty_and_not_wrong(client):
    assert asked(client, "/open311/v2/services").json == []
    assert len(ElementTree.fromstring(asked(client, "/open311/v2/services", "xml").data)) == 0


@pytest.mark.parametrize(
    "number", ["BJ20260921999990", "nothing", "BJ2026'--", "%3Cscript%3E"], ids=lambda n: n
)
def test_an_unknown_number_is_404_in_the_asked_format(client, number):
    in_json = asked(client, f"/open311/v2/requests/{number}")
    in_xml = asked(client, f"/open311/v2/requests/{number}", "xml")

    assert (in_json.status_code, in_xml.status_code) == (404, 404)
    assert in_json.content_type == MEDIA["json"]
    assert in_xml.content_type == MEDIA["xml"]
    (error,) = in_json.json
    assert error["code"] == 404
    assert error["description"]
    assert ElementTree.fromstring(in_xml.data).findtext("error/code") == "404"


def test_a_language_that_is_not_spoken_is_400_in_the_asked_format(client):
    in_json = asked(client, "/open311/v2/services", locale="fr")
    in_xml = asked(client, "/open311/v2/services", "xml", locale="fr")

    assert (in_json.status_code, in_xml.status_code) == (400, 400)
    assert in_json.json[0]["code"] == 400
    assert ElementTree.fromstring(in_xml.data).tag == "errors"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_format_that_is_not_spoken_is_406_as_xml(client, address):
    for form in (".csv", ".XML", ".json.xml.txt"):
        page = client.get(address + form)
        assert (page.status_code, page.content_type) == (406, MEDIA["xml"])
        assert ElementTree.fromstring(page.data).findtext("error/code") == "406"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_there_to_be_read_takes_no_other_method(client, address):
    for method in ("post", "put", "delete"):
        assert getattr(client, method)(f"{address}.json").status_code == 405


def test_a_jurisdiction_is_a_street_and_optional(client):
    here, there = a_case(), a_case(grid=a_grid(community=an_area("330108001021")))
    listed = asked(client, "/open311/discovery").json["jurisdictions"]

    assert [one["jurisdiction_id"] for one in listed] == ["330108001", STREET_CODE]
    assert one_request(client, here, jurisdiction_id="") == one_request(client, here)
    assert one_request(client, here, jurisdiction_id=STREET_CODE) == one_request(client, here)
    address = f"/open311/v2/requests/{there.number}"
    assert asked(client, address, jurisdiction_id=STREET_CODE).status_code == 404
    assert len(asked(client, address, jurisdiction_id=DISTRICT_CODE).json) == 1


@pytest.mark.parametrize("code", ["city.gov", COMMUNITY_CODE, "330108999"])
def test_an_unknown_jurisdiction_is_404_wherever_it_is_named(client, code):
    case = a_case()
    one = f"/open311/v2/requests/{case.number}"
    for address in (one, "/open311/v2/requests", "/open311/v2/services"):
        page = asked(client, address, jurisdiction_id=code)
        assert (page.status_code, page.json[0]["code"]) == (404, 404), address


def test_a_request_has_the_middle_of_its_grid_and_of_a_private_one_nothing(client):
    open_to_see, private = a_case(place=PLACE), a_case(matter=a_matter(is_private=True))

    found = one_request(client, open_to_see)
    assert (found["lat"], found["long"]) == (30.205, 120.205)
    assert found["address_id"] == open_to_see.grid.code
    found = one_request(client, private)
    assert (found["lat"], found["long"], found["address_id"]) == (None, None, None)


def test_a_note_says_more_than_the_status_in_the_language_asked_for(client):
    case = a_resolved_case(outcome=Outcome.NOT_FOUND)

    found = one_request(client, case, locale="en")

    assert found["status"] == "open"
    assert found["status_notes"] == "The unit looked and did not find it."


def test_the_history_comes_as_an_extension_without_words_or_names(client):
    case = a_resolved_case(words_back="张阿姨在家，已谈妥")
    by = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.note(case, note="电话 13812345678", by=by, now=clock.now())

    assert "notes" not in one_request(client, case)
    page = asked(client, f"/open311/v2/requests/{case.number}", extensions="true", locale="en")

    notes = page.json[0]["notes"]
    assert [note["description"] for note in notes] == [
        "Reported.",
        "Passed to a unit.",
        "The unit says that it is resolved.",
    ]
    assert notes[0]["datetime"] == "2026-09-21T10:00:00+08:00"
    assert "张阿姨" not in page.text


def test_satisfaction_of_a_service_is_an_extension_and_told_from_five_answers_on(client):
    matter, few = a_matter(), a_matter()
    for stars, about in [(5, matter), (4, matter), (1, matter), (2, matter), (5, matter), (1, few)]:
        rating = a_resolved_case(matter=about).ratings[0]
        rating.stars, rating.answered_at = stars, clock.now()
    a_resolved_case(matter=matter)  # asked, and silent

    services = asked(client, "/open311/v2/services", extensions="true").json
    told = {one["service_code"]: one["satisfaction"] for one in services}

    assert told[matter.code] == {"asked": 6, "answered": 5, "satisfied": 3}
    assert told[few.code] is None
    assert "satisfaction" not in asked(client, "/open311/v2/services").json[0]


def test_a_report_that_was_joined_stands_where_the_other_one_does(client):
    main, joined = a_dispatched_case(), a_case()
    joined.merged_into, joined.status = main, CaseStatus.MERGED
    joined.closed_at = clock.now()

    found = one_request(client, joined)

    assert found["service_request_id"] == joined.number
    assert (found["status"], found["agency_responsible"]) == ("open", main.unit.name)


def test_a_service_defines_what_its_matter_asks_besides(client):
    matter = a_matter(evidence="照片或短视频（≤30秒）+定位+发生时段")
    plain = a_matter(evidence="")
    assert {
        one["service_code"]: one["metadata"] for one in asked(client, "/open311/v2/services").json
    } == {matter.code: True, plain.code: False}

    found = asked(client, f"/open311/v2/services/{matter.code}", locale="en").json

    assert found["service_code"] == matter.code
    photo, hours = found["attributes"]
    assert (photo["variable"], photo["order"], photo["required"]) == (False, 1, False)
    assert (hours["code"], hours["variable"], hours["order"]) == ("hours", True, 2)
    assert hours["datatype"] == "multivaluelist"
    assert hours["values"][-1] == {"key": "night", "name": "After 22 at night"}
    assert asked(client, "/open311/v2/services/nothing").status_code == 404


def test_a_matter_that_residents_cannot_report_is_no_service(client):
    for matter in (a_matter(residents_may_report=False), a_matter(is_info=True)):
        assert asked(client, f"/open311/v2/services/{matter.code}").status_code == 404
