"""No public address says a phone, a name or an e-mail that is not meant to hang on a board.

Every address that can be read without signing in is opened: a new one is covered by
itself, or it stands here with the reason why it is not opened.
"""

import io
import zipfile
from itertools import product

import pypdf
import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases.models import Contact
from portal.db import db
from portal.exchange.queries import latest_snapshots
from portal.grids.rules import Duty
from portal.opendata.keeping import keep_open_data
from portal.publicity.queries import release_of
from tests.factories import (
    DISTRICT_CODE,
    a_board,
    a_case,
    a_clerk,
    a_matter,
    a_person,
    a_released_story,
    a_resolved_case,
    a_volunteer,
    an_appointment,
)
from tests.public.results_cast import published
from tests.supervision import cast
from tests.supervision.results_cast import ended

NOBODYS = ("Zzyzx", "曌曌", "18888888", "zzyzx.example")  # reporters, volunteers, clerks
WORKERS = ("犇犇犇", "0571-77777777")  # whoever works in a grid
BY_DESIGN = {  # a grid's worker is named where residents look for help: name, duty, work phone
    "public.show_board": "the board's page is the board that hangs in the grid",
    "public.board_pdf": "the board to print",
    "public.board_svg": "the board to print",
}
PERSONAL = "opened by a secret that one person was sent"
KEYED = "asks for a department's key: refused without one"
NOT_OPENED = {
    "api.list_cases": KEYED,
    "api.list_matters": KEYED,
    "api.list_periods": KEYED,
    "api.list_units": KEYED,
    "api.show_case": KEYED,
    "api.show_figures": KEYED,
    "api.show_history": KEYED,
    "api.show_photo": KEYED,
    "open311.show_token": "leads to a request, whose own address is opened",
    "public.case_photo": PERSONAL,
    "public.follow": PERSONAL,
    "public.follow_code": PERSONAL,
    "public.follow_feed": PERSONAL,
    "public.rate": PERSONAL,
    "public.received": PERSONAL,
    "public.show_application": PERSONAL,
    "public.show_following": PERSONAL,
    "staff.show_link": PERSONAL,
    "public.check_certificate": "shown by whom it names, who handed out its number",
    "public.ready": "says in a word whether all is well, which without a worker it is not",
    "public.outbox_page": "only on instances that send nothing",
    "public.same_photo": "a picture without words",
}


MARKED = {"name": "曌曌曌", "phone": "18888888001", "email": "one@zzyzx.example"}


def people_in(grid, matter):
    """Marked reporters, a volunteer and a clerk, and somebody who works in the grid."""
    person = a_person(**MARKED)
    for n in range(6):
        case = a_case(grid=grid, matter=matter, words=f"Zzyzx 曌曌 18888888{n:03}")
        case.place_note = "曌曌 18888888999"
        case.reported_by_id = person.id
        reached = {"phone": f"18888888{n:03}", "email": f"{n}@zzyzx.example"}
        db.session.add(Contact(case=case, consented_at=clock.now(), **reached))
    volunteer = a_volunteer(grid)
    volunteer.name, volunteer.phone, volunteer.email = MARKED.values()
    worker = a_person(name=WORKERS[0], phone=WORKERS[1], email="work@zzyzx.example")
    an_appointment(grid, Duty.FULL_TIME_WORKER, person=worker)


def checks_in(grid):
    """A spot check that is drawn and one that is over; those who look are marked."""
    cast.closed_cases(grid, 12)
    checks = [cast.a_check(cast.a_team(code)) for code in ("JD-1", "JD-2")]
    for check in checks:
        for member in check.team.members:  # their names stand beside the seed that they threw
            member.person.phone, member.person.email = MARKED["phone"], MARKED["email"]
        cast.drawn(check)
    ended(checks[1])
    return [check.code for check in checks]


@pytest.fixture
def places(app):
    """Marked people all over the portal; return what addresses hold, by the argument's name."""
    board, matter = a_board(), a_matter(is_private=False)
    people_in(board.grid, matter)
    clerk = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE, **MARKED)
    done, story = a_resolved_case(grid=board.grid, by=clerk), a_released_story()
    published(number=1)
    checks = checks_in(board.grid)
    keep_open_data(clock.now())
    day, kept = next(iter(latest_snapshots().items()))
    return {
        "code": [board.code, matter.code, release_of(story.case.photos[0]).code],
        "number": [done.number],
        "story": [story.code],
        "day": [day.isoformat()],
        "name": [one.name for one in kept],
        "file": ["cases-csv", "boards-csv"],
        "form": ["json", "xml"],
        "period": ["2026-08"],
        "edition": ["r1"],
        "who": ["district", "grid", "community", "unit"],
        "which": [board.grid.code, "330108", "330108002021", "330108002021001", "U1"],
        "indicator": ["satisfaction", "on_time_rate"],
        "check": checks,
    }


def addresses(rule, places):
    """Every address of a rule, with what is known filled in."""
    asked = sorted(rule.arguments - set(rule.defaults or ()))
    for some in product(*(places.get(name, []) for name in asked)):
        address = rule.build(dict(zip(asked, some, strict=True)))[1]
        yield address
        if rule.endpoint.startswith("open311."):
            yield f"{address}?extensions=true"


def text_of(answer):
    """Return all that an answer says, that of PDF and XLSX unpacked, its headers too."""
    body = answer.data
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(packed.read(name) for name in packed.namelist())
    if body.startswith(b"%PDF"):
        pages = pypdf.PdfReader(io.BytesIO(body)).pages
        body = "".join(page.extract_text() for page in pages).encode()
    return str(answer.headers) + body.decode(errors="replace")


def test_no_open_address_says_a_phone_a_name_or_an_email(app, client, places):
    told, shut, opened = [], set(), set()
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "GET" not in rule.methods or rule.endpoint.endswith("static") or view.access is not None:
            continue
        shut.add(rule.endpoint)
        if rule.endpoint in NOT_OPENED:
            continue
        marks = NOBODYS + (() if rule.endpoint in BY_DESIGN else WORKERS)
        for address in addresses(rule, places):
            answer = client.get(address)
            text = text_of(answer)
            told += [(address, mark) for mark in marks if mark in text]
            if answer.status_code in (200, 302, 303):  # what it leads to is opened by itself
                opened.add(rule.endpoint)

    assert told == []
    assert shut - opened == set(NOT_OPENED)
    assert set(BY_DESIGN) <= opened


def test_what_asks_for_a_departments_key_says_nothing_without_one(app, client, places):
    for rule in app.url_map.iter_rules():
        if NOT_OPENED.get(rule.endpoint) == KEYED and "GET" in rule.methods:
            known = {name: (places.get(name) or ["1"])[0] for name in rule.arguments}
            assert client.get(rule.build(known)[1]).status_code == 401
