"""Keeping snapshots of the open data, once and for ever."""

import hashlib
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from portal import clock, files
from portal.db import db
from portal.exchange.models import Snapshot


def make_snapshot(
    name: str, media_type: str, pieces: Iterable[bytes], *, now: datetime
) -> Snapshot:
    """Put a file of the open data into the store, piece by piece, and return what to keep of it."""
    day = clock.day_of(now)
    key = f"open-data/{day.isoformat()}/{name}"
    digest, size = hashlib.sha256(), 0
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        with made.open("wb") as out:
            for piece in pieces:
                out.write(piece)
                digest.update(piece)
                size += len(piece)
        files.keep(key, made)
    return Snapshot(
        day=day,
        name=name,
        media_type=media_type,
        bytes=size,
        sha256=digest.hexdigest(),
        file_key=key,
        made_at=now,
    )


def keep_snapshots(made: Iterable[Snapshot]) -> None:
    """Keep the files that were made; only now everybody sees them."""
    db.session.add_all(made)
    db.session.flush()
