"""A whole portal as people meet it: the shipped district, a server, a worker, a real browser."""

import os
import re
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import create_engine, text

from portal import config
from portal.app import create_app, main
from portal.db import db
from tests.ports import free_port
from tests.story.line import Line, line_to

expect.set_options(timeout=20_000)  # a machine that tests is busy
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PORTAL = Path(sys.executable).with_name("portal")
ROOT = Path(__file__).parents[2]
GRID, STREET_TEAM, DISTRICT = "330108002021001", "ZF-330108002", "330108"
PASSWORD = secrets.token_hex(8)
POSTS = {
    "lin": ("dispatcher", "--area", DISTRICT),
    "he": ("unit_clerk", "--unit", STREET_TEAM),
    "chen": ("grid_worker", "--area", GRID),
    "zhen": ("inspector", "--area", DISTRICT),
    "song": ("volunteer", "--area", GRID),
}
PHONE = {"width": 390, "height": 844}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """Where the portal stands, the code on the board of one grid, and what is stored."""

    address: str
    board: str
    database: str


@pytest.fixture(scope="session")
def site(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A portal made ready by its own commands, with its server and worker running."""
    home, port = tmp_path_factory.mktemp("story"), free_port()
    environ = os.environ | {
        "PORTAL_INSTANCE": "test",
        "PORTAL_HOME": str(home),
        "PORTAL_DATABASE_URL": _own_database(database, home),
        "PORTAL_BASE_URL": f"http://localhost:{port}",
    }
    _run(environ, "init", "--district")
    printed = _run(environ, "boards", "print", "--grid", GRID, "--out", str(home / "board.pdf"))
    assert "1 board" in printed
    _let_in(environ)
    commands = (["serve", "--port", str(port)], ["work"])
    running = [subprocess.Popen([PORTAL, *command], env=environ, cwd=ROOT) for command in commands]
    address = f"http://localhost:{port}"
    _wait_until_ready(address)
    yield Site(address, _code_on(home / "board.pdf"), environ["PORTAL_DATABASE_URL"])
    for process in running:
        process.terminate()
    for process in running:
        process.wait(20)


@pytest.fixture
def line(site: Site) -> Iterator[Line]:
    """The line between a browser and the portal; it can be cut."""
    with line_to(site.address) as whole:
        yield whole


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium: the one that CHROMIUM names, or the system's."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def kept_phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose line can be cut: its pages share what it keeps."""
    context = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def wide_desk(browser: Browser) -> Iterator[Page]:
    """A desk with a line, at which one after the other works."""
    context = browser.new_context(locale="en-GB")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A resident's phone, in English so that the test reads like the story."""
    context = browser.new_context(viewport=PHONE, locale="en-GB", has_touch=True)
    yield _patient(context.new_page())
    context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A clerk's phone: staff pages are used on small screens too."""
    context = browser.new_context(viewport=PHONE, locale="en-GB")
    yield _patient(context.new_page())
    context.close()


@pytest.fixture
def phone_without_scripts(browser: Browser) -> Iterator[Page]:
    """An old phone that runs no scripts."""
    context = browser.new_context(viewport=PHONE, locale="en-GB", java_script_enabled=False)
    yield _patient(context.new_page())
    context.close()


def _patient(page: Page) -> Page:
    page.set_default_timeout(10_000)
    return page


def is_open_to_everyone(page: Page) -> None:
    """Check a page with axe, and that nothing of it hangs over the edge of the screen."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible()  # it has come
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    fits_the_screen(page)


def fits_the_screen(page: Page) -> None:
    """Check that nothing of a page hangs over the edge of the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"], f"{page.url} is {wide} px wide"


def sign_in(page: Page, site: Site, login: str) -> None:
    """Sign in at the staff door."""
    page.context.clear_cookies()
    page.goto(f"{site.address}/staff/sign-in")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def _let_in(environ: dict[str, str]) -> None:
    """Give one person of each role a login, by the command for it, without a process for each."""
    app = create_app(config.from_environment(environ))
    with app.app_context():
        for login, (role, kind, where) in POSTS.items():
            given = ["--name", login, "--role", role, kind, where, "--password-stdin"]
            made = CliRunner().invoke(main, ["make-staff", login, *given], input=PASSWORD)
            assert made.exit_code == 0, made.output
        db.session.remove()
        db.engine.dispose()


def _run(environ: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [PORTAL, *arguments], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _own_database(database: str, home: Path) -> str:
    if database.startswith("sqlite"):
        return f"sqlite:///{home / 'portal.sqlite'}"
    address = config._database_url(database, home)
    outside = create_engine(address, isolation_level="AUTOCOMMIT")
    name = f"story_{secrets.token_hex(4)}"
    with outside.connect() as line:
        line.execute(text(f"CREATE DATABASE {name}"))
    outside.dispose()
    return outside.url.set(database=name).render_as_string(hide_password=False)


def _code_on(pdf: Path) -> str:
    """Read the address as a phone does: from the picture of the printed board."""
    import pypdfium2
    import zxingcpp

    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=1.5).to_pil()
    document.close()
    [seen] = zxingcpp.read_barcodes(picture)
    found = re.search(r"/B/([A-Z0-9]+)$", seen.text.upper())
    assert found, seen.text
    return found.group(1)


def _wait_until_ready(address: str) -> None:
    for _ in range(900):
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the portal was not ready within a minute and a half")
