"""Without a line: pages open again, a form waits on the phone and is sent once when it is back."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.story.conftest import Site, is_open_to_everyone
from tests.story.line import Line
from tests.story.without_a_line import (
    NOT_YET,
    ON_ONE_DATABASE,
    PHOTO,
    cases,
    dispatched,
    fill_in,
    find,
    has_kept,
    is_put_away,
    lose,
    open_step,
    photos_of,
    send,
    sign_in,
    waiting,
)

pytestmark = ON_ONE_DATABASE

NO_BACKGROUND_SYNC = (
    "delete ServiceWorkerRegistration.prototype.sync; delete globalThis.SyncManager"
)


@pytest.fixture
def phone(kept_phone: BrowserContext) -> BrowserContext:
    return kept_phone


@pytest.fixture
def clerk(browser: Browser, site: Site):
    """A dispatcher at a desk with a line, who sees what has arrived."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    sign_in(page, site.address, "lin")
    yield page
    context.close()


def has_visited(page: Page, line: Line, site: Site) -> None:
    page.goto(f"{line.address}/b/{site.board}")
    has_kept(page, f"/b/{site.board}")
    page.get_by_role("link", name="Report a problem").first.click()
    has_kept(page, f"/b/{site.board}/report")


@pytest.mark.parametrize("wakes", [True, False], ids=["background sync", "as in Safari"])
def test_a_report_waits_for_a_line_and_is_sent_once_with_its_photo(
    phone, site: Site, line: Line, clerk: Page, wakes: bool
):
    if not wakes:
        phone.add_init_script(NO_BACKGROUND_SYNC)
    words = f"no line, {'sync' if wakes else 'no sync'}"
    page = phone.new_page()
    has_visited(page, line, site)
    lose(line, phone)
    page.goto(f"{line.address}/b/{site.board}")
    expect(page.get_by_text("Kept on this phone on")).to_be_visible()
    is_open_to_everyone(page)
    page.get_by_role("link", name="Report a problem").first.click()
    fill_in(page, words)
    send(page)
    is_put_away(page)
    is_open_to_everyone(page)

    find(line, phone)
    expect(waiting(page)).to_contain_text(re.compile(r"Sent\. The number of your report is BJ"))
    page.reload()
    [number] = cases(site, words)
    expect(waiting(page)).to_contain_text(number)
    clerk.goto(f"{site.address}/staff/cases/{number}")
    assert photos_of(site, number) == 1
    assert "Held for a look" not in clerk.inner_text("main")
    waiting(page).get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report has arrived")


def test_a_report_outlives_the_page_it_was_written_on_and_two_tabs_send_it_once(
    phone, site: Site, line: Line
):
    page = phone.new_page()
    page.goto(f"{line.address}/b/{site.board}/report")
    has_kept(page, f"/b/{site.board}/report")
    lose(line, phone)
    page.reload()
    for words in ("closed page, first", "closed page, second"):
        fill_in(page, words)
        send(page)
        is_put_away(page)
        page.get_by_role("link", name="Open this page anew").click()
        expect(page.locator("#report")).to_be_visible()
    page.close()

    tabs = [phone.new_page(), phone.new_page()]
    for tab in tabs:
        tab.goto(f"{line.address}/b/{site.board}")
        expect(waiting(tab).get_by_text(NOT_YET)).to_have_count(2)
    find(line, phone)

    for tab in tabs:
        expect(waiting(tab).get_by_text("Sent. The number of your report")).to_have_count(2)
    [first], [second] = (cases(site, f"closed page, {n}") for n in ("first", "second"))
    assert first < second, "they are sent in the order in which they were written"


def test_with_every_page_closed_the_browser_wakes_the_worker_and_it_sends(
    phone, site: Site, line: Line, clerk: Page
):
    page = phone.new_page()
    has_visited(page, line, site)
    lose(line, phone)
    page.reload()
    fill_in(page, "sent while nobody looked")
    send(page)
    is_put_away(page)
    page.goto("about:blank")
    find(line, phone)

    wakes_the_worker(page, line)

    for _ in range(100):
        if found := cases(site, "sent while nobody looked"):
            break
        page.wait_for_timeout(100)
    [number] = found
    clerk.goto(f"{site.address}/staff/cases/{number}")
    assert photos_of(site, number) == 1
    assert "Held for a look" not in clerk.inner_text("main"), "the worker does the sum as well"
    page.goto(f"{line.address}/outbox")
    expect(waiting(page)).to_contain_text(f"Sent. The number of your report is {number}.")
    is_open_to_everyone(page)


