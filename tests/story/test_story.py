"""Board, scan, report, dispatch, resolve, rate, and the rating in the grid's figures."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import a_photo
from tests.story.conftest import Site, is_open_to_everyone, sign_in


def test_from_the_board_to_the_rating_in_its_figures(phone: Page, desk: Page, site: Site):
    phone.goto(f"{site.address}/b/{site.board}")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Grid 1")
    is_open_to_everyone(phone)

    phone.get_by_role("link", name="Report a problem").first.click()
    phone.wait_for_url(re.compile("/report$"))
    is_open_to_everyone(phone)
    number, follow = report_a_street_trader(phone)

    sign_in(desk, site, "lin")
    is_open_to_everyone(desk)
    dispatch(desk, site, number)
    see_who_has_it(phone, follow)

    sign_in(desk, site, "he")
    resolve(desk, site, number)
    rate(phone, site, follow)
    see_the_rating_in_the_figures(phone, desk, site)


def report_a_street_trader(phone: Page) -> tuple[str, str]:
    phone.locator("input[data-filter]").fill("zdjy")
    phone.get_by_text("Trading on the public way").click()
    phone.locator("input[type=file]").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_photo(size=(3000, 2000))}
    )
    expect(phone.locator("input[name=altcha]")).not_to_have_value("", timeout=20_000)
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("heading", level=1)).to_be_visible()
    phone.wait_for_url(re.compile("/received"))
    is_open_to_everyone(phone)
    assert "working day" in phone.inner_text("main")
    assert "looks at your report" not in phone.inner_text("main")
    return number_in(phone.inner_text("main")), phone.url.split("/received")[0]


def number_in(words: str) -> str:
    """The case number as a person copies it from the page, where it stands in groups."""
    return "BJ" + "".join(re.findall(r"\d", words.split("BJ", 1)[1]))[:14]


def dispatch(desk: Page, site: Site, number: str) -> None:
    desk.goto(f"{site.address}/staff/cases?view=mine")
    is_open_to_everyone(desk)
    desk.get_by_role("link", name=re.compile(number)).first.click()
    desk.wait_for_url(re.compile(number))
    is_open_to_everyone(desk)
    step(desk, "dispatch")
    desk.locator("#dispatch").get_by_role("button").click()
    expect(desk.locator("#dispatch")).to_have_count(0)
    expect(desk.locator("main")).to_contain_text("Dispatched")


def see_who_has_it(phone: Page, follow: str) -> None:
    phone.goto(follow)
    is_open_to_everyone(phone)
    expect(phone.locator("main")).to_contain_text("Changhe")
    assert phone.locator("img").count() >= 1


def resolve(desk: Page, site: Site, number: str) -> None:
    desk.goto(f"{site.address}/staff/cases/{number}")
    step(desk, "take")
    desk.locator("#take").get_by_role("button").click()
    expect(desk.locator(".banner-ok")).to_be_visible()
    step(desk, "resolve")
    resolving = desk.locator("#resolve")
    resolving.get_by_text("Done", exact=True).or_(resolving.get_by_label("Done")).first.click()
    resolving.locator("textarea").first.fill("摊贩已劝离，路面已清扫")
    resolving.locator("input[type=file]").set_input_files(
        {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": a_photo("blue")}
    )
    resolving.get_by_role("button").last.click()
    expect(resolving).to_have_count(0)
    expect(desk.locator("main")).to_contain_text("Resolved")
    is_open_to_everyone(desk)


def rate(phone: Page, site: Site, follow: str) -> None:
    phone.goto(follow)
    asked = phone.locator("form[action*='/r/']").first.get_attribute("action") or ""
    phone.goto(f"{site.address}{asked.rsplit('/', 1)[0]}")  # as a mail leads there
    is_open_to_everyone(phone)
    phone.goto(follow)
    is_open_to_everyone(phone)
    phone.get_by_role("button", name="Solved", exact=True).click()
    phone.get_by_role("button", name=re.compile("5 of 5")).click()
    expect(phone.locator("main")).to_contain_text("Thank you")
    is_open_to_everyone(phone)


def see_the_rating_in_the_figures(phone: Page, desk: Page, site: Site) -> None:
    """The worker counts within seconds; a rate needs ten answers, so there are counts."""
    for _ in range(30):
        phone.goto(f"{site.address}/b/{site.board}")
        if re.search(r"1\s*(of|/)\s*1", phone.inner_text("main")):
            break
        phone.wait_for_timeout(500)
    assert re.search(r"1\s*(of|/)\s*1", phone.inner_text("main"))
    is_open_to_everyone(phone)
    desk.goto(f"{site.address}/staff/figures")
    is_open_to_everyone(desk)


def step(desk: Page, name: str) -> None:
    """Unfold a step of the case page if it is folded."""
    fold = desk.locator(f"details#{name}")
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()


def test_without_scripts_a_report_is_held_for_a_look_and_can_be_followed(
    phone_without_scripts: Page, site: Site
):
    old = phone_without_scripts
    old.goto(f"{site.address}/b/{site.board}")
    old.get_by_role("link", name="Report a problem").first.click()
    old.locator("label").filter(has_text="路灯").or_(
        old.locator("label").filter(has_text="light")
    ).first.click()
    old.get_by_role("button", name="Send the report").click()

    old.wait_for_url(re.compile("/received"))
    told = old.inner_text("main")
    pin = re.search(r"PIN\s+(\d{3} \d{3})", told)
    assert pin

    old.goto(f"{site.address}/track")
    old.locator("input[name=number]").fill(number_in(told).lower())
    old.locator("input[name=pin]").fill(pin.group(1))
    old.get_by_role("main").get_by_role("button").click()
    old.wait_for_url(re.compile("/f/"))
    expect(old.locator("main")).to_be_visible()


@pytest.mark.parametrize("look", ["", "?elder=1", "?lang=en"], ids=["plain", "elder", "english"])
@pytest.mark.parametrize("page", ["/", "/track", "/privacy", "/staff/sign-in", "/not-here"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
# How a page looks does not depend on the database, and that it comes the stories show on both.
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_open_page_is_open_to_everyone(browser, site, page, look, scheme):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", color_scheme=scheme
    )
    opened = context.new_page()
    opened.goto(f"{site.address}{page}{look}")

    is_open_to_everyone(opened)
    context.close()
