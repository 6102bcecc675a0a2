"""One case as the system of whoever handles it reads it: where, what was said, what is open."""

from datetime import date
from typing import Any

from portal.accounts.models import Person
from portal.cases.models import Case
from portal.cases.queries import steps_for
from portal.cases.rules import Step
from portal.errors import N_
from portal.exchange.queries.told import CASE_FACTS, TEXT, Fact, document, none_or, one_of

NUMBERS = {"type": "array", "items": {"type": "integer"}}
HANDLED_FACTS: tuple[Fact, ...] = (
    *CASE_FACTS,
    Fact("words", TEXT, N_("What the reporter wrote"), lambda case: case.words),
    Fact("place_note", TEXT, N_("Where it is, in words"), lambda case: case.place_note),
    Fact("lat", none_or({"type": "number"}), N_("Latitude, WGS 84"), lambda case: case.lat),
    Fact("lon", none_or({"type": "number"}), N_("Longitude, WGS 84"), lambda case: case.lon),
    Fact("photos", NUMBERS, N_("Numbers of its photos"), lambda c: [one.id for one in c.photos]),
    Fact("version", {"type": "integer"}, N_("Rises with every step"), lambda case: case.version),
)
# Undone with a bulk run, or decided at a meeting of people: no other system does these.
NOT_BY_SYSTEMS = frozenset({Step.UNSAY, Step.CONSULT, Step.SETTLE})
OPEN_STEPS = Fact(
    "steps",
    {"type": "array", "items": one_of(Step)},
    N_("Steps that this key's unit or area may take now"),
    lambda steps: [step.value for step in steps if step not in NOT_BY_SYSTEMS],
)


def one_case(case: Case, person: Person, on: date) -> dict[str, Any]:
    """Return a case for an account that may see it; how to reach its reporter is never in it."""
    open_now = OPEN_STEPS.of(steps_for(person, case, on))
    return {**document(case, HANDLED_FACTS), OPEN_STEPS.name: open_now}
