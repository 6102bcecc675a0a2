"""What the small town has not earned by itself: somebody who applies, and a pay list."""

import re
import sqlite3
from pathlib import Path

from playwright.sync_api import Page, expect


def apply_to_join(page: Page, board: str) -> str:
    """Ask to become a volunteer from a board; return the page on which one follows it."""
    page.goto(f"{board}/join")
    page.locator("input[name=name]").fill("沈小满")
    page.locator("input[name=email]").fill("man@example.org")
    page.locator("input[name=kind]").first.check()
    page.locator("input[name=agrees]").check()
    expect(page.locator("input[name=altcha]")).not_to_have_value("", timeout=20_000)
    page.get_by_role("button", name="Send my application").click()
    page.wait_for_url(re.compile("/join/"))
    return page.url


def reward_stars(home: Path, host: str, login: str, finance: Page, lead: Page) -> None:
    """Let three of a community have had stars; reward them, and make the pay list."""
    community = _stars_for(home, login)
    there = f"http://{host}/staff/rewards/communities/{community}"
    finance.goto(there)
    finance.get_by_role("button", name="Propose these rewards").click()
    expect(finance.get_by_role("button", name="Propose these rewards")).to_have_count(0)
    lead.goto(there)
    lead.get_by_role("button", name="Approve all that wait").click()
    expect(lead.get_by_role("button", name="Approve all that wait")).to_have_count(0)
    finance.goto(f"http://{host}/staff/rewards/lists")
    finance.locator("input[name=kind]").first.check()
    finance.get_by_role("button", name="Make the list").click()
    finance.wait_for_url(re.compile("/rewards/lists/."))


def _stars_for(home: Path, login: str) -> str:
    """Change three frozen ratings, as no page can; return the code of their community."""
    line = sqlite3.connect(home / "portal.sqlite", timeout=30)
    (person, community, code) = line.execute(
        "SELECT p.id, v.community_id, a.code FROM people p JOIN volunteers v ON v.person_id = p.id"
        " JOIN areas a ON a.id = v.community_id WHERE p.login = ?",
        (login,),
    ).fetchone()
    (quarter,) = line.execute("SELECT max(quarter) FROM star_ratings").fetchone()
    line.execute(
        "UPDATE star_ratings SET stars = 3, points = 300 WHERE quarter = ? AND (person_id = ? OR id"
        " IN (SELECT id FROM star_ratings WHERE quarter = ? AND community_id = ? LIMIT 2))",
        (quarter, person, quarter, community),
    )
    line.commit()
    line.close()
    return str(code)
