"""What the source never holds: commits outside the door, words outside the catalogues, marks."""

import re
from pathlib import Path

from tests.laws.each import of_each

ROOT = Path(__file__).parents[2]
ROOMS = (
    "policy",
    "accounts",
    "grids",
    "boards",
    "training",
    "cases",
    "rewards",
    "supervision",
    "publicity",
    "assessment",
    "exchange",
)
CODE = sorted((ROOT / "portal").rglob("*.py"))
IN_ROOMS = [path for path in CODE if path.relative_to(ROOT).parts[1] in ROOMS]
TEMPLATES = sorted((ROOT / "portal" / "templates").rglob("*.html"))
LEFT_OVER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
FORBIDDEN_NAMES = re.compile(r"^(utils?|helpers?|common|misc|managers?|processors?)$")
TAGS = re.compile(
    r"<(?:script|style|svg|template)\b.*?</(?:script|style|svg|template)>|<[^>]+>", re.DOTALL
)
LANGUAGE_NAMES = {"中文", "English"}  # a language is offered in its own words
JINJA = re.compile(
    r"\{% block body_class %\}.*?\{% endblock %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL
)


def name(path):
    return str(path.relative_to(ROOT))


@of_each(IN_ROOMS, name)
def test_rooms_never_commit(path):
    assert ".commit(" not in path.read_text()


@of_each(TEMPLATES, name)
def test_a_template_says_nothing_that_is_not_translated(path):
    bare = TAGS.sub(" ", JINJA.sub(" ", path.read_text()))
    words = re.findall(r"[A-Za-z\u4e00-\u9fff]{2,}", re.sub(r"&[a-z]+;", " ", bare))

    assert set(words) <= LANGUAGE_NAMES


@of_each(TEMPLATES, name)
def test_a_template_imports_only_what_it_uses(path):
    text = path.read_text()
    for line in re.findall(r"\{%-? from .*? import (.*?)-?%\}", text, re.DOTALL):
        for given in re.split(r",\s*", re.sub(r"\s+with(out)? context", "", line).strip()):
            used = given.split(" as ")[-1].strip()
            assert len(re.findall(rf"\b{used}\b", text)) > 1, f"{used} is imported and not used"


@of_each([*CODE, *TEMPLATES], name)
def test_nothing_is_left_over_and_no_name_says_nothing(path):
    assert not LEFT_OVER.search(path.read_text())
    assert not FORBIDDEN_NAMES.match(path.stem)
