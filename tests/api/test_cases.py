"""Cases as another system reads and changes them: in reach, by the same rules as a clerk."""

import io
import json
from datetime import timedelta

import pytest
from PIL import Image

from portal import clock
from portal.cases.queries import events_of
from portal.cases.rules import CaseStatus
from portal.db import db
from portal.exchange.jobs import forget_answers
from portal.exchange.models import KeptAnswer
from tests.api.cast import PROBLEM, of_street, of_unit
from tests.conftest import NOW
from tests.factories import a_case, a_dispatched_case, a_matter, a_photo, a_unit


def numbers(answer):
    return [case["number"] for case in answer.json["cases"]]


def test_a_key_reads_what_lies_in_its_reach_and_nothing_else(client):
    mine, theirs = a_dispatched_case(words="有人在 138 0000 1111 门口"), a_dispatched_case()
    system = of_unit(client, unit=mine.unit)

    assert numbers(system.get("/cases")) == [mine.number]
    assert system.get(f"/cases/{mine.number}").json["words"] == mine.words
    assert "words" not in system.get("/cases").json["cases"][0]
    for part in ("", "/history", "/photos/1"):
        assert system.get(f"/cases/{theirs.number}{part}").status_code == 404
    assert system.step(theirs.number, "take", headers={"If-Match": "*"}).status_code == 404
    assert set(numbers(of_street(client).get("/cases"))) == {mine.number, theirs.number}


def test_of_a_private_matter_only_the_community_is_told(client):
    case = a_dispatched_case(matter=a_matter(is_private=True))
    told = of_unit(client, unit=case.unit).get("/cases").json["cases"][0]

    assert (told["grid_code"], told["grid"], told["grid_en"]) == (None, None, None)
    assert told["community_code"] == case.community.code


def test_the_list_is_narrowed_and_walked_by_cursors(client):
    unit = a_unit()
    cases = [a_dispatched_case(unit=unit) for _ in range(3)]
    fresh = a_case(grid=cases[0].grid, matter=cases[0].matter)
    street = of_street(client)

    seen, path = [], "/cases?limit=2&status=dispatched"
    while path:
        page = street.get(path)
        seen += numbers(page)
        path = f"/cases?limit=2&status=dispatched&cursor={page.json['next']}"
        if page.json["next"] is None:
            break
        assert f"cursor={page.json['next']}" in page.headers["Link"]
    assert seen == [case.number for case in reversed(cases)]
    assert numbers(street.get(f"/cases?area={cases[0].grid.code}")) == [
        fresh.number,
        cases[0].number,
    ]
    assert numbers(street.get(f"/cases?matter={cases[1].matter.code}")) == [cases[1].number]
    assert len(numbers(street.get(f"/cases?unit={unit.code}"))) == 3

    with clock.stopped_at(NOW + timedelta(hours=1)):
        of_unit(client, unit=unit).step(cases[1].number, "take")
    assert numbers(street.get("/cases?updated_after=2026-09-21T10:30:00%2B08:00")) == [
        cases[1].number
    ]


@pytest.mark.parametrize(
    "asked", ["limit=0", "limit=x", "status=lost", "updated_after=2026-09-21", "cursr=1"]
)
def test_what_does_not_fit_its_description_is_refused_with_its_place(client, asked):
    answer = of_unit(client).get(f"/cases?{asked}")

    assert (answer.status_code, answer.mimetype) == (422, PROBLEM)
    assert [fault["at"] for fault in answer.json["errors"]] == ["/" + asked.partition("=")[0]]


def test_a_step_is_taken_for_the_state_that_was_read(client):
    case = a_dispatched_case()
    system = of_unit(client, unit=case.unit)
    read = system.get(f"/cases/{case.number}")
    same = system.get(f"/cases/{case.number}", headers={"If-None-Match": read.headers["ETag"]})

    blind = system.step(case.number, "take", headers={})
    taken = system.step(case.number, "take", words="师傅下午到")
    stale = system.step(
        case.number, "hand_up", words="不会", headers={"If-Match": read.headers["ETag"]}
    )

    assert same.status_code == 304
    assert "take" in read.json["steps"]
    assert (blind.status_code, taken.status_code, stale.status_code) == (428, 200, 412)
    assert taken.json["status"] == "in_hand"
    assert taken.headers["ETag"] == system.etag(case.number)
    newest = system.get(f"/cases/{case.number}/history").json["steps"][-1]
    assert (newest["step"], newest["words"]) == ("take", "师傅下午到")
    assert events_of(case)[-1].by == system.key.person


