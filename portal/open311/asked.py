"""What a request to this door asks for; an empty parameter is as good as none."""

from collections.abc import Mapping
from datetime import datetime

from portal.cases.models import Matter
from portal.cases.queries import matter_by_code
from portal.errors import N_, NotAcceptable, NotFound
from portal.exchange.queries import WantedRequests
from portal.exchange.rules import MOST, Span, window
from portal.grids.models import Area
from portal.grids.queries import area_by_code
from portal.grids.rules import DISTRICT, AreaKind

FURTHEST = 100_000  # pages; no year has so many requests
STATUSES = {"open": True, "closed": False}
YES = {"true", "1", "yes"}


def wanted_requests(args: Mapping[str, str], now: datetime) -> WantedRequests:
    """Return which requests the parameters of a list ask for, or refuse what cannot be read."""
    street = street_asked(args)
    street_id = street.id if street else None
    if numbers := _several(args, "service_request_id"):
        return WantedRequests(numbers=numbers, street_id=street_id)
    updated = _span(args, "updated_after", "updated_before", now)
    reported = _span(args, "start_date", "end_date", now)
    return WantedRequests(
        codes=_several(args, "service_code"),
        is_open=_is_open(args),
        reported=reported or (None if updated else window(None, None, now)),
        updated=updated,
        street_id=street_id,
        page=_count(args, "page", 1, FURTHEST),
        size=_count(args, "page_size", MOST, MOST),
    )


def street_asked(args: Mapping[str, str]) -> Area | None:
    """Return the street that is the jurisdiction, or None for the whole district."""
    code = args.get("jurisdiction_id", "").strip()
    if code in {"", DISTRICT}:
        return None
    area = area_by_code(code)
    if area is None or area.kind is not AreaKind.STREET:
        raise NotFound(N_("There is no such jurisdiction_id. Discovery lists those there are."))
    return area


def service_asked(code: str) -> Matter:
    """Return the matter of a service, or refuse: residents can report no such thing."""
    matter = matter_by_code(code)
    if matter is None or matter.is_info or not matter.residents_may_report:
        raise NotFound(N_("There is no such service_code. The list of services has them all."))
    return matter


def wants_extensions(args: Mapping[str, str]) -> bool:
    """Say whether what the standard does not know is asked for too."""
    return args.get("extensions", "").strip().lower() in YES


def _several(args: Mapping[str, str], name: str) -> tuple[str, ...]:
    values = tuple(filter(None, (value.strip() for value in args.get(name, "").split(","))))
    if len(values) > MOST:
        raise NotAcceptable(N_("Ask for fewer values of %(name)s."), name=name)
    return values


def _is_open(args: Mapping[str, str]) -> bool | None:
    """Return whether open or closed requests are asked for, or None for both."""
    asked = set(_several(args, "status"))
    if not asked <= set(STATUSES):
        raise NotAcceptable(N_("A status is open or closed."))
    return STATUSES[asked.pop()] if len(asked) == 1 else None


def _span(args: Mapping[str, str], first: str, last: str, now: datetime) -> Span | None:
    ends = _instant(args, first), _instant(args, last)
    return window(*ends, now) if any(ends) else None


def _instant(args: Mapping[str, str], name: str) -> datetime | None:
    """Return an instant in the W3C form; a `+` that came as a space is one again."""
    given = args.get(name, "").strip()
    try:
        moment = datetime.fromisoformat(given.replace(" ", "+")) if given else None
        if moment is None or moment.utcoffset() is not None:
            return moment
    except ValueError:
        pass
    raise NotAcceptable(
        N_("Write %(name)s with its time zone, such as 2026-11-28T08:00:00+08:00."), name=name
    )


def _count(args: Mapping[str, str], name: str, usual: int, most: int) -> int:
    given = args.get(name, "").strip() or str(usual)
    if not (given.isascii() and given.isdecimal() and len(given) < 10 and int(given)):
        raise NotAcceptable(N_("%(name)s is a number from 1 on."), name=name)
    return min(int(given), most)
