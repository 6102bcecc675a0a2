"""Files of the open data as they were on a day, with the sums by which they are checked."""

from datetime import date

from flask import Response
from flask.typing import ResponseReturnValue

from portal.access import open_to_all
from portal.errors import N_, NotFound
from portal.exchange.queries import snapshot_of, snapshots_of
from portal.opendata import blueprint as opendata
from portal.opendata.dictionary import FILES
from portal.opendata.exports import csv_pieces
from portal.opendata.files import kept, sent
from portal.opendata.media import CSV
from portal.opendata.register_dictionary import DICTIONARY


@opendata.get("/snapshots/<string:day>/sha256sums.txt")
@open_to_all
def sums(day: str) -> Response:
    """Give the SHA-256 of every file of a day, as sha256sum -c reads it."""
    lines = (f"{one.sha256}  {one.name}\n".encode() for one in snapshots_of(_day(day)))
    return sent("sha256sums.txt", "text/plain; charset=utf-8", lines)


@opendata.get("/snapshots/<string:day>/<string:name>")
@open_to_all
def snapshot(day: str, name: str) -> Response:
    """Give a kept file, or the range of it that was asked for."""
    return kept(snapshot_of(_day(day), name))


@opendata.get("/dictionary/<string:file>.csv")
@open_to_all
def dictionary_csv(file: str) -> ResponseReturnValue:
    """Give the columns of one file and what they mean."""
    for known in FILES:
        if known.slug == file:
            return sent(f"dictionary-{file}.csv", CSV, csv_pieces(DICTIONARY, known.columns))
    raise NotFound(N_("There is no file of that name. The page of the open data lists all."))


def _day(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise NotFound(
            N_("No snapshot was made on that day. The page of the open data lists all.")
        ) from None
