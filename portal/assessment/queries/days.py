"""Days as the database reckons them: in Asia/Shanghai, whichever database it is."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from portal.db import UTCDateTime


class end_of(FunctionElement[Any]):  # noqa: N801 - reads as the function that it is
    """The last instant of a day in Asia/Shanghai, and no longer of it: 24:00."""

    type = UTCDateTime()
    inherit_cache = True


@compiles(end_of)
def _end_of(element: end_of, compiler: Any, **how: Any) -> str:
    day = compiler.process(element.clauses, **how)
    return f"(({day} + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')"


@compiles(end_of, "sqlite")
def _end_of_in_microseconds(element: end_of, compiler: Any, **how: Any) -> str:
    day = compiler.process(element.clauses, **how)
    return f"((CAST(strftime('%s', {day}) AS INTEGER) + 57600) * 1000000)"
