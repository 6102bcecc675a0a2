"""The cases of a year as a file that is made while it is sent."""

from collections.abc import Iterator
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from portal import clock, web
from portal.access import open_to_all
from portal.errors import N_, NotFound
from portal.exchange.queries import open_cases, years_of_cases
from portal.opendata import blueprint as opendata
from portal.opendata import exports
from portal.opendata.files import streamed
from portal.opendata.media import CSV
from portal.opendata.register_dictionary import CASES
from portal.policy.queries import policy_on


@opendata.get("/cases.csv")
@open_to_all
@web.limiter.limit("30 per hour")
def cases_csv() -> ResponseReturnValue:
    """Stream the cases of one year, this year's unless another is asked for."""
    today = clock.today()
    year = request.args.get("year", today.year, type=int)
    if year not in [*years_of_cases(today), today.year]:
        raise NotFound(N_("There are no cases of that year. Write it as four digits."))
    return streamed(f"cases-{year}.csv", CSV, pieces_of(year, today))


def pieces_of(year: int, today: date) -> Iterator[bytes]:
    """Yield the file of a year's cases in blocks of lines."""
    fewest = policy_on(today).fewest_to_publish
    return exports.csv_pieces(CASES, open_cases(year, today, fewest))
