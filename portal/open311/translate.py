"""What GeoReport v2 calls our matters and cases, and how the same content is XML or JSON.

Whatever is not named here is never told: no words, no photos, no contact, no
person, and no place closer than the grid; of private matters the community.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from xml.etree import ElementTree

from portal.cases.models import Case, Matter
from portal.cases.rules import CaseStatus
from portal.clock import LOCAL
from portal.i18n import _, language, named

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGED = (
    "2026-11-22T00:00:00+08:00"  # when what these pages say, or the list shipped, last changed
)
TYPES = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
# What one entry of each list is called: XML needs a name for it, JSON does not.
ENTRIES = {
    "services": "service",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
LAST_SECOND = time(23, 59, 59)
# Characters that XML 1.0 cannot hold, not even escaped.
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Content = Mapping[str, Any]
Contents = Content | Sequence[Content]


def discovery(url: str, *, is_production: bool, phone: str) -> Content:
    """Return where this door is, what it speaks, and whom to ask."""
    return {
        "changeset": CHANGED,
        "contact": _("Questions about this interface: call %(phone)s.", phone=phone),
        "key_service": _("No key is needed. This interface is for reading only."),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": url,
                "changeset": CHANGED,
                "type": "production" if is_production else "test",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def service(matter: Matter) -> Content:
    """Return a matter as a service; a report gets its number at once, so all are `realtime`."""
    short, group, category = (
        (matter.short_name_en, matter.group_name_en, matter.category_name_en)
        if language() == "en"
        else (matter.short_name, matter.group_name, matter.category_name)
    )
    return {
        "service_code": matter.code,
        "service_name": named(matter),
        "description": _(
            "%(category)s. Usually resolved within %(days)s working days after dispatch.",
            category=category,
            days=matter.days,
        ),
        "metadata": False,  # no questions beyond those asked of every report
        "type": "realtime",
        "keywords": ", ".join(filter(None, (short, category, matter.initials))),
        "group": group,
    }


def service_request(case: Case, updated_at: datetime) -> Content:
    """Return one case as anybody may see it; resolved is still open until somebody confirms it.

    A report that was joined to another stands where that one does.
    """
    main = case.merged_into or case
    return {
        "service_request_id": case.number,
        "status": "open" if main.status.is_open else "closed",
        "service_name": named(case.matter),
        "service_code": case.matter.code,
        "description": None,
        "agency_responsible": named(main.unit) if main.unit else None,
        "requested_datetime": _instant(case.reported_at),
        "updated_datetime": _instant(main.closed_at or updated_at),
        "expected_datetime": _expected(main),
        "address": named(case.community if case.matter.is_private else case.grid),
        "zipcode": None,
    }


def errors(code: int, description: str) -> Sequence[Content]:
    """Return a refusal as the standard's list of errors."""
    return [{"code": code, "description": description}]


def written(form: str, root: str, content: Contents) -> str:
    """Return content in the asked format; the two hold the same, an empty element is null."""
    return _as_xml(root, content) if form == "xml" else _as_json(content)


def _as_json(content: Any) -> str:
    return json.dumps(_clean(content), ensure_ascii=False)


def _as_xml(root: str, content: Any) -> str:
    text = ElementTree.tostring(_element(root, _clean(content)), encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}'


def _element(name: str, content: Any) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if isinstance(content, dict):
        element.extend(_element(key, value) for key, value in content.items())
    elif isinstance(content, list):
        element.extend(_element(ENTRIES[name], entry) for entry in content)
    elif isinstance(content, bool):
        element.text = str(content).lower()
    elif content is not None:
        element.text = str(content)
    return element


def _clean(content: Any) -> Any:
    """Return content without characters that one of the two formats could not hold."""
    if isinstance(content, Mapping):
        return {key: _clean(value) for key, value in content.items()}
    if isinstance(content, str):
        return UNFIT.sub("\ufffd", content)
    return [_clean(entry) for entry in content] if isinstance(content, Sequence) else content


def _instant(moment: datetime) -> str:
    return moment.astimezone(LOCAL).isoformat(timespec="seconds")


def _expected(case: Case) -> str | None:
    """Return the end of the day by which the case is due, or was promised before its dispatch."""
    if case.status is CaseStatus.DECLINED:
        return None
    day: date = case.due_on or case.promised_on
    return _instant(datetime.combine(day, LAST_SECOND, LOCAL))
