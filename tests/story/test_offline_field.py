"""An inspector's worksheet: opened and filled in without a line, and sent once."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from portal import clock
from portal.accounts.models import Person
from portal.cases.models import Case
from portal.supervision.models import (
    DrawRound,
    Sampled,
    SpotCheck,
    SupervisionTeam,
    TeamMember,
    Visit,
)
from portal.supervision.rules import CheckStatus, FrameKind, SizeBy, StrataBy
from tests.story.conftest import PASSWORD, Site, is_open_to_everyone
from tests.story.line import Line
from tests.story.without_a_line import (
    AFTER,
    NOT_YET,
    ON_ONE_DATABASE,
    cases,
    change,
    fill_in,
    find,
    has_kept,
    lose,
    send,
    waiting,
)

pytestmark = ON_ONE_DATABASE

ITEMS, ZHEN, LIN = "/staff/supervision/items", "zhen", "lin"
THERE = {"latitude": 30.2054, "longitude": 120.205}


@pytest.fixture
def phone(kept_phone: BrowserContext) -> BrowserContext:
    kept_phone.grant_permissions(["geolocation"])
    kept_phone.set_geolocation(THERE)
    return kept_phone


def drawn(site: Site, number: str) -> int:
    """Let a case be drawn for the inspector; return the number of the worksheet."""
    store = create_engine(site.database)
    with Session(store) as line:
        case = line.scalars(select(Case).where(Case.number == number)).one()
        zhen, lin = (
            line.scalars(select(Person).where(Person.login == login)).one() for login in (ZHEN, LIN)
        )
        day, now = date(2026, 1, 1), clock.now()
        team = SupervisionTeam(code="JD-9", name="一组", name_en="One", organisation="某中心")
        team.contract = team.phone = ""
        team.started_on = day
        line.add(TeamMember(team=team, person=zhen, is_lead=False, started_on=day))
        check = SpotCheck(
            request_key="a-check-for-a-story",
            code="CC-2026-901",
            team=team,
            frame=FrameKind.CLOSED_CASES,
            area_code="330108",
            period_from=day,
            period_to=day,
            strata_by=StrataBy.STREET,
            size_by=SizeBy.MARGIN,
            status=CheckStatus.DRAWN,
        )
        seeded = {"seed": "3 1 4", "typed": "", "entered_by": zhen, "confirmed_by": lin}
        turn = DrawRound(check=check, turn=1, sizes={}, entered_at=now, **seeded)
        turn.drawn_at = now - timedelta(hours=1)
        item = Sampled(check=check, round=turn, number=number, stratum="s", source_id=case.id)
        item.grid_id, item.street_code, item.inspector = case.grid_id, "330108002", zhen
        line.add(item)
        line.commit()
        n = item.id
    store.dispose()
    return n


def kept_visits(site: Site, n: int) -> list[tuple[str, list[float | None]]]:
    """Return the words of each visit, and where each of its photos was taken."""
    store = create_engine(site.database)
    with Session(store) as line:
        visits = line.scalars(select(Visit).where(Visit.sampled_id == n)).all()
        found = [(visit.words, [photo.lat for photo in visit.photos]) for visit in visits]
    store.dispose()
    return found


def enter(page: Page, site: Site, line: Line) -> None:
    """Sign in; the second proof, which is told elsewhere, is taken as given."""
    page.goto(f"{line.address}/staff/sign-in")
    page.locator("input[name=login]").fill(ZHEN)
    page.locator("input[name=password]").fill(PASSWORD)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.get_by_role("button", name="Sign in").click()
    change(site, "UPDATE sign_ins SET second_at = started_at WHERE second_at IS NULL")


@pytest.fixture
def worksheet(site: Site, wide_desk: Page) -> int:
    """Report something at a board, with a photo, and let it be drawn."""
    wide_desk.goto(f"{site.address}/b/{site.board}/report")
    fill_in(wide_desk, "boxes before the gate")
    send(wide_desk)
    expect(wide_desk.get_by_role("heading", level=1)).to_have_text("Your report has arrived")
    [number] = cases(site, "boxes before the gate")
    return drawn(site, number)


def with_the_worksheet(phone: BrowserContext, site: Site, line: Line, n: int) -> Page:
    """Return the page of a worksheet, opened when the line is gone."""
    page = phone.new_page()
    enter(page, site, line)
    page.goto(f"{line.address}{ITEMS}")
    page.get_by_role("button", name="Nearest first, from here").click()
    expect(page.get_by_role("status").first).to_contain_text("In order from here")
    has_kept(page, f"{ITEMS}/{n}")
    lose(line, phone)
    page.goto(f"{line.address}{ITEMS}/{n}")
    expect(page.get_by_text("Kept on this phone on")).to_be_visible()
    return page


def fill_sheet(page: Page, n: int, words: str) -> None:
    """Answer each question, take a photo, and send it."""
    form = page.locator(f"#look-{n}")
    for question in form.locator("fieldset").all():
        question.get_by_text("Yes", exact=True).click()
    form.locator("input[type=file]").set_input_files(AFTER)
    stamped = re.compile(str(THERE["latitude"]))
    expect(form.locator("input[name=stamps]")).to_have_value(stamped)
    form.locator("textarea").fill(words)
    form.get_by_role("button", name="Keep this look").click()
    expect(page.locator("main")).to_contain_text(NOT_YET)


def test_a_worksheet_opens_without_a_line_and_is_sent_once_with_its_stamped_photo(
    phone, site: Site, line: Line, worksheet: int
):
    page = with_the_worksheet(phone, site, line, worksheet)
    expect(page.get_by_role("img", name="Photo 1 that came with the report")).to_be_visible()
    assert "boxes before the gate" not in page.inner_text("main")

    fill_sheet(page, worksheet, "All clear at noon")
    is_open_to_everyone(page)
    page.reload()
    expect(page.locator("main")).to_contain_text(NOT_YET)
    assert kept_visits(site, worksheet) == []
    find(line, phone)

    expect(waiting(page)).to_contain_text("Sent.")
    assert kept_visits(site, worksheet) == [("All clear at noon", [THERE["latitude"]])]
    page.goto(f"{line.address}{ITEMS}")
    expect(page.get_by_role("heading", name="Nothing to look at")).to_be_visible()
