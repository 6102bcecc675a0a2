"""Instants as other systems write them, made by the database: a page may hold thousands of them.

Both databases keep instants, never local times. Our zone has been eight hours
ahead of Greenwich, summer and winter, for longer than there are cases.
"""

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

HOURS = 8
ZONE = f"+{HOURS:02}:00"


class w3c(FunctionElement[str]):  # noqa: N801 - reads as the function that it is
    """An instant as a local W3C time, to the second: 2026-11-28T08:00:00+08:00."""

    type = String()
    inherit_cache = True
    name = "w3c"


@compiles(w3c, "sqlite")
def _of_microseconds(element: w3c, compiler: Any, **how: Any) -> str:
    moment = compiler.process(element.clauses, **how)
    seconds = f"({moment}) / 1000000 + {HOURS * 3600}"
    return f"strftime('%Y-%m-%dT%H:%M:%S{ZONE}', {seconds}, 'unixepoch')"


@compiles(w3c, "postgresql")
def _of_timestamp(element: w3c, compiler: Any, **how: Any) -> str:
    moment = compiler.process(element.clauses, **how)
    local = f"({moment}) AT TIME ZONE INTERVAL '{ZONE}' HOUR TO MINUTE"
    return f"""to_char({local}, 'YYYY-MM-DD"T"HH24:MI:SS"{ZONE}"')"""
