"""The cases of a year as a file that is made while it is sent."""

from flask import request
from flask.typing import ResponseReturnValue

from portal import clock, web
from portal.access import open_to_all
from portal.errors import N_, NotFound
from portal.exchange.queries import open_cases, state_of_cases, years_of_cases
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
    fewest = policy_on(today).fewest_to_publish
    pieces = exports.cases_pieces(open_cases(year, today, fewest))
    state = " ".join([*(column.name for column in CASES), state_of_cases(year, today, fewest)])
    return streamed(f"cases-{year}.csv", CSV, pieces, state=state)
