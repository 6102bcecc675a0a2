"""GeoReport v2: reports by other systems, with a key, as good as those of residents."""

import io
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.accounts.rules import Role
from portal.cases.models import Case
from portal.cases.queries import case_by_number
from portal.db import db
from portal.exchange.actions import make_key, revoke_key
from portal.exchange.actions.keys import NewKey
from portal.exchange.models import KeptAnswer
from portal.exchange.rules import Scope
from portal.grids.actions import note_clues
from portal.messages.stored import Mail
from tests.factories import (
    DISTRICT_CODE,
    STREET_CODE,
    a_board,
    a_clerk,
    a_grid,
    a_matter,
    a_photo,
    a_unit,
    an_area,
)

POST = "/open311/v2/requests.json"


@pytest.fixture
def key(app):
    return a_key()[1]


def a_key(scopes=(Scope.REPORT,), **given):
    by = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)
    wanted = NewKey("路政系统", scopes, unit=a_unit(), **given)
    return make_key(wanted, by=by, now=clock.now())


def sent(client, key, *, address=POST, headers=None, **fields):
    data = {"api_key": key} | {name: value for name, value in fields.items() if value is not None}
    return client.post(address, data=data, headers=headers)


def the_case(page):
    assert page.status_code == 201, page.text
    return case_by_number(page.json[0]["service_request_id"])


def how_many():
    return db.session.scalar(select(func.count(Case.id)))


def test_a_report_becomes_a_case_like_that_of_a_resident(client, key):
    matter, grid = a_matter(), a_grid()

    page = sent(
        client,
        key,
        service_code=matter.code,
        address_id=grid.code,
        address_string="河边步道",
        lat="30.20123",
        long="120.20123",
        description="路灯坏了\r\n两盏",
        email="Li@example.cn",
        first_name="芳",
        last_name="李",
        device_id="phone-1",
        media_url="http://169.254.169.254/a.jpg",
    )

    case = the_case(page)
    assert (case.matter, case.grid, case.reported_by_id) == (matter, grid, None)
    assert (case.words, case.place_note) == ("路灯坏了\n两盏", "河边步道")
    assert (case.lat, case.lon, case.is_held) == (30.20123, 120.20123, False)
    assert case.contact.email == "Li@example.cn"
    (one,) = page.json
    assert one["account_id"] is None
    assert one["service_notice"]
    told = client.get(f"/open311/v2/requests/{case.number}.json")
    assert told.json[0]["status"] == "open"
    for secret in ("Li@example", "李", "phone-1", "步道", case.pin, case.follow_token):
        assert secret not in page.text + told.text


def test_a_reporter_who_left_an_address_is_told(client, key):
    written = messages_to("li@example.cn")

    page = sent(
        client, key, service_code=a_matter().code, address_id=a_grid().code, email="li@example.cn"
    )

    (mail,) = messages_to("li@example.cn")[len(written) :]
    assert page.json[0]["service_request_id"] in mail.subject + mail.body


def messages_to(address):
    return db.session.scalars(select(Mail).where(Mail.to == address)).all()


def test_a_place_is_told_by_grid_board_spot_or_name(client, key):
    grid = a_grid(outline=[[121, 31], [121.01, 31], [121.01, 31.01], [121, 31.01], [121, 31]])
    board, code = a_board(grid, code="H2J3K4"), a_matter().code
    note_clues([grid])
    ways = (
        {"address_id": grid.code},
        {"address_id": board.code.lower()},
        {"address_id": board.number},
        {"lat": "31.005", "long": "121.005"},
        {"address_string": grid.name},
    )
    for way in ways:
        assert the_case(sent(client, key, service_code=code, **way)).grid == grid, way


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"address_id": None}, id="no place"),
        pytest.param({"address_id": "330108002021999999"}, id="no such grid"),
        pytest.param({"address_id": None, "lat": "30.2"}, id="half a spot"),
        pytest.param({"address_id": None, "lat": "91", "long": "0"}, id="no spot on the earth"),
        pytest.param({"address_id": None, "lat": "50", "long": "8"}, id="a spot elsewhere"),
        pytest.param({"address_id": None, "address_string": "月球"}, id="an unknown address"),
        pytest.param({"address_string": "长" * 101}, id="a long address"),
        pytest.param({"service_code": None}, id="no service"),
        pytest.param({"description": "长" * 5000}, id="long words"),
        pytest.param({"email": "nobody"}, id="no e-mail"),
        pytest.param({"phone": "call me"}, id="no phone"),
        pytest.param({"attribute[colour]": "red"}, id="an attribute that is not asked"),
        pytest.param({"attribute[hours]": "teatime"}, id="no such value"),
        pytest.param({"attribute[building]": "长" * 201}, id="a long answer"),
        pytest.param({"attribute[building]": ["1", "2"]}, id="two answers"),
        pytest.param({"jurisdiction_id": "330108001"}, id="a place elsewhere"),
        pytest.param({"media": b"GIF89a"}, id="no photo"),
    ],
)
def test_what_cannot_be_kept_is_400_and_makes_no_case(client, key, fields):
    an_area("330108001021")
    matter = a_matter(evidence="照片+门牌号/楼栋号+发生时段")
    before = how_many()
    if media := fields.get("media"):
        fields = {"media": (io.BytesIO(media), "a.gif")}

    page = sent(client, key, **{"service_code": matter.code, "address_id": a_grid().code} | fields)

    assert (page.status_code, page.json[0]["code"]) == (400, 400)
    assert len(page.json[0]["description"]) > 5
    assert how_many() == before


