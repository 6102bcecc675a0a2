"""The page of one file draws what the portal draws, without the portal."""

import json

from playwright.sync_api import expect

from portal.supervision.rules import Row, draw, list_hash, reserve_for
from tests.story.conftest import ROOT

PAGE = """<!doctype html><html lang="en"><title>Draw</title>
<input type="file" id="list"><p id="said" data-same="same" data-other="other"></p>
<code id="hash"></code><div id="out" data-round="Round" data-reserve="(reserve)"></div>
<script type="application/json" id="published">{published}</script><script>{script}</script>"""
SIZES = {"330108001-1": 4, "330108001-2": 7}
ROWS = [Row(f"BJ20260901{n:05}", f"330108001-{1 + n % 2}") for n in range(60)]


def test_a_downloaded_page_draws_two_rounds_as_the_portal_does(browser, tmp_path):
    rounds = [{"turn": n + 1, "seed": f"seed {n}", "sizes": SIZES} for n in range(2)]
    script = (ROOT / "portal" / "static" / "redraw" / "redraw.js").read_text()
    published = json.dumps({"sha256": list_hash(ROWS), "rounds": rounds})
    (tmp_path / "redraw.html").write_text(PAGE.format(published=published, script=script))
    lines = "".join(f"{row.number},{row.stratum}\n" for row in reversed(ROWS))
    (tmp_path / "list.csv").write_text("number,stratum\n" + lines)
    page = browser.new_page()
    page.goto((tmp_path / "redraw.html").as_uri())

    page.locator("#list").set_input_files(tmp_path / "list.csv")

    expect(page.locator("#said")).to_have_text("same")
    expect(page.locator("#hash")).to_have_text(list_hash(ROWS))
    both = {name: size + reserve_for(size) for name, size in SIZES.items()}
    first = draw(ROWS, both, "seed 0")
    expected = draw(ROWS, SIZES, "seed 0") + draw(ROWS, SIZES, "seed 1", earlier=first)
    shown = page.locator("li[data-as=drawn]").all_inner_texts()
    assert [text.split()[0] for text in shown] == expected
    page.close()
