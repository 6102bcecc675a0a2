"""Each request is one line of JSON that names nobody's secret."""

import json
import logging

from portal.accounts.rules import Role
from portal.app import JsonLines
from tests.factories import DISTRICT_CODE, a_clerk, a_resolved_case, signed_in


def test_each_request_is_one_line_of_json_that_names_nobodys_secret(client, caplog):
    caplog.set_level(logging.INFO)
    case = a_resolved_case()
    follow, rating = case.follow_token, case.ratings[0].token
    number, pin = case.number, case.pin
    caplog.clear()

    answers = [
        client.get(f"/f/{follow}"),
        client.get(f"/f/{follow}/photos/1"),
        client.get(f"/r/{rating}"),
        client.post(f"/r/{rating}/stars", data={"stars": "6"}),
        client.post(f"/r/{rating}/stars", data={"stars": "5"}),
        client.post("/track", data={"number": number, "pin": pin}),
        client.get(f"/nowhere/{follow}"),
    ]

    requests = [record for record in caplog.records if record.name == "portal.request"]
    lines = [JsonLines().format(record) for record in requests]
    read = [json.loads(line) for line in lines]
    assert [line["request_id"] for line in read] == [a.headers["X-Request-Id"] for a in answers]
    assert [line["status"] for line in read] == [answer.status_code for answer in answers]
    assert read[0]["view"] == "public.follow"
    assert set(read[0]) == {
        *("at", "level", "logger", "message", "request_id", "method", "view", "status", "ms"),
        *("person", "from"),
    }
    everything = "\n".join(JsonLines().format(record) for record in caplog.records)
    for secret in (follow, rating, pin):
        assert secret not in everything


def test_staff_are_named_by_their_number_and_only_where_a_page_knew_them(client, caplog):
    caplog.set_level(logging.INFO, "portal.request")
    person = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    signed_in(client, person)

    client.get("/staff/")
    client.get("/static/css/portal.css")

    numbers = [record.facts["person"] for record in caplog.records]
    assert numbers == [person.number, None]
