"""Every page of both doors, for every role that may see it, on a phone."""

import os
import re
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from portal.accounts.rules import SECOND_FACTOR_ROLES, Role
from portal.app import create_app
from tests.ports import free_port
from tests.story.conftest import PHONE, PORTAL, ROOT, is_open_to_everyone
from tests.story.volunteering import apply_to_join, reward_stars
from tests.story.walk import House, Walk

# Parts of pages that a script asks for, and the page of a rating: see test_story.
# The file of an order is there only once the worker has drawn it.
# A link that lets somebody in comes by mail: see tests/staff/test_one_time.
NOT_BY_LINKS = {"public.same_problems", "public.rate", "staff.prints_file", "staff.show_link"}


@dataclass(frozen=True)
class Town:
    """A portal with some life in it: where it stands, a board, and a login for each role."""

    host: str
    home: Path
    board: str
    logins: dict[Role, tuple[str, str]]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The demonstration, small, on SQLite: one command gives people and cases of every kind."""
    port, home = free_port(), tmp_path_factory.mktemp("town")
    command = [PORTAL, "demo", "--cases", "300", "--port", str(port), "--home", str(home)]
    environ = {name: given for name, given in os.environ.items() if name[:7] != "PORTAL_"}
    running = subprocess.Popen(command, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert running.stdout
    said = ""
    for line in running.stdout:
        said += line
        if "Stop with Ctrl-C" in line:
            break
    logins = re.findall(r"^  (\w+) +(\w{4}-\w{4}-\w{4}) +(\w+) ", said, re.MULTILINE)
    board = re.search(r"/b/(\w+)$", said, re.MULTILINE)
    assert board, said
    by_role = {Role(role): (login, password) for login, password, role in logins}
    yield Town(f"localhost:{port}", home, board.group(1), by_role)
    running.terminate()
    running.communicate(timeout=60)


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Somebody with a phone of their own, in either language."""
    opened = []

    def come(locale: str) -> Page:
        # What a phone keeps to read without a line has tests of its own: here it would only fetch.
        opened.append(
            browser.new_context(
                viewport=PHONE, locale=locale, has_touch=True, service_workers="block"
            )
        )
        page = opened[-1].new_page()
        page.set_default_timeout(15_000)
        return page

    yield come
    for context in opened:
        context.close()


def test_every_page_is_open_to_everyone_who_may_see_it(visitor, town, settings_for):
    house = House(create_app(settings_for()), town.host)
    number = report_from_the_round(enter(visitor("en-GB"), town, Role.GRID_WORKER), town)
    desk = enter(visitor("en-GB"), town, Role.DISPATCHER)
    made = make_what_has_a_page(desk, town, number) + judge_in_bulk(desk, town, number)
    follow = report_as_a_resident(visitor("en-GB"), town)
    follow += [follow_the_grid(visitor("en-GB"), town), a_certificate(town)]
    follow += [apply_to_join(visitor("en-GB"), f"http://{town.host}/b/{town.board}")]
    office = [enter(visitor("en-GB"), town, role) for role in (Role.FINANCE, Role.LEAD)]
    reward_stars(town.home, town.host, town.logins[Role.VOLUNTEER][0], *office)
    languages = cycle(("zh-CN", "en-GB"))
    walks = [
        Walk(enter(visitor(said), town, role), house, role, said)
        for role, said in zip(Role, languages, strict=False)
    ]
    walks += [Walk(visitor(said), house, language=said) for said in ("zh-CN", "en-GB")]

    for walk in walks:
        begins = {None: follow, Role.DISPATCHER: made}.get(walk.role, [])
        walk.over_all_pages(*begins, "/staff/cases?view=all")

    assert not (faults := [fault for walk in walks for fault in walk.faults]), "\n\n".join(faults)
    seen = set[str]().union(*(walk.seen for walk in walks)) | NOT_BY_LINKS
    unlinked = set(house.pages()) - seen - {"staff.sign_in"}
    assert not unlinked, f"no link leads there: give each one: {sorted(unlinked)}"


def enter(page: Page, town: Town, role: Role) -> Page:
    login, password = town.logins[role]
    page.goto(f"http://{town.host}/staff/sign-in")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button").first.click()
    if role in SECOND_FACTOR_ROLES:
        prove(page, login)
    page.wait_for_url(re.compile("/staff/(my-page)?$"))
    return page


