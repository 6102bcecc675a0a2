"""What GeoReport v2 calls our matters and cases.

Whatever is not named here is never told: no words, no photos, no contact, no
person, and no place closer than the grid; of private matters the community.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any

from portal.cases.models import Case, Matter
from portal.cases.rules import CaseStatus, DeclineReason, Outcome
from portal.clock import LOCAL
from portal.exchange.queries import Named
from portal.exchange.rules import Attribute, attributes_of
from portal.grids.models import Area
from portal.grids.rules.spots import middle_of, rings_of
from portal.i18n import _, day, language, named
from portal.open311.words import STEPS, note_on

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = (
    "2026-11-28T00:00:00+08:00"  # when what these pages say, or the list shipped, last changed
)
LAST_SECOND = time(23, 59, 59)
# Characters that XML 1.0 cannot hold, not even escaped.
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Degrees = tuple[float | None, float | None]  # latitude, longitude
Where = tuple[str, str | None, Degrees]  # its name, its code and its middle
NOWHERE: Degrees = (None, None)
Content = Mapping[str, Any]
Contents = Content | Sequence[Content]


def discovery(url: str, jurisdictions: Sequence[Area], *, kind: str, phone: str) -> Content:
    """Return where this door is, what it speaks, for which places, and whom to ask."""
    return {
        "changeset": CHANGED,
        "contact": _("Questions about this interface: call %(phone)s.", phone=phone),
        "key_service": _(
            "Reading needs no key. Ask the command centre for a key to send reports: "
            "call %(phone)s.",
            phone=phone,
        ),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": url,
                "changeset": CHANGED,
                "type": kind,
                "formats": ["text/xml", "application/json"],
            }
        ],
        "jurisdictions": [
            {"jurisdiction_id": area.code, "name": fit(named(area))} for area in jurisdictions
        ],
    }


def service(matter: Matter) -> dict[str, Any]:
    """Return a matter as a service; a report gets its number at once, so all are `realtime`."""
    short, group, category = (
        (matter.short_name_en, matter.group_name_en, matter.category_name_en)
        if language() == "en"
        else (matter.short_name, matter.group_name, matter.category_name)
    )
    return {
        "service_code": matter.code,
        "service_name": fit(named(matter)),
        "description": fit(
            _(
                "%(category)s. Usually resolved within %(days)s working days after dispatch.",
                category=category,
                days=matter.days,
            )
        ),
        "metadata": bool(attributes_of(matter.evidence)),
        "type": "realtime",
        "keywords": fit(", ".join(filter(None, (short, category, matter.initials)))),
        "group": fit(group),
    }


def satisfaction(counts: Any) -> Content | None:
    """Return how satisfied reporters of a service were, or nothing where too few answered."""
    names = ("asked", "answered", "satisfied")
    return {name: getattr(counts, name) for name in names} if counts else None


def definition(matter: Matter) -> Content:
    """Return what a service asks besides what every report is asked."""
    asked = enumerate(attributes_of(matter.evidence), start=1)
    attributes = [_attribute(order, attribute) for order, attribute in asked]
    return {"service_code": matter.code, "attributes": attributes}


def _attribute(order: int, attribute: Attribute) -> Content:
    values = [{"key": key, "name": _(name)} for key, name in (attribute.choices or {}).items()]
    return {
        "variable": attribute.is_variable,
        "code": attribute.code,
        "datatype": attribute.datatype,
        "required": False,  # as on the residents' own form
        "datatype_description": None,
        "order": order,
        "description": _(attribute.description),
    } | ({"values": values} if values else {})


@dataclass(frozen=True)
class _Told:
    """What repeats on a page, worked out once: a page may hold a thousand requests."""

    matters: Mapping[int, tuple[str, str, bool]]
    units: Mapping[int | None, str | None]
    grids: Mapping[int, Where]
    communities: Mapping[int, Where]
    state: Callable[..., tuple[CaseStatus, str, str]]


def service_requests(rows: Sequence[Any], names: Named, *, extensions: bool) -> list[Content]:
    """Return cases as anybody may see them; resolved is open until somebody confirms it."""
    name = attrgetter("name_en" if language() == "en" else "name")
    told = _Told(
        matters={n: (r.code, fit(name(r)), r.is_private) for n, r in names.matters.items()},
        units={None: None} | {n: fit(name(row)) for n, row in names.units.items()},
        grids={n: (fit(name(r)), r.code, middle(r.outline)) for n, r in names.grids.items()},
        communities={n: (fit(name(row)), None, NOWHERE) for n, row in names.communities.items()},
        state=cache(_state),
    )
    if not extensions:
        return [_request(row, told) for row in rows]
    return [_request(row, told) | {"notes": list(_notes(names, row.main_id))} for row in rows]


def _request(row: Any, told: _Told) -> dict[str, Any]:
    number, status, outcome, reason, matter, unit, grid, community, at, updated, on, _main = row
    code, name, is_private = told.matters[matter]
    where = told.communities[community] if is_private else told.grids[grid]
    stands, word, note = told.state(status, outcome, reason)
    return {
        "service_request_id": number,
        "status": word,
        "status_notes": note,
        "service_name": name,
        "service_code": code,
        "description": None,
        "agency_responsible": told.units[unit],
        "service_notice": None,
        "requested_datetime": at,
        "updated_datetime": updated,
        "expected_datetime": None if stands is CaseStatus.DECLINED else _end_of_day(on),
        "address": where[0],
        "address_id": where[1],
        "zipcode": None,
        "lat": where[2][0],
        "long": where[2][1],
        "media_url": None,
    }


def _state(status: str, outcome: str | None, reason: str | None) -> tuple[CaseStatus, str, str]:
    """Return a status, what the standard calls it, and the sentence that says more."""
    stands = CaseStatus(status)
    note = note_on(
        stands, Outcome(outcome) if outcome else None, DeclineReason(reason) if reason else None
    )
    return stands, _word(stands), _(note)


def _word(status: CaseStatus) -> str:
    return "open" if status.is_open else "closed"


def _notes(names: Named, case_id: int) -> Iterator[Content]:
    for row in names.notes.get(case_id, ()):
        yield {
            "datetime": row.at,
            "status": _word(row.status),
            "description": _(STEPS[row.step]),
        }


def receipt(case: Case, *, by_token: bool) -> Content:
    """Return what is answered to a report: its number, or a token that leads to it."""
    notice = _("To be resolved by %(day)s, as promised.", day=day(case.promised_on))
    named_by = {"token": case.request_key} if by_token else {"service_request_id": case.number}
    return named_by | {"service_notice": notice, "account_id": None}


def errors(code: int, description: str) -> Sequence[Content]:
    """Return a refusal as the standard's list of errors."""
    return [{"code": code, "description": fit(description)}]


def fit(text: str) -> str:
    """Return words without characters that one of the two formats could not hold."""
    return UNFIT.sub("\ufffd", text)


@lru_cache(maxsize=4096)
def middle(outline: str | None) -> Degrees:
    """Return latitude and longitude of about the middle of an outline, given as its JSON."""
    spot = middle_of(rings_of(json.loads(outline))) if outline else None
    return (spot[1], spot[0]) if spot else NOWHERE


@cache
def _end_of_day(on: str) -> str:
    """Return the last second of a day, given and returned as text."""
    return datetime.combine(date.fromisoformat(on), LAST_SECOND, LOCAL).isoformat()
