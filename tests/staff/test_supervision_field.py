"""Field work on the phone: worksheets that are blind, looks with photos, places, check-lists."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import stream_encode_multipart

from portal.accounts.rules import Role
from portal.cases.models import Photo
from portal.cases.rules import Outcome
from portal.db import db
from portal.files import keep_photo, read, read_small
from portal.supervision.models import CheckQuestion, SeenProblem, Visit
from portal.supervision.rules import FrameKind, VisitState
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_clerk,
    a_grid,
    a_matter,
    a_patrol,
    a_photo,
    a_place,
    a_resolved_case,
    a_unit,
    signed_in,
)
from tests.laws.test_pages import faults_of
from tests.plans import GROWING, listening, scans_of, without_scans
from tests.supervision.field_cast import (
    ITEMS,
    a_drawn_check,
    a_question,
    a_team,
    an_inspector,
    an_item,
    counted,
    stamps,
)

VISITS, PROBLEMS, QUESTIONS = (
    f"/staff/supervision/{name}" for name in ("visits", "problems", "questions")
)
# Words that stand nowhere but in what the handlers say and do, and in what is written later.
CLAIM, NOTE, UNIT, OUTCOME = "已清运三车垃圾", "内部备注甲乙", "消失的处置队", "Cannot be done now"


@pytest.fixture
def team(app):
    return a_team()


@pytest.fixture
def inspector(client, team):
    person = an_inspector(team)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


@pytest.fixture
def check(team):
    return a_drawn_check(team)


def a_handled_case(**given):
    """A case with all that an inspector must not know: unit, handler, claim, photo of after."""
    before, after = (keep_photo(a_photo(colour), most_bytes=10**6) for colour in ("red", "green"))
    unit = a_unit(name=UNIT, name_en="Vanishing Team")
    handler = a_clerk(Role.UNIT_CLERK, unit=unit, name="处置人丙")
    defaults = {"photos": [before], "photos_back": [after], "words_back": CLAIM, "unit": unit}
    case = a_resolved_case(
        **defaults | {"by": handler, "words": "楼下堆满了", "outcome": Outcome.CANNOT_NOW} | given
    )
    case.events[-1].note = NOTE
    case.place_note = "东门岗亭旁 13800001234"
    case.lat, case.lon = 30.205, 120.205
    db.session.flush()
    return case


def key_of(page, form):
    part = page[page.index(f'id="{form}') :]
    return re.search(r'name="key"[^>]*value="([^"]+)"', part)[1]


def send(client, address, form, photos=()):
    fields = MultiDict(form)
    for n, content in enumerate(photos):
        fields.add("photos", FileStorage(io.BytesIO(content), f"photo{n}.jpg"))
    body, _length, boundary = stream_encode_multipart(fields, use_tempfile=False)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(address, data=body.read(), content_type=kind)


def look(client, item, photos=(), **filled):
    page = client.get(f"{ITEMS}/{item.id}").text
    return send(client, f"{ITEMS}/{item.id}/look", {"key": key_of(page, "look-")} | filled, photos)


def answered(**more):
    asked = db.session.scalars(select(CheckQuestion)).all()
    return {f"q{question.id}": "yes" for question in asked} | more


def visits():
    return db.session.scalars(select(Visit).order_by(Visit.id)).all()


# blind


def told_by(responses):
    return "\n".join(response.get_data().decode(errors="replace") for response in responses)


def test_no_answer_to_an_inspector_says_what_was_claimed_decided_or_done(client, inspector, check):
    case = a_handled_case()
    item, question = an_item(check, case, inspector), a_question()
    address = f"{ITEMS}/{item.id}"
    before, after = (photo.id for photo in db.session.scalars(select(Photo).order_by(Photo.id)))
    seen = [client.get(ITEMS), client.get(address), client.get(f"{address}/photos/{before}")]
    seen.append(client.get(f"{address}/photos/{after}"))
    assert [response.status_code for response in seen] == [200, 200, 200, 404]
    seen.append(send(client, f"{address}/could-not", {"key": "x"}))
    seen.append(send(client, f"{address}/look", {"words": "?"}))
    assert [response.status_code for response in seen[-2:]] == [422, 422]
    seen.append(look(client, item, [a_photo()], **{f"q{question.id}": "no"}))
    seen += [client.get(seen[-1].location), client.get(address), client.get(VISITS)]
    seen += [
        client.get(f"{VISITS}/{visits()[0].id}"),
        client.get("/staff/"),
        client.get("/staff/tools"),
    ]
    told = told_by(seen)

    for secret in (
        CLAIM,
        NOTE,
        UNIT,
        "Vanishing Team",
        "处置人丙",
        OUTCOME,
        case.number,
        "13800001234",
    ):
        assert secret not in told, secret
    for page in (response.text for response in seen[:2]):
        assert "东门岗亭旁" in page
        assert case.matter.name_en in page
    assert read_small(case.photos[1].key) not in [response.get_data() for response in seen]
    assert read(case.photos[0].key) == seen[2].get_data()


def test_a_part_of_a_case_shows_the_photos_that_came_with_the_whole(client, inspector, check):
    whole, part = a_handled_case(), a_resolved_case()
    part.part_of_id = whole.id
    item = an_item(check, part, inspector)
    db.session.flush()

    page = client.get(f"{ITEMS}/{item.id}").text

    assert page.count("data:image/jpeg;base64,") == 1


def test_a_patrol_is_checked_without_its_walker_note_and_photos(client, inspector, team):
    grid = a_grid()
    walker = a_clerk(Role.GRID_WORKER, area_code=grid.code, name="巡查员丁")
    place = a_place(grid)
    patrol = a_patrol(grid, walker, note=NOTE, places=(place,))
    item = an_item(a_drawn_check(team, FrameKind.PATROLS), patrol, inspector)

    page = client.get(f"{ITEMS}/{item.id}").text

    assert place.name_en in page
    assert "巡查员丁" not in page
    assert NOTE not in page


def test_what_is_about_a_household_is_not_kept_on_a_phone(client, inspector, check):
    private = an_item(check, a_handled_case(matter=a_matter(is_private=True)), inspector)
    plain = an_item(check, a_handled_case(), inspector)

    page = client.get(ITEMS)

    assert page.headers["X-Keep-Offline"] == "day"
    assert page.text.count("东门岗亭旁") == 1
    kept_too = re.search(r'data-keep-too="([^"]*)"', page.text)[1]
    assert kept_too == f"{ITEMS}/{plain.id}"
    assert "X-Keep-Offline" not in client.get(f"{ITEMS}/{private.id}").headers
    assert client.get(f"{ITEMS}/{plain.id}").headers["X-Keep-Offline"] == "day"


def test_an_inspector_sees_no_worksheet_of_another_one_and_staff_see_none(
    client, inspector, check, team
):
    item = an_item(check, a_handled_case(), an_inspector(team))

    assert client.get(f"{ITEMS}/{item.id}").status_code == 404
    assert send(client, f"{ITEMS}/{item.id}/look", {}).status_code == 404
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))
    assert client.get(ITEMS).status_code == 403
    assert client.get(f"{ITEMS}/{item.id}").status_code == 403


# a look


def test_a_look_is_kept_with_its_photos_where_and_when_they_were_taken(client, inspector, check):
    item, question = an_item(check, a_handled_case(), inspector), a_question()
    assert list(faults_of(client.get(ITEMS).text, "en")) == []
    assert list(faults_of(client.get(f"{ITEMS}/{item.id}").text, "en")) == []
    at = (NOW - timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    stamped = stamps([at, 30.2054, 120.205], [at, None, None])

    answer = look(
        client,
        item,
        [a_photo("blue"), a_photo("white")],
        **answered(words="没有清", at=at, lat="30.2050", lon="120.2050", stamps=stamped),
    )

    assert answer.location == ITEMS
    [visit] = visits()
    assert [photo.metres for photo in visit.photos] == [44, None]
    assert visit.photos[0].taken_at == visit.at == NOW - timedelta(hours=2)
    assert visit.answers == [[question.words, question.words_en, "yes"]]
    page = client.get(f"{VISITS}/{visit.id}").text
    assert list(faults_of(page, "en")) == []
    assert "没有清" in page
    assert "44 m off" in page
    photo = client.get(f"{VISITS}/{visit.id}/photos/{visit.photos[0].id}")
    assert photo.mimetype == "image/jpeg"
    assert f"{ITEMS}/{item.id}" not in client.get(ITEMS).text


def test_a_look_without_an_answer_or_a_photo_comes_back_with_all_that_it_brought(
    client, inspector, check
):
    item = an_item(check, a_handled_case(), inspector)
    a_question()
    at = "2026-09-21T01:30:00.000Z"

    page = look(client, item, [a_photo()], words="半句话", stamps=stamps([at, 30.2, 120.2]))

    assert page.status_code == 422
    assert "Choose an answer" in page.text
    assert "半句话" in page.text
    assert visits() == []
    brought = dict(re.findall(r'name="(kept|stamped)"[^>]*value="([^"]+)"', page.text))
    brought = {name: words.replace("&#34;", '"') for name, words in brought.items()}
    again = {"key": key_of(page.text, "look-")} | brought | answered()
    assert send(client, f"{ITEMS}/{item.id}/look", again).status_code == 303
    [photo] = visits()[0].photos
    assert f"{photo.taken_at:%H:%M}" == "01:30"
    assert photo.lat == 30.2

    bare = an_item(check, a_handled_case(), inspector)
    assert "Take a photo" in look(client, bare, **answered()).text


def test_a_worksheet_from_an_outbox_is_taken_once_and_refused_in_words_when_it_is_too_late(
    client, inspector, check
):
    item = an_item(check, a_handled_case(matter=a_matter(is_private=True)), inspector)
    page = client.get(f"{ITEMS}/{item.id}").text
    form = {"key": key_of(page, "look-"), "words": "一次"}
    outbox = {"X-Outbox": "later", "Idempotency-Key": form["key"]}

    answers = [client.post(f"{ITEMS}/{item.id}/look", data=form, headers=outbox) for _ in range(2)]

    assert [answer.json["to"] for answer in answers] == [ITEMS, ITEMS]
    assert len(visits()) == 1
    late = {"key": "another-form-weeks-later", "words": "又一次"}
    headers = {"X-Outbox": "later", "Idempotency-Key": late["key"]}
    refused = client.post(f"{ITEMS}/{item.id}/look", data=late, headers=headers)
    assert refused.status_code == 409
    assert "kept already" in refused.json["said"]
    assert len(visits()) == 1


def test_what_could_not_be_checked_needs_a_reason_and_says_what_follows(client, inspector, check):
    item = an_item(check, a_handled_case(), inspector)
    address = f"{ITEMS}/{item.id}/could-not"
    key = key_of(client.get(f"{ITEMS}/{item.id}").text, "could-not-")

    assert "Choose a reason" in send(client, address, {"key": key}).text
    assert send(client, address, {"key": key, "reason": "tired"}).status_code == 422
    send(client, address, {"key": key, "reason": "locked"})
    assert "Try it again on another day" in client.get(ITEMS).text
    key = key_of(client.get(f"{ITEMS}/{item.id}").text, "could-not-")
    send(client, address, {"key": key, "reason": "built_over"})

    assert "The draw has no further ticket here" in client.get(ITEMS).text
    db.session.refresh(item)
    assert item.state is VisitState.COULD_NOT
    assert "nothing can show either way" in client.get(f"{VISITS}/{visits()[-1].id}").text


# places


@pytest.fixture
def place_item(team, inspector):
    place = a_place(a_grid(), lat=30.205, lon=120.205)
    return an_item(a_drawn_check(team, FrameKind.PLACES), place, inspector)


def note(client, item, matter, photos=(), **filled):
    page = client.get(f"{ITEMS}/{item.id}").text
    form = {"key": key_of(page, "problem-form"), "matter": matter.code} | filled
    return send(client, f"{ITEMS}/{item.id}/problems", form, photos)


def test_problems_of_a_place_are_noted_and_taken_back_and_the_list_is_handed_in(
    client, inspector, place_item
):
    matter, address = a_matter(), f"{ITEMS}/{place_item.id}"
    case = a_handled_case(grid=place_item.grid, matter=matter)
    assert note(client, place_item, matter).status_code == 422, "a photo is wanted"
    for words in ("一堆纸箱", "看错了"):
        noted = note(client, place_item, matter, [a_photo()], words=words)
        assert noted.status_code == 303
    right, wrong = db.session.scalars(select(SeenProblem).order_by(SeenProblem.id))
    page = client.get(address).text
    assert list(faults_of(page, "en")) == []
    assert case.number not in page
    assert client.get(f"{PROBLEMS}/{right.id}").status_code == 404, "not before the hand-in"
    assert client.post(f"{address}/problems/{wrong.id}/take-back").status_code == 303
    assert "看错了" not in client.get(address).text

    assert look(client, place_item, **answered()).status_code == 303

    assert client.post(f"{address}/problems/{right.id}/take-back").status_code == 404
    assert "一堆纸箱" in client.get(f"{VISITS}/{right.visit_id}").text


def handed_in(client, item):
    """A problem that was noted at a place and handed in, and the case that it is about."""
    matter = a_matter()
    case = a_handled_case(grid=item.grid, matter=matter)
    note(client, item, matter, [a_photo()], words="一堆纸箱", lat="30.205", lon="120.205")
    look(client, item, **answered())
    return db.session.scalars(select(SeenProblem)).one(), case


@pytest.fixture
def compared(client, inspector, place_item):
    return handed_in(client, place_item)


def test_a_problem_is_compared_with_what_was_reported_and_not_with_what_was_done(client, compared):
    problem, case = compared
    address = f"{PROBLEMS}/{problem.id}"

    assert address in client.get(VISITS).text
    page = client.get(address).text

    assert list(faults_of(page, "en")) == []
    assert case.number in page
    for secret in (CLAIM, UNIT, "Vanishing Team"):
        assert secret not in page
    first, later = case.photos
    assert client.get(f"{address}/photos/{first.id}").status_code == 200
    assert client.get(f"{address}/photos/{later.id}").status_code == 404


def test_a_person_says_which_report_it_is_and_may_say_it_again(client, compared, place_item):
    problem, case = compared
    match = f"{PROBLEMS}/{problem.id}/match"
    assert client.post(match, data={}).status_code == 422
    assert client.post(match, data={"case": "BJ20260101000001"}).status_code == 422

    answer = client.post(match, data={"case": case.number})
    assert "Had been reported" in client.get(answer.location).text
    client.post(match, data={"case": "none"})

    page = client.get(f"{VISITS}/{problem.visit_id}").text
    assert list(faults_of(page, "en")) == []
    assert "Nobody had reported it" in page
    assert counted(place_item.check) == (1, 0, 0)


def test_another_team_sees_neither_visits_nor_problems(client, compared):
    problem, _case = compared
    signed_in(client, an_inspector(a_team()))

    assert client.get(f"{PROBLEMS}/{problem.id}").status_code == 404
    assert client.get(f"{VISITS}/{problem.visit_id}").status_code == 404


def test_problems_are_noted_at_places_only(client, inspector, check):
    item = an_item(check, a_handled_case(), inspector)

    assert send(client, f"{ITEMS}/{item.id}/problems", {}).status_code == 404


# check-lists


def test_the_lead_asks_more_and_ends_questions_and_worksheets_follow(client, team, check):
    lead = an_inspector(team, Role.INSPECTION_LEAD)
    signed_in(client, lead)
    client.set_cookie("lang", "en")
    item = an_item(check, a_handled_case(), lead)
    address = f"{QUESTIONS}/{item.check.frame.value}"
    assert list(faults_of(client.get(QUESTIONS).text, "en")) == []

    assert client.post(address, data={"words": ""}).status_code == 422
    assert client.post(f"{QUESTIONS}/nothing", data={"words": "什么？"}).status_code == 404
    asked = client.post(address, data={"words": "门口干净吗？", "words_en": "Is the door clean?"})
    assert client.post(address, data={"words": "门口干净吗？"}).status_code == 422

    assert "Is the door clean?" in client.get(asked.location).text
    assert "Is the door clean?" in client.get(f"{ITEMS}/{item.id}").text
    [question] = db.session.scalars(select(CheckQuestion))
    assert client.post(f"{QUESTIONS}/{question.id}/end").status_code == 303
    assert client.post(f"{QUESTIONS}/{question.id}/end").status_code == 404
    assert "Is the door clean?" not in client.get(f"{ITEMS}/{item.id}").text


def test_an_inspector_changes_no_check_list(client, inspector):
    assert client.get(QUESTIONS).status_code == 403
    assert client.post(f"{QUESTIONS}/places", data={"words": "?"}).status_code == 403


@pytest.fixture
def no_scans(app):
    without_scans()


@pytest.mark.usefixtures("no_scans")
def test_no_page_of_field_work_reads_a_growing_table_from_end_to_end(
    client, inspector, check, place_item
):
    problem, case = handed_in(client, place_item)
    item = an_item(check, case, inspector)
    patrol = a_patrol(item.grid, inspector)
    an_item(a_drawn_check(check.team, FrameKind.PATROLS), patrol, inspector)
    addresses = [ITEMS, f"{ITEMS}/{item.id}", VISITS, f"{VISITS}?after=99"]
    addresses += [f"{VISITS}/{problem.visit_id}", f"{PROBLEMS}/{problem.id}"]
    found = []

    for address in addresses:
        with listening() as sent:
            assert client.get(address).status_code == 200, address
        found += [f"{address}: {scan}" for said, given in sent for scan in scans(said, given)]

    assert found == []


def scans(said, given):
    return [f"{scan}: {said}" for scan in scans_of(said, given, GROWING)]
