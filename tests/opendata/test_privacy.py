"""No public page and no open file says a phone, a name or an e-mail that is not on a board.

Every address that can be opened without a secret is opened: a new one is covered
by itself, unless it stands here with a reason.
"""

import pytest

from portal import clock
from portal.db import db
from portal.exchange.queries import latest_snapshots
from portal.opendata.keeping import keep_open_data
from tests.factories import (
    a_board,
    a_case,
    a_matter,
    a_person,
    a_released_story,
    a_resolved_case,
    a_volunteer,
)

MARKS = ("Zzyzx", "曌曌", "18888888", "zzyzx.example")
SECRET = {  # opened only by a secret that one person was sent, or by whoever signs in
    "token": "what somebody was sent by message",
    "certificate": "is one person's own, who shows it on purpose",
    "key": "a key of the file store; photos have no words",
}
ALWAYS = ("/open-data/cases.csv", "/open-data/catalog.jsonld", "/open311/v2/requests.json")
NOT_HERE = ("/staff", "/api/", "/static")


@pytest.fixture
def places(app):
    """One of each thing that has a page, and people with marked names all over it."""
    board = a_board()
    matter = a_matter(is_private=False)
    marked = {"name": "曌曌曌", "phone": "18888888001", "email": "one@zzyzx.example"}
    person = a_person(**marked)
    for n in range(6):
        case = a_case(grid=board.grid, matter=matter, words=f"Zzyzx 曌曌 18888888{n:03}")
        case.place_note = "曌曌 18888888999"
        case.reported_by_id = person.id
    volunteer = a_volunteer(board.grid)
    volunteer.name, volunteer.phone, volunteer.email = marked.values()
    done = a_resolved_case(grid=board.grid)
    story = a_released_story()
    db.session.flush()
    keep_open_data(clock.now())
    day, (first, *_rest) = next(iter(latest_snapshots().items()))
    return {
        "code": board.code,
        "grid": board.grid.code,
        "area": board.grid.community.code,
        "matter": matter.code,
        "number": done.number,
        "story": str(story.id),
        "day": day.isoformat(),
        "name": first.name,
        "file": "cases-csv",
        "form": "json",
    }


def addresses(app, places):
    """Every address that everybody may open, with what is known filled in."""
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.rule.startswith(NOT_HERE):
            continue
        if rule.endpoint == "static" or app.view_functions[rule.endpoint].access is not None:
            continue
        asked = rule.arguments - set(rule.defaults or ())
        if asked & set(SECRET):
            continue
        if asked <= set(places):
            yield rule.build({name: places[name] for name in asked})[1]


def test_no_open_address_says_a_phone_a_name_or_an_email(app, client, places):
    opened, told = [], []
    for address in addresses(app, places):
        answer = client.get(address)
        if answer.status_code == 200:
            opened.append(address)
            told += [(address, mark) for mark in MARKS if mark.encode() in answer.data]
    for snapshot in latest_snapshots()[clock.day_of(clock.now())]:
        address = f"/open-data/snapshots/{places['day']}/{snapshot.name}"
        told += [(address, mark) for mark in MARKS if mark.encode() in client.get(address).data]

    assert told == []
    for always in (
        "/open-data/cases.csv",
        "/open-data/catalog.jsonld",
        "/open311/v2/requests.json",
    ):
        assert always in opened
    assert len(opened) > 40
