"""What a finding rests on, as one hash: the look that counts, its answers, problems and photos.

A photo's key is the hash of its picture, so that whatever is changed of either is found.
"""

from datetime import UTC, datetime

from portal.supervision.models import Sampled, Visit, VisitPhoto
from portal.supervision.queries.visits import visit_of
from portal.supervision.rules import details_text, digest_of


def evidence_of(sampled: Sampled) -> str:
    """Return the hash of what was seen of something sampled; empty where nothing is kept of it."""
    visit = visit_of(sampled)
    return digest_of(_text(visit)) if visit else ""


def _text(visit: Visit) -> str:
    problems = [
        "|".join((one.matter_code, one.words, _moment(one.at), _where(one.lat, one.lon)))
        for one in visit.problems
        if one.taken_back_at is None
    ]
    return details_text(
        {
            "answers": repr([[str(part) for part in answer] for answer in visit.answers]),
            "at": _moment(visit.at),
            "by": visit.by.number,
            "came_at": _moment(visit.came_at),
            "photos": "\n".join(map(_photo, visit.photos)),
            "problems": "\n".join(problems),
            "where": _where(visit.lat, visit.lon),
            "words": visit.words,
        }
    )


def _photo(photo: VisitPhoto) -> str:
    taken = _moment(photo.taken_at) if photo.taken_at else ""
    return "|".join((photo.key, taken, _where(photo.lat, photo.lon)))


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _where(lat: float | None, lon: float | None) -> str:
    return "" if lat is None else f"{lat!r},{lon!r}"
