"""One small sheet, colours in one place, and nothing that a strict content policy refuses."""

import re
from pathlib import Path

from tests.laws.each import of_each

PORTAL = Path(__file__).parents[2] / "portal"
SHEETS = sorted((PORTAL / "static" / "css").glob("*.css"))
SPRITE = PORTAL / "static" / "icons.svg"
MODULES = sorted((PORTAL / "static" / "js").glob("*.js"))
TEMPLATES = sorted((PORTAL / "templates").rglob("*.html"))
PICTURES = sorted(path for path in (PORTAL / "static").rglob("*.svg") if "vendor" not in path.parts)

COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix)\("
    r"|:\s*(?:black|white|gr[ae]y|red|green|blue|orange|yellow|purple|teal|navy)\b",
    re.IGNORECASE,
)
# A template speaks to mail and to paper too; those have no policy, and styles of their own. So
# has a file that is downloaded and opened without a server: what it needs stands in it.
NOT_PAGES = {"messages", "redraw.html"}
PAGES = [path for path in TEMPLATES if not NOT_PAGES & set(path.parts)]


def name(path):
    return path.relative_to(PORTAL).as_posix()


@of_each(SHEETS, name)
def test_a_sheet_is_small(sheet):
    assert sheet.stat().st_size < 20_000


def test_the_sprite_is_small():
    assert SPRITE.stat().st_size < 14_000


@of_each(MODULES, name)
def test_a_module_is_small(path):
    assert path.stat().st_size < 3_000


@of_each(SHEETS, name)
def test_colours_stand_only_among_the_tokens(sheet):
    _, _, rest = sheet.read_text("utf-8").rpartition("/* end of tokens */")
    rest = re.sub(r"/\*.*?\*/", "", rest, flags=re.DOTALL)
    assert not COLOUR.findall(rest)


def test_the_tokens_stand_in_one_sheet():
    with_tokens = [s.name for s in SHEETS if "end of tokens" in s.read_text("utf-8")]
    assert with_tokens == ["portal.css"]


@of_each(SHEETS, name)
def test_a_sheet_fetches_nothing(sheet):
    assert not re.findall(r"url\(|@import|@font-face", sheet.read_text("utf-8"))


@of_each(PAGES + PICTURES, name)
def test_no_style_and_no_script_stands_in_a_page(path):
    words = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", words), "a class of portal.css instead"
    assert not re.search(r"<style\b", words), "portal.css instead"
    assert not re.search(r"<script\b(?![^>]*\ssrc=)", words), "a module in static/js instead"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", words), "a module in static/js instead"
    assert not re.search(r"(?:href|src|action)\s*=\s*[\"']?\s*(?:javascript|data):", words)


@of_each(PAGES, name)
def test_every_icon_that_is_asked_for_is_in_the_sprite(path):
    drawn = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text("utf-8")))
    asked = set(re.findall(r"""\bicon\(\s*["']([^"']+)["']""", path.read_text("utf-8")))
    assert asked <= drawn, f"not in icons.svg: {sorted(asked - drawn)}"


@of_each(MODULES, name)
def test_no_module_builds_code_or_markup_from_words(path):
    words = path.read_text("utf-8")
    assert not re.search(r"\beval\(|new Function|innerHTML|insertAdjacentHTML|\.style\b", words)