def wakes_the_worker(page: Page, line: Line) -> None:
    """Do what a browser does when the line is back: here the network's own signal is not ours."""
    inside = page.context.new_cdp_session(page)
    seen: list[dict[str, str]] = []
    inside.on("ServiceWorker.workerRegistrationUpdated", lambda e: seen.extend(e["registrations"]))
    inside.send("ServiceWorker.enable")
    for _ in range(50):
        ours = [one for one in seen if one["scopeURL"].startswith(line.address)]
        if ours:
            break
        page.wait_for_timeout(100)
    inside.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": line.address,
            "registrationId": ours[0]["registrationId"],
            "tag": "outbox",
            "lastChance": False,
        },
    )


def test_what_is_refused_waits_with_the_reason_and_opens_again_with_its_photo(
    phone, site: Site, line: Line
):
    page = phone.new_page()
    has_visited(page, line, site)
    lose(line, phone)
    page.reload()
    page.locator("input[type=file]").first.set_input_files(PHOTO)
    page.locator("textarea[name=words]").fill("forgot to say what it is")
    send(page)
    is_put_away(page)
    find(line, phone)
    expect(waiting(page)).to_contain_text("Not sent: Choose what it is")
    is_open_to_everyone(page)

    waiting(page).get_by_role("link", name="Open again").click()
    expect(page.locator("textarea[name=words]")).to_have_value("forgot to say what it is")
    expect(page.locator("canvas")).to_have_count(1)
    page.locator("input[data-filter]").fill("zdjy")
    page.get_by_text("Trading on the public way").first.click()
    send(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("Your report has arrived")
    expect(waiting(page)).to_be_hidden()
    [number] = cases(site, "forgot to say what it is")
    assert photos_of(site, number) == 1


def test_what_waits_outlives_the_worker_and_all_that_it_kept(phone, site: Site, line: Line):
    page = phone.new_page()
    has_visited(page, line, site)
    lose(line, phone)
    page.reload()
    fill_in(page, "a new worker came")
    send(page)
    is_put_away(page)
    page.evaluate(
        """async () => {
            await (await navigator.serviceWorker.ready).unregister();
            for (const name of await caches.keys()) await caches.delete(name);
        }"""
    )
    find(line, phone)
    page.goto(f"{line.address}/track")

    expect(waiting(page)).to_contain_text("Sent. The number of your report is BJ")
    assert len(cases(site, "a new worker came")) == 1


def test_with_a_line_a_mistake_is_shown_on_the_page_as_ever(phone, site: Site, line: Line):
    page = phone.new_page()
    page.goto(f"{line.address}/b/{site.board}/report")
    page.locator("textarea[name=words]").fill("no matter chosen")
    send(page)

    expect(page.locator("#errors")).to_contain_text("Choose what it is")
    expect(page.locator("textarea[name=words]")).to_have_value("no matter chosen")
    expect(waiting(page)).to_be_hidden()


def test_a_page_never_seen_says_that_there_is_no_line_and_what_is_kept(
    phone, site: Site, line: Line
):
    page = phone.new_page()
    page.goto(f"{line.address}/b/{site.board}")
    has_kept(page, f"/b/{site.board}")
    has_kept(page, "/offline")
    lose(line, phone)

    page.goto(f"{line.address}/track")

    expect(page.get_by_role("heading", level=1)).to_have_text("You have no line now")
    is_open_to_everyone(page)
    page.locator("#kept-pages").get_by_role("link").first.click()
    expect(page.get_by_role("link", name="Report a problem").first).to_be_visible()


def test_no_page_behind_a_secret_link_and_no_case_is_kept(phone, site: Site, line: Line):
    page = phone.new_page()
    page.goto(f"{line.address}/b/{site.board}/report")
    has_kept(page, f"/b/{site.board}/report")
    fill_in(page, "nothing secret stays")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your report has arrived")
    page.get_by_role("link", name="Follow your report").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    [number] = cases(site, "nothing secret stays")
    sign_in(page, line.address, "lin")
    page.goto(f"{line.address}/staff/cases/{number}")
    expect(page.locator("#steps")).to_be_visible()

    kept = page.evaluate(
        """async () => {
            const paths = [];
            for (const name of await caches.keys())
                for (const { url } of await (await caches.open(name)).keys())
                    paths.push(new URL(url).pathname);
            return paths.filter((path) => !path.startsWith("/static/")).sort();
        }"""
    )
    assert kept == sorted(["/offline", "/outbox", f"/b/{site.board}/report"])


def test_a_grid_worker_reports_on_the_spot_without_a_line(phone, site: Site, line: Line):
    page = phone.new_page()
    sign_in(page, line.address, "chen")
    page.goto(f"{line.address}/staff/cases/new")
    has_kept(page, "/staff/cases/new")
    lose(line, phone)
    page.reload()
    expect(page.get_by_text("Kept on this phone on")).to_be_visible()
    fill_in(page, "on the spot, no line")
    send(page)
    is_put_away(page)
    is_open_to_everyone(page)

    find(line, phone)

    expect(waiting(page)).to_contain_text("Sent. The number of your report is BJ")
    assert len(cases(site, "on the spot, no line")) == 1
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()
    for _ in range(50):
        if not page.evaluate("caches.has('staff-pages')"):
            break
        page.wait_for_timeout(100)
    assert not page.evaluate("caches.has('staff-pages')"), "the next person finds nothing of theirs"


def test_a_step_that_comes_too_late_says_so_and_overwrites_nothing(
    phone, site: Site, line: Line, clerk: Page
):
    resident = phone.new_page()
    resident.goto(f"{line.address}/b/{site.board}/report")
    fill_in(resident, "two at once")
    send(resident)
    expect(resident.get_by_role("heading", level=1)).to_have_text("Your report has arrived")
    [number] = cases(site, "two at once")
    dispatched(clerk, site, number)
    page = phone.new_page()
    sign_in(page, line.address, "he")
    page.goto(f"{line.address}/staff/cases/{number}")
    lose(line, phone)
    open_step(page, "take")
    page.locator("#take textarea").fill("I am on my way there")
    page.locator("#take").get_by_role("button").click()
    is_put_away(page)

    takes_it(clerk.context.browser, site, number)
    find(line, phone)

    expect(waiting(page)).to_contain_text("Not sent:")
    expect(waiting(page)).to_contain_text("It still waits on this phone.")
    expect(waiting(page)).to_contain_text("I am on my way there")
    is_open_to_everyone(page)
    page.once("dialog", lambda asked: asked.accept())
    waiting(page).get_by_role("button", name="Throw away").click()
    expect(waiting(page)).to_be_hidden()


def test_a_form_of_a_session_that_ended_waits_until_its_writer_is_back(
    phone, site: Site, line: Line
):
    page = phone.new_page()
    sign_in(page, line.address, "chen")
    page.goto(f"{line.address}/staff/cases/new")
    fill_in(page, "session over")
    phone.clear_cookies()
    send(page)
    expect(waiting(page)).to_contain_text("sign in to send it")
    assert cases(site, "session over") == []

    sign_in(page, line.address, "he")
    expect(waiting(page)).to_contain_text("Written by somebody else")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, line.address, "chen")

    expect(waiting(page)).to_contain_text("Sent. The number of your report is BJ")
    [number] = cases(site, "session over")
    assert photos_of(site, number) == 1


def takes_it(browser: Browser, site: Site, number: str) -> None:
    """Somebody else of the same unit is quicker."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    sign_in(page, site.address, "he")
    page.goto(f"{site.address}/staff/cases/{number}")
    open_step(page, "take")
    page.locator("#take").get_by_role("button").click()
    expect(page.locator("#take")).to_have_count(0)
    context.close()