def test_an_unknown_service_or_jurisdiction_is_404(client, key):
    grid = a_grid().code
    closed = a_matter(residents_may_report=False).code

    for code in ("nothing", closed):
        assert sent(client, key, service_code=code, address_id=grid).status_code == 404
    page = sent(
        client, key, service_code=a_matter().code, address_id=grid, jurisdiction_id="city.gov"
    )
    assert page.status_code == 404


def test_without_a_good_key_nothing_is_reported(client):
    fields = {"service_code": a_matter().code, "address_id": a_grid().code}
    reading = a_key(scopes=[Scope.READ_CASES])[1]
    over = a_key(ends_at=clock.now() - timedelta(minutes=1))[1]
    revoked, secret = a_key()
    revoke_key(revoked, reason="lost", by=revoked.made_by, now=clock.now())

    for wrong in (None, "", "guess", reading, over, secret):
        page = sent(client, wrong, address="/open311/v2/requests.xml", **fields)
        assert page.status_code == 403
        assert ElementTree.fromstring(page.data).findtext("error/code") == "403"
    assert client.post(f"{POST}?api_key={a_key()[1]}", data=fields).status_code == 403
    assert how_many() == 0


def test_answers_to_attributes_stand_below_the_description(client, key):
    matter = a_matter(evidence="照片或短视频（≤30秒）+楼栋号+发生时段")

    page = sent(
        client,
        key,
        service_code=matter.code,
        address_id=a_grid().code,
        description="装修太吵",
        locale="en",
        **{"attribute[hours][]": ["evening", "night"], "attribute[building]": "3幢"},
    )

    case = the_case(page)
    assert case.words.splitlines() == [
        "装修太吵",
        "Building or door plate, no flat number: 3幢",
        "At what time it happens: In the evening, After 22 at night",
    ]
    assert case.language == "en"


def test_photos_come_as_media_and_too_large_ones_are_413(client, key, monkeypatch):
    fields = {"service_code": a_matter().code, "address_id": a_grid().code}

    photo = (io.BytesIO(a_photo()), "a.jpg")
    assert len(the_case(sent(client, key, media=photo, **fields)).photos) == 1
    two = [(io.BytesIO(a_photo(colour)), "a.jpg") for colour in ("red", "blue")]
    assert len(the_case(sent(client, key, **{"media[]": two}, **fields)).photos) == 2
    many = [(io.BytesIO(a_photo()), "a.jpg") for _ in range(9)]
    assert sent(client, key, media=many, **fields).status_code == 400
    monkeypatch.setattr("portal.open311.report.MEGABYTE", 10)
    large = (io.BytesIO(a_photo()), "a.jpg")
    page = sent(client, key, media=large, **fields)
    assert (page.status_code, page.json[0]["code"]) == (413, 413)


def test_a_report_sent_twice_under_one_name_is_one_report(client, key):
    fields = {"service_code": a_matter().code, "address_id": a_grid().code}
    name = {"Idempotency-Key": "try-1"}

    first = sent(client, key, headers=name, media=(io.BytesIO(a_photo()), "a.jpg"), **fields)
    again = sent(client, key, headers=name, media=(io.BytesIO(a_photo()), "b.jpg"), **fields)
    other = sent(client, key, headers=name, description="另一件", **fields)
    elsewhere = sent(client, a_key()[1], headers=name, **fields)

    assert (again.status_code, again.data) == (201, first.data)
    assert again.content_type == first.content_type
    assert (other.status_code, other.json[0]["code"]) == (400, 400)
    assert the_case(elsewhere) != the_case(first)
    assert how_many() == 2
    db.session.query(KeptAnswer).delete()  # as after a day
    picture = (io.BytesIO(a_photo()), "c.jpg")
    late = sent(client, key, headers=name, media=picture, **fields)
    assert (the_case(late), how_many()) == (the_case(first), 2)
    db.session.query(KeptAnswer).delete()
    assert the_case(sent(client, key, headers=name, **fields)) != the_case(first)
    assert sent(client, key, headers={"Idempotency-Key": "x" * 201}, **fields).status_code == 400


def test_whoever_asks_for_a_token_gets_the_number_from_it(client, key):
    page = sent(client, key, service_code=a_matter().code, address_id=a_grid().code, answer="token")

    (one,) = page.json
    assert "service_request_id" not in one
    (found,) = client.get(f"/open311/v2/tokens/{one['token']}.json").json
    assert found["token"] == one["token"]
    assert case_by_number(found["service_request_id"]).request_key == one["token"]
    in_xml = client.get(f"/open311/v2/tokens/{one['token']}.xml")
    assert ElementTree.fromstring(in_xml.data).findtext("request/token") == one["token"]
    assert client.get("/open311/v2/tokens/unknown.json").status_code == 404


def test_a_key_that_sends_too_much_waits(key, another, database):
    code, grid = a_matter().code, a_grid().code
    limits = {"PORTAL_RATE_LIMITS": "on", "PORTAL_DATABASE_URL": database}
    busy = another(forms_need_tokens=True, **limits).test_client()

    assert {sent(busy, "guess").status_code for _ in range(60)} == {403}
    page = sent(busy, "guess")

    assert (page.status_code, page.json[0]["code"]) == (429, 429)
    assert sent(busy, key, service_code=code, address_id=grid).status_code == 201


def test_a_report_in_a_jurisdiction_is_taken_where_it_lies_in_it(client, key):
    page = sent(
        client,
        key,
        service_code=a_matter().code,
        address_id=a_grid().code,
        jurisdiction_id=STREET_CODE,
    )

    assert the_case(page).street.code == STREET_CODE
