"""A grid worker's round without a line: looks are said on the kept list and sent once."""

import re
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal import clock
from tests.story.conftest import CHROMIUM, GRID, PHONE, QUIET, Site, is_open_to_everyone
from tests.story.line import Line
from tests.story.without_a_line import (
    AFTER,
    CHEN,
    HE,
    LIN,
    NOT_YET,
    ON_ONE_DATABASE,
    PHOTO,
    TO_VERIFY,
    cases,
    change,
    dispatched,
    fill_in,
    find,
    fold,
    has_kept,
    is_put_away,
    lose,
    on_the_round,
    open_step,
    photos_of,
    send,
    sign_in,
    status_of,
    stored,
    waiting,
)

pytestmark = ON_ONE_DATABASE


@pytest.fixture
def phone(kept_phone: BrowserContext) -> BrowserContext:
    return kept_phone


@pytest.fixture
def desk(wide_desk: Page) -> Page:
    return wide_desk


def a_dispatched_case(desk: Page, site: Site, words: str) -> str:
    """Report and dispatch a case at a desk, and open it as its unit; return its number."""
    desk.context.clear_cookies()
    desk.goto(f"{site.address}/b/{site.board}/report")
    fill_in(desk, words)
    send(desk)
    expect(desk.get_by_role("heading", level=1)).to_have_text("Your report has arrived")
    [number] = cases(site, words)
    sign_in(desk, site.address, LIN)
    dispatched(desk, site, number)
    desk.context.clear_cookies()
    sign_in(desk, site.address, HE)
    desk.goto(f"{site.address}/staff/cases/{number}")
    return number


def a_resolved_case(desk: Page, site: Site, words: str) -> str:
    """Let its unit resolve a case at a desk; return its number."""
    number = a_dispatched_case(desk, site, words)
    resolves(desk, "Swept, all clear again")
    desk.locator("#resolve").get_by_role("button").last.click()
    expect(desk.locator("#resolve")).to_have_count(0)
    return number


def resolves(page: Page, words: str) -> None:
    """Fill in that a case is done, with a photo."""
    open_step(page, "resolve")
    page.locator("#resolve").get_by_text("Done", exact=True).click()
    page.locator("#resolve textarea").fill(words)
    page.locator("#resolve input[type=file]").set_input_files(AFTER)


def says(page: Page, step: str, number: str, words: str = "") -> None:
    """Say on the list what was seen; without a line it waits there."""
    box = fold(page, step, number)
    box.locator("textarea").fill(words)
    box.get_by_role("button").click()
    expect(box).to_contain_text(NOT_YET)


