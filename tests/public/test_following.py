"""The receipt and the follow page: what a reporter sees behind their secret link."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import zxingcpp
from PIL import Image

from portal import clock, files
from portal.accounts.rules import Role, UnitKind
from portal.cases import actions
from portal.cases.actions import ContactGiven
from portal.cases.rules import DeclineReason, Outcome, Solved, Step
from portal.policy.queries import policy_on, work_calendar
from portal.public.story_words import TITLES
from tests.conftest import NOW
from tests.factories import (
    DISTRICT_CODE,
    a_busy_photo,
    a_case,
    a_clerk,
    a_dispatched_case,
    a_matter,
    a_photo,
    a_resolved_case,
    a_unit,
    resolved,
)
from tests.public.test_board import MOST_BYTES, weight_of


def follow(client, case, page=""):
    return client.get(f"/f/{case.follow_token}{page}?lang=en")


def later(**time):
    return clock.stopped_at(NOW + timedelta(**time))


def kept_photo(colour="green"):
    return files.keep_photo(a_photo(colour), most_bytes=10**7)


# the receipt


def test_the_receipt_gives_number_pin_link_and_the_promise_in_words(client):
    case = a_case(matter=a_matter(level=3))

    page = follow(client, case, "/received")

    number = case.number
    assert page.status_code == 200
    assert f"{number[:2]} {number[2:10]}</span>" in page.text
    assert f">{number[10:15]} {number[15:]}</span>" in page.text
    assert f"{case.pin[:3]} {case.pin[3:]}" in page.text
    assert f"http://localhost:8000/f/{case.follow_token}" in page.text
    assert case.promised_on == date(2026, 9, 30)
    assert "To be resolved by Wednesday 30 September, 5 working days." in page.text
    assert "within 1 working day" in page.text
    assert "looks at this report before" not in page.text


def test_the_receipt_may_be_looked_at_again(client):
    case = a_case()

    assert follow(client, case, "/received").text == follow(client, case, "/received").text


def test_the_receipt_of_a_held_report_says_that_somebody_looks_first(client):
    assert "looks at this report before" in follow(client, a_case(is_held=True), "/received").text


def test_the_receipt_says_when_the_promise_reaches_into_an_unknown_year(client):
    case = a_case(now=datetime(2026, 12, 30, 2, tzinfo=UTC))

    assert "not announced yet" in follow(client, case, "/received").text


def test_the_code_on_the_receipt_leads_to_the_follow_page(client):
    case = a_case()

    answer = follow(client, case, "/code.svg")

    assert answer.mimetype == "image/svg+xml"
    assert read_code(answer.text) == f"http://localhost:8000/f/{case.follow_token}"


def read_code(svg):
    """Draw the runs of an SVG symbol and let a scanner read them."""
    size = int(svg.split('viewBox="0 0 ')[1].split(" ")[0])
    picture = Image.new("L", (size, size), 255)
    for run in svg.split(' d="')[-1].split('"')[0].split("M")[1:]:
        start, length = run.split("h")[0], int(run.split("h")[1].split("v")[0])
        x, y = map(int, start.split())
        picture.paste(0, (x, y, x + length, y + 1))
    return zxingcpp.read_barcodes(picture.resize((size * 4, size * 4), Image.Resampling.NEAREST))[
        0
    ].text


# where a case stands, in one sentence


def test_a_new_report_says_by_when_it_is_passed_on(client):
    page = follow(client, a_case(words="占了盲道"))

    assert page.status_code == 200
    assert "pass it on by Tuesday 22 September" in page.text
    assert "You reported it" in page.text
    assert "占了盲道" in page.text


def test_a_dispatched_case_names_the_unit_and_the_promised_day(client):
    unit = a_unit(name_en="Changhe Law Enforcement Team")

    page = follow(client, a_dispatched_case(unit=unit))

    assert (
        "<h1>Passed to Changhe Law Enforcement Team, "
        "who promise to resolve it by Tuesday 29 September</h1>" in page.text
    )
    assert " late" not in page.text.partition("<h1>")[2]


def test_lateness_is_said_in_working_days(client):
    case = a_dispatched_case()
    assert case.due_on == date(2026, 9, 29)

    with later(days=10):
        actions.expedite(case, now=clock.now())
        page = follow(client, case)

    assert "it was to be resolved by Tuesday 29 September" in page.text
    assert "1 working day late." in page.text
    assert "The level above has been told" in page.text


def test_a_case_back_at_triage_is_on_its_way_to_another_unit(client):
    unit = a_unit(name_en="The First Team")
    case = a_dispatched_case(unit=unit)
    actions.return_to_triage(
        case,
        words="找老王13900001111",
        by=a_clerk(Role.UNIT_CLERK, unit=unit),
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )

    page = follow(client, case)

    assert "On its way to another unit" in page.text
    assert "The First Team gave it back" in page.text
    assert "13900001111" not in page.text


@pytest.mark.parametrize(
    ("outcome", "sentence"),
    [
        (Outcome.DONE, "The Team says that it is resolved"),
        (Outcome.EXPLAINED, "The Team has explained how it stands"),
        (Outcome.CANNOT_NOW, "The Team says that it cannot be done now"),
        (Outcome.NOT_FOUND, "The Team looked and did not find it"),
    ],
)
def test_the_outcome_is_shown_with_the_units_words(client, outcome, sentence):
    case = a_resolved_case(
        unit=a_unit(name_en="The Team"), outcome=outcome, words_back="已与店主谈话"
    )

    page = follow(client, case)

    assert f"<h1>{sentence}</h1>" in page.text
    assert "已与店主谈话" in page.text


def test_a_declined_report_gives_the_reason_in_words(client):
    case = a_case()
    clerk = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    reason = DeclineReason.NOT_LISTED
    actions.decline(case, reason=reason, words="请拨打12333", by=clerk, now=clock.now())

    page = follow(client, case)

    assert "We cannot take this on: it is not among the matters of the grids" in page.text
    assert "请拨打12333" in page.text
    assert 'class="steps"' not in page.text


@pytest.mark.parametrize(
    ("close", "sentence"),
    [
        pytest.param(
            lambda case: actions.verify(
                case,
                words="",
                by=a_clerk(Role.GRID_WORKER, area_code=case.grid.code),
                now=clock.now(),
            ),
            "a grid worker looked and found it solved",
            id="a grid worker looked",
        ),
        pytest.param(
            lambda case: actions.lapse(case, now=clock.now()),
            "nobody objected in time",
            id="nobody objected",
        ),
    ],
)
def test_a_closed_case_says_who_closed_it(client, close, sentence):
    case = a_resolved_case()
    close(case)

    assert f"<h1>Closed: {sentence}</h1>" in follow(client, case).text


def test_a_case_resolved_late_says_so_for_good(client):
    case = a_dispatched_case()
    with later(days=30):
        resolved(case)
    with later(days=60):
        page = follow(client, case)

    assert "It was resolved 12 working days late: the promised day was" in page.text


# the story


def test_the_story_names_the_unit_at_every_hop_and_no_member_of_staff(client):
    first, second = a_unit(name_en="First Team"), a_unit(name_en="Second Team")
    case = a_dispatched_case(unit=first)
    clerk = a_clerk(Role.UNIT_CLERK, unit=first)
    actions.transfer(case, unit=second, words="属第二中队", by=clerk, now=clock.now())
    other = a_clerk(Role.UNIT_CLERK, unit=second)
    actions.take(case, words="马上去看", by=other, now=clock.now())

    page = follow(client, case)

    for sentence in ("Passed to First Team", "First Team passed it on to Second Team"):
        assert sentence in page.text
    assert "Second Team began to work on it" in page.text
    assert "马上去看" in page.text
    for person in (clerk, other, *(event.by for event in case.events if event.by)):
        assert person.name not in page.text


def test_notes_to_staff_stay_with_staff(client):
    case = a_case()
    dispatcher = a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE)
    actions.dispatch(
        case,
        level=3,
        unit=a_unit(),
        note="此人常投诉",
        by=dispatcher,
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )

    assert "此人常投诉" not in follow(client, case).text


def test_an_objection_of_a_grid_worker_is_told_without_its_words(client):
    case = a_resolved_case(unit=a_unit(name_en="The Team"))
    actions.dispute(
        case,
        words="店主姓赵",
        by=a_clerk(Role.GRID_WORKER, area_code=case.grid.code),
        now=clock.now(),
        policy=policy_on(clock.today()),
        calendar=work_calendar(),
    )

    page = follow(client, case)

    assert "A grid worker found it not solved; The Team has it again" in page.text
    assert "店主姓赵" not in page.text


def test_the_page_speaks_chinese_unless_asked_otherwise(client):
    case = a_dispatched_case(unit=a_unit(name="长河街道综合执法队"))

    page = client.get(f"/f/{case.follow_token}")

    assert "长河街道综合执法队" in page.text
    assert "9月29日（周二）" in page.text


# photos


def test_the_reporters_and_the_units_photos_are_shown_and_lead_to_the_picture(client):
    case = a_resolved_case(photos=[kept_photo("red")], photos_back=[kept_photo("green")])

    page = follow(client, case)

    assert len(case.photos) == 2
    for photo in case.photos:
        address = f"/f/{case.follow_token}/photos/{photo.id}"
        assert f'href="{address}"' in page.text
        answer = client.get(address)
        assert answer.mimetype == "image/jpeg"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert Image.open(io.BytesIO(answer.data)).format == "JPEG"


def test_a_page_with_three_of_the_busiest_photos_weighs_under_sixty_kilobytes(client):
    busy = files.keep_photo(a_busy_photo(), most_bytes=10**7)
    case = a_resolved_case(
        matter=a_matter(evidence="现场照片"), photos=[busy] * 2, photos_back=[busy]
    )
    address = f"/f/{case.follow_token}?lang=en"

    pictures = re.findall(r'<img src="([^"]+)"', client.get(address).text)

    assert len(pictures) == 3
    weight = weight_of(client, address) + sum(len(client.get(one).data) for one in pictures)
    assert weight < MOST_BYTES


def test_a_photo_of_another_case_is_not_there(client):
    mine, other = a_case(), a_case(photos=[kept_photo()])

    assert client.get(f"/f/{mine.follow_token}/photos/{other.photos[0].id}").status_code == 404


# the contact


def test_the_contact_is_shown_masked(client):
    contact = ContactGiven(phone="13812345678", email="lin@example.com")

    page = follow(client, a_case(contact=contact))

    assert "138****5678" in page.text
    assert "l**@example.com" in page.text
    assert "13812345678" not in page.text
    assert "lin@example.com" not in page.text


def test_a_reporter_erases_their_contact(client):
    case = a_case(contact=ContactGiven(phone="13812345678"))

    answer = client.post(f"/f/{case.follow_token}/erase-contact", follow_redirects=True)
    again = client.post(f"/f/{case.follow_token}/erase-contact")

    assert answer.status_code == 200
    assert "****" not in answer.text
    assert "12345678" not in answer.text
    assert case.contact.phone is None
    assert case.contact.erased_at == NOW
    assert again.status_code == 303


# the rating card


def test_the_rating_is_asked_when_it_is_due_and_not_before(client):
    case = a_dispatched_case()
    assert "Is it solved?" not in follow(client, case).text

    asked = a_resolved_case()
    page = follow(client, asked)

    assert f'action="/r/{asked.ratings[0].token}/solved"' in page.text
    assert 'name="next" value="follow"' in page.text


def test_the_rating_is_no_longer_asked_when_its_days_are_over(client):
    case = a_resolved_case()

    with later(days=15):
        page = follow(client, case)

    assert "/r/" not in page.text


def test_a_case_that_its_reporter_opened_again_says_who_has_it_until_when(client):
    case = a_resolved_case(unit=a_unit(name_en="The Team"))
    token = case.ratings[0].token

    client.post(f"/r/{token}/solved", data={"solved": Solved.NO, "next": "follow"})
    page = follow(client, case)

    assert "You said that it is not solved; The Team has it again" in page.text
    assert "The Team has it and must resolve it by Tuesday 29 September" in page.text
    assert f'action="/r/{token}/stars"' in page.text


# who may see it


PAGES = ("", "/received", "/code.svg", "/photos/1")


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_link_leads_nowhere(client, page):
    assert client.get(f"/f/nobody-has-this{page}").status_code == 404


def test_nothing_of_an_unknown_link_can_be_erased(client):
    assert client.post("/f/nobody-has-this/erase-contact").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_page_behind_a_secret_link_is_not_posted_to(client, page):
    assert client.post(f"/f/{a_case().follow_token}{page}").status_code == 405


def test_a_contact_is_not_erased_by_looking(client):
    case = a_case(contact=ContactGiven(phone="13812345678"))

    assert client.get(f"/f/{case.follow_token}/erase-contact").status_code == 405
    assert case.contact.phone == "13812345678"


@pytest.mark.parametrize("page", ["", "/received", "/code.svg", "/photos/999"])
def test_a_page_behind_a_secret_link_is_not_kept_indexed_or_told_on(client, page):
    headers = client.get(f"/f/{a_case().follow_token}{page}").headers

    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Robots-Tag"] == "noindex"


def test_the_kinds_of_step_all_have_a_sentence_or_are_for_staff_only():
    for_staff = {Step.REPLY, Step.JUDGE, Step.ASSIGN, Step.UNSAY, Step.NOTE, Step.REFUSE}
    for_staff |= {Step.ASK_PAUSE, Step.ASK_EXTENSION}

    assert set(TITLES) | {Step.RESOLVE} == set(Step) - for_staff


def test_a_top_level_case_is_with_the_department(client):
    unit = a_unit(kind=UnitKind.DEPARTMENT, area_code=DISTRICT_CODE, name_en="Bureau of Water")

    assert "Bureau of Water" in follow(client, a_dispatched_case(unit=unit, level=4)).text
