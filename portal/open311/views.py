"""GeoReport v2, to be read: where this door is, what may be reported, and how cases stand."""

from flask import current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal import clock, web
from portal.access import open_to_all
from portal.cases.queries import case_by_request, matters_for_residents
from portal.errors import N_, NotFound, Refused
from portal.exchange.queries import (
    WantedRequests,
    named_in,
    satisfaction_by_code,
    service_requests,
)
from portal.exchange.rules import window
from portal.grids.queries import areas_of
from portal.grids.rules import AreaKind
from portal.i18n import speaking
from portal.open311 import blueprint as open311
from portal.open311 import translate
from portal.open311.answers import answer, asked_locale, close_files, refusal, refuse_other_formats
from portal.open311.asked import service_asked, street_asked, wanted_requests, wants_extensions
from portal.policy.queries import policy_on

READS = "3600 per hour"  # from one address: thousands may share it

open311.before_request(refuse_other_formats)
open311.teardown_request(close_files)


@open311.get("/discovery.<string:form>")
@open_to_all
def discovery(form: str) -> ResponseReturnValue:
    """Say where the interface is, what it speaks and for which streets."""
    settings = current_app.config["SETTINGS"]
    with speaking(asked_locale()):
        content = translate.discovery(
            f"{settings.base_url}/open311/v2",
            areas_of(AreaKind.STREET),
            kind="production" if settings.instance == "production" else "test",
            phone=settings.supervision_phone,
        )
    return answer(form, "discovery", content)


@open311.get("/v2/services.<string:form>")
@open_to_all
@web.limiter.limit(READS)
def list_services(form: str) -> ResponseReturnValue:
    """List the matters that residents may report, and how satisfied reporters were if asked."""
    street_asked(request.args)
    with speaking(asked_locale()):
        matters = matters_for_residents()
        content = [translate.service(matter) for matter in matters]
    if wants_extensions(request.args):
        fewest = policy_on(clock.today()).fewest_to_publish
        counts = satisfaction_by_code(window(None, None, clock.now()), fewest)
        for one in content:
            one["satisfaction"] = translate.satisfaction(counts.get(one["service_code"]))
    return answer(form, "services", content)


@open311.get("/v2/services/<string:code>.<string:form>")
@open_to_all
@web.limiter.limit(READS)
def show_service(code: str, form: str) -> ResponseReturnValue:
    """Say what a service asks besides what every report is asked."""
    street_asked(request.args)
    with speaking(asked_locale()):
        content = translate.definition(service_asked(code))
    return answer(form, "service_definition", content)


@open311.get("/v2/requests.<string:form>")
@open_to_all
@web.limiter.limit(READS)
def list_requests(form: str) -> ResponseReturnValue:
    """List cases by the standard's filters: what, where roughly, with whom and by when."""
    return _told(form, wanted_requests(request.args, clock.now()))


@open311.get("/v2/requests/<string:number>.<string:form>")
@open_to_all
@web.limiter.limit(READS)
def show_request(number: str, form: str) -> ResponseReturnValue:
    """Say how one case stands; never who reported it or why."""
    street = street_asked(request.args)
    return _told(form, WantedRequests((number,), street_id=street.id if street else None))


@open311.get("/v2/tokens/<string:token>.<string:form>")
@open_to_all
@web.limiter.limit(READS)
def show_token(token: str, form: str) -> ResponseReturnValue:
    """Say which request came of a report that was answered with a token."""
    case = case_by_request(token)
    if case is None:
        raise NotFound(N_("No report was answered with this token. Check it."))
    content = [{"service_request_id": case.number, "token": token}]
    return answer(form, "service_requests", content)


@open311.errorhandler(Refused)
def refused(no: Refused) -> ResponseReturnValue:
    """Answer a refusal as the standard's list of errors."""
    return refusal(no.status, no.message, no.facts)


@open311.errorhandler(HTTPException)
def http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer a request that cannot be read in the same way."""
    return refusal(error.code or 400, error.description or "", {})


def _told(form: str, wanted: WantedRequests) -> ResponseReturnValue:
    extensions = wants_extensions(request.args)
    rows = service_requests(wanted)
    if not rows and len(wanted.numbers) == 1 and request.endpoint == "open311.show_request":
        raise NotFound(N_("No such case, or it is not yours to see. Check the number."))
    with speaking(asked_locale()):
        names = named_in(rows, with_notes=extensions)
        content = translate.service_requests(rows, names, extensions=extensions)
    return answer(form, "service_requests", content)
