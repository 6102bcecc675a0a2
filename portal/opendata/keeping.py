"""Snapshots: all files of the open data as they are on a day, kept for ever."""

from datetime import datetime

from portal import clock
from portal.db import first_look
from portal.exchange.actions import keep_snapshots, make_snapshot
from portal.opendata.kept_files import files_of


def keep_open_data(now: datetime) -> None:
    """Keep every file under today's date.

    They are made first, which takes long, and no lock is held meanwhile.
    """
    with first_look():
        made = [
            make_snapshot(file.name, file.media_type, file.pieces, now=now)
            for file in files_of(clock.day_of(now))
        ]
    keep_snapshots(made)
