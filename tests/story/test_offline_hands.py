"""A grid worker's own small cases: said to be done without a line, with a photo of after."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.story.conftest import Site, is_open_to_everyone
from tests.story.line import Line
from tests.story.without_a_line import (
    AFTER,
    CHEN,
    LIN,
    NOT_YET,
    ON_ONE_DATABASE,
    PHOTO,
    cases,
    dispatched,
    find,
    fold,
    has_kept,
    lose,
    on_the_round,
    photos_of,
    send,
    sign_in,
    status_of,
    waiting,
)

pytestmark = ON_ONE_DATABASE

IN_MY_HANDS = "/staff/in-my-hands"


@pytest.fixture
def phone(kept_phone: BrowserContext) -> BrowserContext:
    return kept_phone


@pytest.fixture
def desk(wide_desk: Page) -> Page:
    return wide_desk


def a_small_case(desk: Page, site: Site, words: str) -> str:
    """Report rubbish at a desk and dispatch it to the grid itself; return its number."""
    desk.context.clear_cookies()
    desk.goto(f"{site.address}/b/{site.board}/report")
    desk.locator("label[for=m-B220]").click()
    desk.locator("input[type=file]").first.set_input_files(PHOTO)
    desk.locator("textarea[name=words]").fill(words)
    send(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Your report has arrived")
    [number] = cases(site, words)
    sign_in(desk, site.address, LIN)
    dispatched(desk, site, number)
    return number


def says_done(page: Page, number: str, words: str):
    """Say on the list that a case is done, with a photo; return its box."""
    box = fold(page, "resolve", number)
    box.get_by_text("Done", exact=True).click()
    box.locator("textarea").fill(words)
    box.locator("input[type=file]").set_input_files(AFTER)
    box.get_by_role("button", name="Resolve").click()
    return box


def with_the_list(phone: BrowserContext, line: Line) -> Page:
    """Return the page of a worker who has seen the start page; then the line is gone."""
    page = on_the_round(phone, line)
    has_kept(page, IN_MY_HANDS)
    lose(line, phone)
    page.goto(f"{line.address}{IN_MY_HANDS}")
    return page


def test_a_small_case_is_said_to_be_done_without_a_line_and_sent_once_with_its_photo(
    phone, site: Site, line: Line, desk: Page
):
    number = a_small_case(desk, site, "bags behind the shed")
    page = with_the_list(phone, line)
    expect(page.get_by_text("Kept on this phone on")).to_be_visible()
    assert "bags behind the shed" not in page.inner_text("main"), "a reporter's words stay away"

    expect(says_done(page, number, "Taken away")).to_contain_text(NOT_YET)
    is_open_to_everyone(page)
    page.reload()
    expect(fold(page, "resolve", number)).to_contain_text(NOT_YET)
    assert status_of(site, number) == "dispatched"
    find(line, phone)

    expect(waiting(page)).to_contain_text("Sent.")
    assert status_of(site, number) == "resolved"
    assert photos_of(site, number) == 2, "the reporter's, and the one of after"
    page.goto(f"{line.address}{IN_MY_HANDS}")
    expect(page.locator(f"#resolve-of-{number}")).to_have_count(0)


def test_a_small_case_that_was_taken_back_meanwhile_is_not_overwritten(
    phone, site: Site, line: Line, desk: Page
):
    number = a_small_case(desk, site, "taken back meanwhile")
    page = with_the_list(phone, line)
    expect(says_done(page, number, "Swept at noon")).to_contain_text(NOT_YET)

    desk.goto(f"{site.address}/staff/cases/{number}")
    desk.locator("#recall summary").click()
    desk.locator("#recall textarea").fill("Not theirs")
    desk.locator("#recall").get_by_role("button").last.click()
    expect(desk.locator("#recall")).to_have_count(0)
    find(line, phone)

    expect(waiting(page)).to_contain_text("Not sent:")
    expect(waiting(page)).to_contain_text("Swept at noon")
    assert status_of(site, number) == "reported"


def test_a_small_case_is_resolved_on_the_list_with_a_line_too(
    phone, site: Site, line: Line, desk: Page
):
    number = a_small_case(desk, site, "seen with a line")
    page = phone.new_page()
    sign_in(page, line.address, CHEN)
    page.goto(f"{line.address}{IN_MY_HANDS}")
    is_open_to_everyone(page)

    says_done(page, number, "Swept")

    expect(page.locator("main")).to_contain_text("Resolved. The reporter is asked")
    assert status_of(site, number) == "resolved"
