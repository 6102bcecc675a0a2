"""What a partner is sent: the matter and the grid, never a person, never a house."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote, urlencode

from portal.cases.models import Case
from portal.cases.rules.words import without_phones
from portal.exchange.models.partners import Partner, PartnerExchange, PartnerPush
from portal.exchange.queries.partners import dispatch_note, is_with, key_of, pushes_in
from portal.exchange.rules.partners import ExchangeKind, PushState, marked
from portal.outbound import Outgoing
from portal.supervision.queries.subjects import middle_of

PATIENCE = 15.0  # seconds for one question
LOOKED_BEFORE = timedelta(minutes=10)  # clocks differ
MOST_NOTE = 1000  # characters of a dispatcher's note
JSON = "application/json"
FORM = "application/x-www-form-urlencoded; charset=utf-8"


@dataclass(frozen=True)
class Question:
    """A request ready to be sent, and how it stands in the log: without the key."""

    request: Outgoing
    sent: str


def question_of(exchange: PartnerExchange) -> Question | None:
    """Return what is to be asked, as things are now; None if there is no reason any more."""
    partner, push = exchange.partner, exchange.push
    if partner.ended_at or partner.paused_at:
        return None
    if exchange.kind is ExchangeKind.PULL:
        numbers = [one.request_id for one in pushes_in(exchange) if one.request_id]
        return _get(partner, "requests.json", service_request_id=",".join(numbers))
    if push is None:
        return _get(partner, "services.json")
    if exchange.kind is ExchangeKind.TOKEN:
        return _get(partner, f"tokens/{quote(push.token or '', safe='')}.json")
    if exchange.kind is ExchangeKind.LOOK_UP:
        since = (push.sent_at or push.made_at) - LOOKED_BEFORE
        code = partner.services.get(push.case.matter.code, {}).get("code", "")
        return _get(
            partner,
            "requests.json",
            service_code=code,
            start_date=f"{since:%Y-%m-%dT%H:%M:%SZ}",
        )
    is_to_go = push.state is PushState.QUEUED and is_with(push)
    return _post(partner, push) if is_to_go and is_mapped(partner, push.case) else None


def is_mapped(partner: Partner, case: Case) -> bool:
    """Say whether a partner's table has the matter of a case."""
    return case.matter.code in partner.services


def report_of(push: PartnerPush) -> dict[str, str]:
    """Return the fields of a report, without the key.

    Of a private matter the grid's middle and the matter are all that is said.
    The reporter's own words, their contact and where they stood never go.
    """
    case, mapped = push.case, push.partner.services[push.case.matter.code]
    middle = middle_of(case.grid)
    place = {"lat": str(middle.lat), "long": str(middle.lon)} if middle else {}
    if not (middle and case.matter.is_private):
        place["address_string"] = f"{case.street.name}{case.grid.name}"
    return {
        "jurisdiction_id": push.partner.jurisdiction_id,
        "service_code": mapped["code"],
        **place,
        "description": _description(push, case),
        **{f"attribute[{name}]": value for name, value in mapped["attributes"].items()},
    }


def _description(push: PartnerPush, case: Case) -> str:
    note = ""
    if push.partner.with_notes and not case.matter.is_private:
        note = without_phones(dispatch_note(case))[:MOST_NOTE]
    return " ".join(part for part in (marked(push.reference), case.matter.name, note) if part)


def _post(partner: Partner, push: PartnerPush) -> Question:
    """Return a report as a form; our reference also travels as an idempotency key."""
    fields = {name: value for name, value in report_of(push).items() if value}
    key = key_of(partner)
    body = urlencode(fields | ({"api_key": key} if key else {})).encode()
    headers = {
        "Content-Type": FORM,
        "Accept": "application/json",
        "Idempotency-Key": push.reference,
    }
    url = f"{partner.base_url}/requests.json"
    said = "\n".join(f"{name}: {value}" for name, value in fields.items())
    return Question(Outgoing("POST", url, headers, body, PATIENCE), f"POST {url}\n{said}")


def _get(partner: Partner, path: str, **asked: str) -> Question:
    asked = {"jurisdiction_id": partner.jurisdiction_id} | asked
    query = urlencode({name: value for name, value in asked.items() if value})
    url = f"{partner.base_url}/{path}" + (f"?{query}" if query else "")
    headers = {"Accept": JSON}
    return Question(Outgoing("GET", url, headers, None, PATIENCE), f"GET {url}")