def test_a_key_can_do_what_a_clerk_of_its_unit_may_and_no_more(client):
    case = a_case()
    unit, other = a_unit(), a_unit()
    mine, street = of_unit(client, unit=unit), of_street(client)

    sent = street.step(case.number, "dispatch", level=3, unit=unit.code)
    not_theirs = mine.step(case.number, "recall", note="退回")
    nowhere = mine.step(case.number, "transfer", unit="no-such", words="不归我们")
    over = mine.step(case.number, "transfer", unit=other.code, words="归他们管")

    assert (sent.status_code, sent.json["unit_code"]) == (200, unit.code)
    assert (not_theirs.status_code, nowhere.status_code) == (403, 422)
    assert (over.status_code, over.json["unit_code"]) == (200, other.code)
    assert mine.step(case.number, "take").status_code == 403
    assert street.step(case.number, "decline", reason="test", words="测试").status_code == 409


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({"step": "fly"}, ["/step"]),
        ({"step": "return", "words": "  "}, ["/words"]),
        ({"step": "dispatch", "level": True, "to": "x"}, ["/level", "/to"]),
        ({"step": "resolve", "outcome": "done", "words": "\ud800"}, ["/words"]),
        ({"step": "ask_pause", "reason": "court", "until": "tomorrow", "words": "x"}, ["/until"]),
        ([], [""]),
    ],
    ids=str,
)
def test_a_step_that_is_not_as_described_is_refused_with_every_place(client, body, places):
    case = a_dispatched_case()
    answer = of_unit(client, unit=case.unit).post(
        f"/cases/{case.number}/steps", data=json.dumps(body), content_type="application/json"
    )

    assert answer.status_code == 422
    assert [fault["at"] for fault in answer.json["errors"]] == places


def test_photos_come_in_clean_and_show_how_it_looks_now(client):
    case = a_dispatched_case(matter=a_matter(evidence="前后照片"))
    system = of_unit(client, unit=case.unit)
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "Maker of phones"
    Image.new("RGB", (320, 240), "red").save(out, "JPEG", exif=exif)

    bare = system.step(case.number, "resolve", outcome="done", words="已修好")
    added = system.post(
        f"/cases/{case.number}/photos", data={"photos": [(io.BytesIO(out.getvalue()), "a.jpg")]}
    )
    (photo,) = added.json["photos"]
    done = system.step(case.number, "resolve", outcome="done", words="已修好", photos=[photo])
    shown = system.get(f"/cases/{case.number}/photos/{photo}")

    assert (bare.status_code, added.status_code, done.status_code) == (422, 201, 200)
    assert events_of(case)[-1].photos[0].key == events_of(case)[-2].photos[0].key
    assert shown.mimetype == "image/jpeg"
    assert b"Maker of phones" in out.getvalue()
    assert b"Maker of phones" not in shown.data


def test_what_is_no_photo_or_of_the_wrong_kind_is_refused(client, monkeypatch):
    case = a_dispatched_case()
    system, path = of_unit(client, unit=case.unit), f"/cases/{case.number}"
    too_many = [(io.BytesIO(a_photo()), f"{n}.jpg") for n in range(4)]

    assert system.post(f"{path}/photos", json={}).status_code == 415
    assert system.post(f"{path}/notes", data="note=x").status_code == 415
    assert (
        system.post(f"{path}/notes", data="{", content_type="application/json").status_code == 400
    )
    assert system.post(f"{path}/notes", json={"note": "长" * 300_000}).status_code == 413
    assert system.post(f"{path}/photos", data={"photos": too_many}).status_code == 422
    monkeypatch.setattr("portal.api.cases.MEGABYTE", 1)
    for content, status in ((b"no photo", 422), (a_photo(), 413)):
        sent = {"photos": (io.BytesIO(content), "a.jpg")}
        assert system.post(f"{path}/photos", data=sent).status_code == status


def test_a_request_that_is_sent_twice_is_done_once(client):
    case = a_dispatched_case()
    system, path = of_unit(client, unit=case.unit), f"/cases/{case.number}"
    once = {"Idempotency-Key": "9b1d"}

    first = system.post(f"{path}/notes", json={"note": "已联系"}, headers=once)
    again = system.post(f"{path}/notes", json={"note": "已联系"}, headers=once)
    other = system.post(f"{path}/notes", json={"note": "改天"}, headers=once)
    stranger = of_unit(client, unit=case.unit).post(
        f"{path}/notes", json={"note": "改天"}, headers=once
    )
    photo = {"photos": (io.BytesIO(a_photo()), "a.jpg")}
    two = [system.post(f"{path}/photos", data=photo, headers={"Idempotency-Key": "p"})]
    photo = {"photos": (io.BytesIO(a_photo()), "a.jpg")}
    two.append(system.post(f"{path}/photos", data=photo, headers={"Idempotency-Key": "p"}))

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])
    assert stranger.status_code == 201
    assert two[0].json == two[1].json
    assert [event.note for event in events_of(case)[2:]] == ["已联系", "改天", ""]


def test_answers_are_kept_for_a_day_and_then_forgotten(client):
    case = a_dispatched_case()
    system = of_unit(client, unit=case.unit)
    note = {"json": {"note": "已联系"}, "headers": {"Idempotency-Key": "k"}}
    system.post(f"/cases/{case.number}/notes", **note)

    with clock.stopped_at(NOW + timedelta(hours=23, minutes=59)):
        forget_answers()
        assert db.session.query(KeptAnswer).count() == 1
    with clock.stopped_at(NOW + timedelta(hours=24)):
        forget_answers()
        assert db.session.query(KeptAnswer).count() == 0
        system.post(f"/cases/{case.number}/notes", **note)
    assert case.status is CaseStatus.DISPATCHED
    assert len(events_of(case)) == 4
