"""Every member of every enumeration is in the glossary; every clause is on the policy map."""

import enum
import importlib
import re
from dataclasses import fields
from pathlib import Path

from portal.policy.rules import Policy
from tests.laws.each import of_each

DOCS = Path(__file__).parents[2] / "docs"
ROOMS = (
    "accounts",
    "grids",
    "boards",
    "training",
    "cases",
    "assessment",
    "exchange",
    "rewards",
    "supervision",
    "publicity",
    "volunteers",
)
GLOSSARY = (DOCS / "glossary.md").read_text()


def enumerations():
    for room in ROOMS:
        rules = importlib.import_module(f"portal.{room}.rules")
        yield from (thing for thing in vars(rules).values() if isinstance(thing, enum.EnumType))


MEMBERS = sorted({f"{kind.__name__}.{m.name}" for kind in enumerations() for m in kind if kind})
MEMBERS = [member for member in MEMBERS if not member.startswith(("StrEnum", "Enum"))]


@of_each(MEMBERS)
def test_every_member_of_an_enumeration_is_in_the_glossary_with_its_chinese(member):
    line = next((line for line in GLOSSARY.splitlines() if f"`{member}`" in line), "")

    assert re.search(r"[\u4e00-\u9fff]", line), f"{member} is not in docs/glossary.md"


def test_the_policy_map_and_the_policy_values_name_the_same_clauses():
    cited = {f.metadata["clause"] for f in fields(Policy) if f.metadata}
    mapped = set(
        re.findall(r"^\| `([a-z.]+)` \|", (DOCS / "policy-map.md").read_text(), re.MULTILINE)
    )

    assert cited == mapped