def prove(page: Page, login: str) -> None:
    """Give the second proof: set up a phone the first time, then enter the code it shows."""
    page.wait_for_url(re.compile("/staff/second-factor"))
    is_open_to_everyone(page)
    page.get_by_role("button", name=re.compile("Show the symbol|显示")).click()
    secret = page.locator("[data-secret]").get_attribute("data-secret")
    assert secret
    page.locator("input[name=code]").fill(pyotp.TOTP(secret).now())
    page.locator("main form button").last.click()
    is_open_to_everyone(page)
    page.locator("main a.button").last.click()


def report_from_the_round(page: Page, town: Town) -> str:
    """Report something as a grid worker, so that each list has a case that is new."""
    page.goto(f"http://{town.host}/staff/cases/new")
    page.locator("input[name=matter]").first.check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator(".banner-ok")).to_be_visible()
    found = re.search(r"BJ\d{14}", page.content())
    assert found
    return found.group()


def make_what_has_a_page(page: Page, town: Town, number: str) -> list[str]:
    """Make a draft, a meeting, ready words and a kept list; return where the draft is."""
    fill(page, town, "matter-editions", title="Autumn")
    draft = press(page, "Make a draft", r"/matter-editions/\d+$")
    when = "2030-11-22T14:30"
    meeting = {"title": "Who mends the pipe", "starts_at": when, "place": "Room 2"}
    fill(page, town, "meetings/new", **meeting, cases=f"{number} who mends it")
    page.locator("input[name=kind]").first.check()
    page.locator("input[name=units]").first.check()
    press(page, "Call the meeting", "/meetings$")
    fill(page, town, "ready-words", name="On the way", words="{unit}已经出发。")
    press(page, "Keep", "/ready-words$")
    page.goto(f"http://{town.host}/staff/cases?view=all&q={number}")
    page.get_by_text("Keep this list under a name").click()
    page.locator("input[name=name]").fill("One of mine")
    press(page, "Keep", "/cases")
    return [draft, f"/staff/cases/{number}"]


def judge_in_bulk(page: Page, town: Town, number: str) -> list[str]:
    """Judge a case as one of many, looking first; return the page of that run."""
    page.goto(f"http://{town.host}/staff/cases?view=all&q={number}")
    page.locator("input[name=case]").first.check()
    page.locator("select[name=kind]").select_option("judge")
    page.get_by_role("button", name="Go on").click()
    page.locator("input[name=validity]").first.check()
    page.get_by_role("button", name="See first what would happen").click()
    expect(page.get_by_role("button", name="Do it with 1 case", exact=True)).to_be_visible()
    is_open_to_everyone(page)
    run = press(page, "Do it with 1 case", "/bulk-runs/")
    expect(page.locator(".lede")).to_have_text("Done.")
    return [run]


def fill(page: Page, town: Town, path: str, **typed: str) -> None:
    """Open a page and type into the fields of these names."""
    page.goto(f"http://{town.host}/staff/{path}")
    for name, words in typed.items():
        page.locator(f"input[name={name}], textarea[name={name}]").first.fill(words)


def press(page: Page, button: str, address: str) -> str:
    """Press a button; return the address that it led to."""
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(re.compile(address))
    return page.url


def follow_the_grid(page: Page, town: Town) -> str:
    """Follow a grid by mail; return the page behind the link that the mail brings."""
    page.goto(f"http://{town.host}/b/{town.board}/follow")
    page.locator("input[name=address]").fill("neighbour@example.com")
    page.locator("input[name=may_write]").check()
    page.get_by_role("button", name="Send me the link").click()
    expect(page.locator(".banner-ok")).to_be_visible()
    with sqlite3.connect(town.home / "portal.sqlite") as line:
        (token,) = line.execute("SELECT token FROM followers").fetchone()
    line.close()
    return f"http://{town.host}/follow/{token}"


def a_certificate(town: Town) -> str:
    """Return the page by which somebody who holds a certificate checks it."""
    with sqlite3.connect(town.home / "portal.sqlite") as line:
        (code,) = line.execute("SELECT code FROM course_results WHERE passed LIMIT 1").fetchone()
    line.close()
    return f"http://{town.host}/certificate/{code}"


def report_as_a_resident(page: Page, town: Town) -> list[str]:
    """Report something from a board; return the board, and the page by which it is followed."""
    board = f"http://{town.host}/b/{town.board}"
    page.goto(f"{board}/report")
    page.locator("input[name=matter]").first.check(force=True)
    expect(page.locator("input[name=altcha]")).not_to_have_value("", timeout=20_000)
    page.get_by_role("button", name="Send the report").click()
    page.wait_for_url(re.compile("/received"))
    return [board, page.url, page.url.split("/received")[0]]
