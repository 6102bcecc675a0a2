"""A volunteer without a line: their page is read, and help and a report are filed and sent once."""

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.story.conftest import GRID, Site, is_open_to_everyone
from tests.story.line import Line
from tests.story.without_a_line import (
    NOT_YET,
    ON_ONE_DATABASE,
    cases,
    change,
    fill_in,
    find,
    has_kept,
    is_put_away,
    lose,
    send,
    sign_in,
    stored,
    waiting,
)

pytestmark = ON_ONE_DATABASE

SONG, MY_PAGE, HELPS, NEW = "song", "/staff/my-page", "/staff/helps", "/staff/cases/new"
JOINED = """INSERT INTO volunteers (person_id, kind, grid_id, community_id, status, started_on,
    tasks, shows_name, shows_stars)
SELECT people.id, 'neighbour', grids.id, grids.community_id, 'active', '2026-01-01',
    '["report", "patrol", "verify"]', :no, :no
FROM people, grids WHERE people.login = :login AND grids.code = :grid
    AND NOT EXISTS (SELECT 1 FROM volunteers WHERE person_id = people.id)"""


@pytest.fixture
def volunteer(site: Site) -> str:
    """Somebody whom the community has let in; return their login."""
    change(site, JOINED, login=SONG, grid=GRID, no=False)
    return SONG


def test_a_volunteer_reads_and_files_without_a_line(
    kept_phone: BrowserContext, site: Site, line: Line, volunteer: str
):
    page = kept_phone.new_page()
    sign_in(page, line.address, volunteer)
    page.goto(f"{line.address}/staff/volunteering")
    page.get_by_role("button", name="I have read them and agree").click()
    page.goto(f"{line.address}{MY_PAGE}")
    for path in (MY_PAGE, HELPS, NEW):
        has_kept(page, path)
    lose(line, kept_phone)

    page.goto(f"{line.address}{MY_PAGE}")
    expect(page.get_by_text("Kept on this phone on")).to_be_visible()
    expect(page.get_by_role("heading", name="My stars")).to_be_visible()
    page.get_by_role("link", name="Help in a household").click()
    page.locator("textarea, input[name=words]").last.fill("Carried rice upstairs")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text(NOT_YET)
    is_open_to_everyone(page)
    page.goto(f"{line.address}{NEW}")
    fill_in(page, "found by a volunteer")
    send(page)
    is_put_away(page)
    find(line, kept_phone)

    expect(waiting(page).get_by_text("Sent.")).to_have_count(2, timeout=20_000)
    helps = "SELECT count(*) FROM helps WHERE words = :words"
    assert stored(site, helps, words="Carried rice upstairs") == [1]
    assert len(cases(site, "found by a volunteer")) == 1
