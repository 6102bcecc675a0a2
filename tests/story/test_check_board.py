"""Without a line a phone judges an address from a board as the portal does with one."""

import pytest
from playwright.sync_api import Browser

from portal.boards.rules import Verdict, judge_address, read_address, signature_of
from tests.story.conftest import Site
from tests.story.without_a_line import ON_ONE_DATABASE

pytestmark = ON_ONE_DATABASE

OURS = "https://grid.example.org"
CODE, UNKNOWN = "7K3M9Q", "7K3M9R"
OLD, NEW, GONE = ("A", "a" * 32), ("B", "b" * 32), ("C", "c" * 32)


def printed(code: str, key: tuple[str, str]) -> str:
    return f"{OURS}/b/{code}?s={signature_of(code, *key)}"


READ = (
    printed(CODE, NEW),
    printed(CODE, OLD),
    printed(CODE, GONE),
    printed(UNKNOWN, NEW),
    printed(CODE, NEW).replace(CODE, UNKNOWN),
    f"  {printed(CODE, NEW).lower()} ",
    printed(CODE, NEW) + "&lang=en",
    printed(CODE, NEW).replace("?", "?lang=en&"),
    printed(CODE, NEW)[:-1],
    printed(CODE, NEW).replace("grid.example", "grld.example"),
    f"{OURS}/b/{CODE}",
    f"{OURS}/b/{CODE}/",
    f"{OURS}/b/{CODE}?s=",
    f"{OURS}/b/{CODE}?s=ÄÖ",
    f"{OURS}/b/{CODE}?s=B?s=B",
    f"{OURS}/b/../pay",
    f"{OURS}/b/",
    f"{OURS}/pay",
    f"{OURS}.evil.cn/b/{CODE}",
    "weixin://dl/business/?t=abc",
    "https://[",
    "what is this",
    "",
    CODE,
    CODE.lower(),
    f"{CODE}?s={signature_of(CODE, *GONE)}",
    "constructor",
)


@pytest.mark.parametrize("keys", [(), (NEW, OLD)], ids=["nothing is signed", "prints are signed"])
def test_a_phone_without_a_line_judges_as_the_portal_does(browser: Browser, site: Site, keys):
    known = {
        "site": OURS,
        "letters": [letter for letter, _secret in keys],
        "boards": {CODE: ["002-021-001", "Grid", [signature_of(CODE, *key) for key in keys]]},
    }
    page = browser.new_page()
    page.goto(f"{site.address}/find")

    said = page.evaluate(
        """async ([addresses, known]) => {
            const { judge } = await import("/static/js/check-board.js");
            return addresses.map((address) => judge(address, known).verdict);
        }""",
        [READ, known],
    )
    page.close()

    assert dict(zip(READ, said, strict=True)) == {words: judged(words, keys) for words in READ}


def judged(words: str, keys) -> str:
    """Return the portal's verdict; a phone cannot know that a code was never given out."""
    read = read_address(words, OURS)
    is_known = read is not None and read.code == CODE
    verdict = judge_address(read, is_known=is_known, keys=keys)
    is_code = read is not None and read.code
    return "not_known_here" if verdict is Verdict.UNKNOWN_CODE and is_code else verdict
