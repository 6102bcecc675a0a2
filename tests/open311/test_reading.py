"""GeoReport v2: the same content in XML and JSON, and never a word about a person."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.rules import DeclineReason, Solved
from portal.policy.queries import policy_on, work_calendar
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_resolved_case,
)

ADDRESSES = ["/open311/discovery", "/open311/v2/services", "/open311/v2/requests/BJ20260921000000"]
MEDIA = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}


def asked(client, address, form="json", **query):
    return client.get(f"{address}.{form}", query_string=query)


def one_request(client, case, **query):
    (found,) = asked(client, f"/open311/v2/requests/{case.number}", **query).json
    return found


def as_plain(element):
    """An XML element as what its JSON would be."""
    children = list(element)
    if not children:
        return {"true": True, "false": False}.get(element.text or "", element.text)
    if len({child.tag for child in children}) == 1 and element.tag == f"{children[0].tag}s":
        return [as_plain(child) for child in children]
    if element.tag == "service_requests":
        return [as_plain(child) for child in children]
    return {child.tag: as_plain(child) for child in children}


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
    assert service["metadata"] is False
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
        "/open311/v2/requests/unknown",
    ]

    for address in addresses:
        in_xml = asked(client, address, "xml", locale=locale)
        in_json = asked(client, address, "json", locale=locale)
        assert in_xml.content_type == MEDIA["xml"]
        assert in_json.content_type == MEDIA["json"]
        assert in_xml.text.startswith('<?xml version="1.0" encoding="utf-8"?>')
        plain = as_plain(ElementTree.fromstring(in_xml.data))
        assert _as_text(plain) == _as_text(in_json.json), address


def _as_text(content):
    """Numbers as text: XML has only that."""
    return json.loads(json.dumps(content), parse_int=str)


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
@pytest.mark.parametrize("form", [".csv", ".XML", "", ".json.xml.txt"])
def test_a_format_that_is_not_spoken_is_404(client, address, form):
    assert client.get(address + form).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("form", MEDIA)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_this_door_is_for_reading(client, address, form, method):
    assert getattr(client, method)(f"{address}.{form}").status_code == 405


def test_a_jurisdiction_is_optional_where_there_is_only_one(client):
    case = a_case()

    assert one_request(client, case, jurisdiction_id="") == one_request(client, case)
    assert one_request(client, case, jurisdiction_id="city.gov") == one_request(client, case)
