"""What other systems read beside a case: its history, matters, units and published figures."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.accounts.models import Person
from portal.accounts.queries import area_codes_of
from portal.accounts.rules import UnitKind
from portal.assessment.indicators import INDICATORS
from portal.assessment.models import Revision
from portal.assessment.queries import is_in_reach, policy_of, published_results
from portal.assessment.rules import Figure, Result, State, SubjectKind, few_answers
from portal.assessment.rules.keeping_back import TOLD as TOLD_BY_PEOPLE
from portal.cases.rules import CaseStatus, Outcome, Step
from portal.errors import N_
from portal.exchange.queries.told import (
    DAY,
    MOMENT,
    TEXT,
    Fact,
    Shape,
    day,
    instant,
    none_or,
    one_of,
)

COUNT: Shape = {"type": "integer", "minimum": 0}
FLAG: Shape = {"type": "boolean"}
EVENT_FACTS: tuple[Fact, ...] = (
    Fact("step", one_of(Step), N_("What happened"), lambda event: event.step.value),
    Fact(
        "status", one_of(CaseStatus), N_("Where the case stood after it"), lambda e: e.status.value
    ),
    Fact("at", MOMENT, N_("When"), lambda event: instant(event.at)),
    Fact(
        "unit_code",
        none_or(TEXT),
        N_("Code of the unit that had the case after it"),
        lambda event: event.unit and event.unit.code,
    ),
    Fact("level", none_or({"type": "integer"}), N_("Level after it"), lambda event: event.level),
    Fact("due_on", none_or(DAY), N_("Due date after it"), lambda event: day(event.due_on)),
    Fact(
        "outcome",
        none_or(one_of(Outcome)),
        N_("How its unit says that it ended"),
        lambda event: event.outcome and event.outcome.value,
    ),
    Fact("words", TEXT, N_("Words to the reporter"), lambda event: event.words),
    Fact("note", TEXT, N_("Note to colleagues"), lambda event: event.note),
    Fact(
        "photos",
        {"type": "array", "items": {"type": "integer"}},
        N_("Numbers of the photos that came with it"),
        lambda event: [photo.id for photo in event.photos],
    ),
)
MATTER_FACTS: tuple[Fact, ...] = (
    Fact("code", TEXT, N_("Code of the matter"), lambda matter: matter.code),
    Fact("name", TEXT, N_("Name in Chinese"), lambda matter: matter.name),
    Fact("name_en", TEXT, N_("Name in English"), lambda matter: matter.name_en),
    Fact(
        "level",
        {"type": "integer"},
        N_("Suggested level: 1 grid, 2 community, 3 subdistrict, 4 district department"),
        lambda matter: matter.level,
    ),
    Fact("days", COUNT, N_("Working days to resolve it"), lambda matter: matter.days),
    Fact("is_private", FLAG, N_("true where no grid is told"), lambda matter: matter.is_private),
    Fact(
        "national_code",
        none_or(TEXT),
        N_("Nearest type of the national standard; empty where none was found"),
        lambda matter: matter.national_code,
    ),
)
UNIT_FACTS: tuple[Fact, ...] = (
    Fact("code", TEXT, N_("Code of the unit"), lambda unit: unit.code),
    Fact("name", TEXT, N_("Name in Chinese"), lambda unit: unit.name),
    Fact("name_en", TEXT, N_("Name in English"), lambda unit: unit.name_en),
    Fact("kind", one_of(UnitKind), N_("What it is"), lambda unit: unit.kind.value),
    Fact("area_code", TEXT, N_("Code of the area it serves"), lambda unit: unit.area_code),
)


@dataclass(frozen=True)
class FigureLine:
    """One published figure of one subject, or that it is kept back."""

    result: Result
    indicator: str
    figure: Figure
    is_kept_back: bool


def _told(name: str) -> Any:
    def value(line: FigureLine) -> Any:
        found = None if line.is_kept_back else getattr(line.figure, name)
        return float(found) if isinstance(found, Decimal) else found

    return value


SHARE: Shape = none_or({"type": "number"})
FIGURE_FACTS: tuple[Fact, ...] = (
    Fact("kind", one_of(SubjectKind), N_("What it is"), lambda line: line.result.kind.value),
    Fact("code", TEXT, N_("Code of the area, the grid or the unit"), lambda line: line.result.code),
    Fact("name", TEXT, N_("Name in Chinese"), lambda line: line.result.name),
    Fact("name_en", TEXT, N_("Name in English"), lambda line: line.result.name_en),
    Fact("indicator", TEXT, N_("Which figure"), lambda line: line.indicator),
    Fact("numerator", none_or(COUNT), N_("What was counted"), _told("part")),
    Fact(
        "denominator",
        none_or(COUNT),
        N_("Out of how many; empty where too few people answered"),
        _told("whole"),
    ),
    Fact(
        "state",
        one_of(State),
        N_("rated; few: counts only; none: nothing to count; unsampled: nobody looked"),
        lambda line: line.figure.state.value,
    ),
    Fact("share", SHARE, N_("The share in percent"), _told("share")),
    Fact("low", SHARE, N_("Lower limit, 95 percent"), _told("low")),
    Fact("high", SHARE, N_("Upper limit, 95 percent"), _told("high")),
    Fact(
        "is_kept_back",
        FLAG,
        N_("true where so few answered that somebody could be recognised"),
        lambda line: line.is_kept_back,
    ),
)


def figure_lines(person: Person, revision: Revision, *, on: date) -> list[FigureLine]:
    """Return the published figures of whatever lies in somebody's reach."""
    results = published_results(revision)
    few = few_answers(results, policy_of(revision).fewest_to_publish)
    areas = tuple(area_codes_of(person, on))  # once: grids are a thousand
    return [
        _line(result, name, figure, is_few=(result.kind, result.code) in few)
        for result in results
        if _is_theirs(person, result, areas, on)
        for name, figure in result.figures.items()
    ]


def _is_theirs(person: Person, result: Result, areas: tuple[str, ...], on: date) -> bool:
    if result.kind is SubjectKind.UNIT:
        return is_in_reach(person, result.kind, result.code, on=on)
    return result.code.startswith(areas)


def _line(result: Result, name: str, figure: Figure, *, is_few: bool) -> FigureLine:
    is_told = not set(TOLD_BY_PEOPLE).isdisjoint(INDICATORS[name].denominator)
    return FigureLine(result, name, figure, is_few and is_told)
