"""What each person got in a year, for the tax: a page, and the same as a file."""

from collections.abc import Iterator, Sequence

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from portal import clock
from portal.access import Permission, allow
from portal.errors import N_, NotFound
from portal.i18n import _, named
from portal.rewards.queries import money
from portal.rewards.queries.statements import YearLine, years_line_by_line
from portal.rewards.rules.money import PAYS, plain_yuan
from portal.sheets import csv_lines, workbook
from portal.staff import blueprint as staff
from portal.staff import reward_reach as reach
from portal.staff import reward_words as words
from portal.staff.matters import CSV, attached
from portal.staff.reward_lists import XLSX

LINES = 100  # on one page
FIRST_YEAR = 2024


@staff.get("/rewards/statements")
@allow(Permission.PAY_REWARDS)
def show_statements() -> ResponseReturnValue:
    """Show a year, person by person."""
    lines, year = _lines(), _year()
    shown, next_key = _part_of(lines)
    return render_template(
        "staff/rewards/statements.html",
        lines=shown,
        next_key=next_key,
        is_first="after" not in request.args,
        people=len({line.person.id for line in lines}),
        money=sum(line.money for line in lines),
        goods=sum(line.goods for line in lines),
        year=year,
        years=range(clock.today().year, FIRST_YEAR - 1, -1),
        words=words,
    )


@staff.get("/rewards/statements.csv")
@allow(Permission.PAY_REWARDS)
def statements_csv() -> Response:
    """Give a year as text."""
    return attached(b"".join(csv_lines(_table(_lines()))), f"rewards-{_year()}.csv", CSV)


@staff.get("/rewards/statements.xlsx")
@allow(Permission.PAY_REWARDS)
def statements_xlsx() -> Response:
    """Give a year as a workbook."""
    content = workbook(_table(_lines()), name=str(_year()))
    return attached(content, f"rewards-{_year()}.xlsx", XLSX)


def _year() -> int:
    asked = request.args.get("year", str(clock.today().year))
    if not asked.isdecimal() or not FIRST_YEAR <= int(asked[:5]) <= clock.today().year:
        raise NotFound(N_("There is no such year. Choose one from the list."))
    return int(asked)


def _lines() -> list[YearLine]:
    return years_line_by_line(money.communities_within(reach.codes(PAYS)), _year())


def _part_of(lines: Sequence[YearLine]) -> tuple[Sequence[YearLine], str | None]:
    """Return the lines after a staff number, as many as fit, and where the next page begins."""
    after = request.args.get("after", "")
    rest = [line for line in lines if line.person.number > after]
    return rest[:LINES], rest[LINES - 1].person.number if len(rest) > LINES else None


def _table(lines: Sequence[YearLine]) -> Iterator[list[str]]:
    yield [
        *(_("Staff number"), _("Full name"), _("Community"), _("Money in yuan")),
        *(_("Value of goods in yuan"), _("Together in yuan")),
        *(_("Quarter %(n)d", n=n) for n in range(1, 5)),
    ]
    for line in lines:
        amounts = (line.money, line.goods, line.total, *line.quarters)
        who = [line.person.number, line.person.name, named(line.community)]
        yield [*who, *map(plain_yuan, amounts)]