def test_looks_are_said_without_a_line_on_pages_that_the_start_page_has_kept(
    phone, site: Site, line: Line, desk: Page
):
    solved, not_solved = (
        a_resolved_case(desk, site, words) for words in ("a look: solved", "a look: not solved")
    )
    page = on_the_round(phone, line)
    lose(line, phone)
    page.goto(f"{line.address}{TO_VERIFY}")
    expect(page.get_by_text("Kept on this phone on")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Swept, all clear again")
    assert "a look: solved" not in page.inner_text("main"), "a reporter's words stay on the server"

    says(page, "verify", solved)
    says(page, "dispute", not_solved, "The stall is back")
    expect(page.locator(f"#dispute-{solved}")).to_be_hidden()
    is_open_to_everyone(page)
    page.reload()
    expect(fold(page, "verify", solved)).to_contain_text(NOT_YET)
    expect(page.locator(f"#verify-{solved}")).to_be_hidden()
    find(line, phone)

    expect(waiting(page)).to_contain_text("Sent.")
    expect(waiting(page)).to_contain_text(not_solved)
    assert (status_of(site, solved), status_of(site, not_solved)) == ("closed", "dispatched")
    waiting(page).get_by_role("link", name=solved).click()
    expect(page.locator("main")).to_contain_text("A grid worker looked: solved")


def test_a_look_at_a_case_that_has_moved_on_is_shown_and_overwrites_nothing(
    phone, site: Site, line: Line, desk: Page
):
    number = a_resolved_case(desk, site, "moved on meanwhile")
    page = on_the_round(phone, line)
    lose(line, phone)
    page.goto(f"{line.address}{TO_VERIFY}")
    says(page, "verify", number, "All clean at noon")

    desk.context.clear_cookies()
    sign_in(desk, site.address, CHEN)
    desk.goto(f"{site.address}{TO_VERIFY}")
    other = fold(desk, "dispute", number)
    other.locator("textarea").fill("It is there again")
    other.get_by_role("button").click()
    expect(desk.locator("main")).to_contain_text("Open again with")
    find(line, phone)

    expect(waiting(page)).to_contain_text(
        re.compile(r"Not sent: chen .*, after you opened the page\. Look at the case as it stands")
    )
    is_open_to_everyone(page)
    assert status_of(site, number) == "dispatched"
    waiting(page).get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(waiting(page)).to_contain_text("All clean at noon")


def test_photos_sent_too_late_wait_beside_the_way_to_the_case(
    phone, site: Site, line: Line, desk: Page
):
    number = a_dispatched_case(desk, site, "two resolve it")
    page = phone.new_page()
    sign_in(page, line.address, HE)
    page.goto(f"{line.address}/staff/cases/{number}")
    resolves(page, "I was there as well")
    resolves(desk, "I was quicker")
    desk.locator("#resolve").get_by_role("button").last.click()
    expect(desk.locator("#resolve")).to_have_count(0)

    page.locator("#resolve").get_by_role("button").last.click()

    expect(waiting(page)).to_contain_text("after you opened the page. Look at the case as it")
    expect(waiting(page)).to_contain_text("I was there as well")
    is_open_to_everyone(page)
    assert photos_of(site, number) == 2, "the report's one, and one of whoever was quicker"


def test_a_list_that_names_cases_is_gone_after_a_day(phone, site: Site, line: Line):
    page = on_the_round(phone, line)
    page.evaluate(
        """async (path) => {
            const kept = await caches.open("staff-pages");
            const page = await kept.match(path);
            const headers = new Headers(page.headers);
            headers.set("X-Kept-At", new Date(Date.now() - 25 * 3_600_000).toISOString());
            await kept.put(path, new Response(await page.text(), { headers }));
        }""",
        TO_VERIFY,
    )
    lose(line, phone)

    page.goto(f"{line.address}{TO_VERIFY}")

    expect(page.get_by_role("heading", level=1)).to_have_text("You have no line now")
    assert page.evaluate("path => caches.match(path).then(Boolean)", TO_VERIFY) is False
    page.goto(f"{line.address}/staff/cases/new")
    expect(page.locator("#new-case")).to_be_visible()


def a_place_on_the_round(desk: Page, site: Site, name: str) -> None:
    """Put a park on the round of the grid, and let it have been there since the day before."""
    desk.context.clear_cookies()
    sign_in(desk, site.address, CHEN)
    desk.goto(f"{site.address}/staff/coverage/{GRID}")
    desk.locator("#add-place summary").click()
    desk.locator("#add-place").get_by_text("Park").first.click()
    desk.locator("#add-place input[name=name]").fill(name)
    desk.get_by_role("button", name="Put it on the round").click()
    expect(desk.locator("main")).to_contain_text(name)
    change(
        site,
        "UPDATE places SET started_on = :day WHERE name = :name",
        day=clock.today() - timedelta(days=1),
        name=name,
    )


def solves_on_the_spot(page: Page, words: str) -> None:
    """Report in one form what was found and done, with a photo of before and one of after."""
    page.locator("label[for=m-B220]").click()  # rubbish, of level 1
    page.locator("input[name=photos]").set_input_files(PHOTO)
    page.locator("textarea[name=words]").fill(words)
    page.locator("input[name=is_solved]").check()
    page.locator("textarea[name=words_after]").fill("Swept up and taken away")
    page.locator("input[name=photos_after]").set_input_files(AFTER)
    send(page)


def enters_a_patrol(page: Page, place: str, note: str) -> None:
    day = f"{clock.today() - timedelta(days=1):%Y-%m-%d}"  # whole at any hour of the test's own day
    page.locator("input[name=started_at]").fill(f"{day}T09:00")
    page.locator("input[name=ended_at]").fill(f"{day}T10:00")
    page.get_by_label(place).check()
    page.locator("textarea[name=note]").fill(note)
    page.locator("input[name=photos]").set_input_files(PHOTO)
    page.get_by_role("button", name="Keep this patrol").click()


def waits_for_a_line(page: Page, forms: int) -> None:
    is_put_away(page)
    expect(waiting(page).get_by_text(NOT_YET)).to_have_count(forms)


def test_a_day_without_a_line_outlives_the_browser_and_is_sent_once_in_order(
    browser: Browser, site: Site, line: Line, desk: Page, tmp_path: Path
):
    a_place_on_the_round(desk, site, "Pocket Park")
    with a_real_phone(browser, tmp_path) as phone:
        page = on_the_round(phone, line)
        lose(line, phone)
        page.goto(f"{line.address}/staff/cases/new")
        solves_on_the_spot(page, "before the restart")
        waits_for_a_line(page, 1)
        page.goto(f"{line.address}/staff/patrols/new")
        enters_a_patrol(page, "Pocket Park", "walked without a line")
        waits_for_a_line(page, 2)

    with a_real_phone(browser, tmp_path) as phone:
        page = phone.new_page()
        page.goto(f"{line.address}/staff/cases/new")
        expect(waiting(page).get_by_text(NOT_YET)).to_have_count(2)
        solves_on_the_spot(page, "after the restart")
        waits_for_a_line(page, 3)
        assert cases(site, "before the restart") == []
        line.mend()
        sign_in(page, line.address, CHEN)
        expect(waiting(page).get_by_text(re.compile(r"^Sent\."))).to_have_count(3)

    [first], [second] = (cases(site, f"{when} the restart") for when in ("before", "after"))
    assert first < second
    assert [status_of(site, number) for number in (first, second)] == ["resolved", "resolved"]
    assert [photos_of(site, number) for number in (first, second)] == [2, 2]
    assert visited(site, "walked without a line") == ["Pocket Park"]


def visited(site: Site, note: str) -> list[str]:
    """The places that a patrol with this note has passed, in the order of their names."""
    places = (
        "SELECT name FROM places JOIN patrol_visits ON places.id = place_id"
        " JOIN patrol_logs ON patrol_logs.id = patrol_id WHERE note = :note ORDER BY name"
    )
    return stored(site, places, note=note)


def test_a_patrol_that_runs_goes_on_without_a_line(phone, site: Site, line: Line, desk: Page):
    for name in ("Lotus Park", "Plum Street"):
        a_place_on_the_round(desk, site, name)
    page = on_the_round(phone, line)
    page.goto(f"{line.address}/staff/patrols")
    page.get_by_role("button", name="Start a patrol now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On patrol")
    has_kept(page, urlsplit(page.url).path)
    lose(line, phone)
    for name in ("Lotus Park", "Plum Street"):
        page.get_by_role("button", name=name).click()
        expect(page.locator(".ticks li", has_text=name)).to_contain_text(NOT_YET)
    page.reload()
    expect(page.locator(".ticks li", has_text="Plum Street")).to_contain_text(NOT_YET)
    expect(page.get_by_role("button", name="Plum Street")).to_have_count(0)
    expect(waiting(page)).to_be_hidden()
    is_open_to_everyone(page)
    page.locator("#end-patrol textarea").fill("two places, no line")
    page.locator("#end-patrol").get_by_role("button", name="End the patrol").click()
    is_put_away(page)

    find(line, phone)

    expect(waiting(page).get_by_role("link", name="Patrol: Plum Street")).to_be_visible()
    expect(waiting(page).locator(".banner-ok", has_text="End of the patrol")).to_be_visible()
    assert visited(site, "two places, no line") == ["Lotus Park", "Plum Street"]
    is_open_to_everyone(page)


@contextmanager
def a_real_phone(browser: Browser, home: Path):
    """A browser whose store outlives it, as a phone's does; its session does not."""
    phone = browser.browser_type.launch_persistent_context(
        home,
        executable_path=CHROMIUM,
        args=QUIET,
        viewport=PHONE,
        locale="en-GB",
        has_touch=True,
    )
    phone.set_default_timeout(15_000)
    yield phone
    phone.close()
