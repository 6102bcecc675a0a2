"""What tests without a line do: lose it and find it, write a form, and ask what is stored."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import create_engine, text

from tests.factories import a_photo
from tests.story.conftest import PASSWORD, Site
from tests.story.line import Line

NOT_YET = "Not sent yet. It waits on this phone and is sent as soon as there is a line."
PHOTO = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_photo(size=(1600, 1200))}
AFTER = {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": a_photo("blue", size=(1600, 1200))}
TO_VERIFY = "/staff/to-verify"
CHEN, HE, LIN = "chen", "he", "lin"
# What a phone does without a line is the same on every database; what it sends is tried on both.
ON_ONE_DATABASE = pytest.mark.parametrize(
    "database", ["postgresql"], indirect=True, scope="session"
)


def lose(line: Line, phone: BrowserContext) -> None:
    line.cut()
    phone.set_offline(True)


def find(line: Line, phone: BrowserContext) -> None:
    line.mend()
    phone.set_offline(False)


def has_kept(page: Page, path: str) -> None:
    """Wait until the worker has kept a page with all its parts."""
    for _ in range(150):
        if page.evaluate(
            """async (path) => {
                const { active } = await navigator.serviceWorker.ready;
                return active.state === "activated" && Boolean(await caches.match(path));
            }""",
            path,
        ):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{path} was not kept within 15 seconds")


def fill_in(page: Page, words: str) -> None:
    page.locator("input[data-filter]").fill("zdjy")
    page.get_by_text("Trading on the public way").first.click()
    page.locator("input[type=file]").first.set_input_files(PHOTO)
    page.locator("textarea[name=words]").fill(words)


def send(page: Page) -> None:
    page.get_by_role("button", name="Send the report").click()


def waiting(page: Page):
    return page.locator("#waiting")


def is_put_away(page: Page) -> None:
    """See that the form just sent waits, and that its page has given up sending it itself.

    A page that still tries leads on by itself when the line is back, and nothing is left waiting.
    """
    expect(waiting(page)).to_contain_text(NOT_YET)
    expect(waiting(page).locator("[data-more]")).to_be_visible()


def stored(site: Site, question: str, **given: str) -> list[str]:
    store = create_engine(site.database)
    with store.connect() as line:
        found = line.scalars(text(question), given).all()
    store.dispose()
    return list(found)


def change(site: Site, order: str, **given: object) -> None:
    """Change what is stored, as no page can: what had to happen on a day before."""
    store = create_engine(site.database)
    with store.begin() as line:
        line.execute(text(order), given)
    store.dispose()


def cases(site: Site, words: str) -> list[str]:
    """The numbers of the cases that are stored with these words, the first one first."""
    return stored(site, "SELECT number FROM cases WHERE words = :words ORDER BY id", words=words)


def photos_of(site: Site, number: str) -> int:
    """How many photos a case has."""
    of_case = "SELECT photos.id FROM photos JOIN cases ON cases.id = case_id WHERE number = :number"
    return len(stored(site, of_case, number=number))


def sign_in(page: Page, address: str, login: str) -> None:
    page.goto(f"{address}/staff/sign-in?next=/staff/tools")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".rail")).to_be_visible()


def dispatched(clerk: Page, site: Site, number: str) -> None:
    clerk.goto(f"{site.address}/staff/cases/{number}")
    open_step(clerk, "dispatch")
    clerk.locator("#dispatch form").last.get_by_role("button").last.click()
    expect(clerk.locator("#dispatch")).to_have_count(0)
    expect(clerk.locator("main")).to_contain_text("Dispatched")


def open_step(page: Page, name: str) -> None:
    fold = page.locator(f"details#{name}")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()


def status_of(site: Site, number: str) -> str:
    [status] = stored(site, "SELECT status FROM cases WHERE number = :number", number=number)
    return status


def on_the_round(phone: BrowserContext, line: Line) -> Page:
    """Sign in as the worker of the grid; return a page on which the start page was seen."""
    page = phone.new_page()
    sign_in(page, line.address, CHEN)
    page.goto(f"{line.address}/staff/")
    for path in (TO_VERIFY, "/staff/cases/new", "/staff/patrols/new"):
        has_kept(page, path)
    return page


def fold(page: Page, step: str, number: str):
    """Unfold what can be said of a case on the list."""
    box = page.locator(f"#{step}-of-{number}")
    box.locator("summary").click()
    return box
