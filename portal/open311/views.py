"""GeoReport v2: where this door is, what may be reported, and how one case stands."""

from flask import Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal import i18n
from portal.access import open_to_all
from portal.cases.queries import case_by_number, last_step_at, matters_for_residents
from portal.errors import N_, Refused
from portal.i18n import speaking
from portal.open311 import blueprint as open311
from portal.open311 import translate

XML, JSON = {"form": "xml"}, {"form": "json"}


@open311.get("/discovery.xml", defaults=XML)
@open311.get("/discovery.json", defaults=JSON)
@open_to_all
def discovery(form: str) -> ResponseReturnValue:
    """Say where the interface is and what it speaks."""
    settings = current_app.config["SETTINGS"]
    with speaking(_asked_locale()):
        content = translate.discovery(
            f"{settings.base_url}/open311/v2",
            is_production=settings.instance == "production",
            phone=settings.supervision_phone,
        )
    return _answer(form, "discovery", content)


@open311.get("/v2/services.xml", defaults=XML)
@open311.get("/v2/services.json", defaults=JSON)
@open_to_all
def list_services(form: str) -> ResponseReturnValue:
    """List the matters that residents may report."""
    with speaking(_asked_locale()):
        content = [translate.service(matter) for matter in matters_for_residents()]
    return _answer(form, "services", content)


@open311.get("/v2/requests/<string:number>.xml", defaults=XML)
@open311.get("/v2/requests/<string:number>.json", defaults=JSON)
@open_to_all
def show_request(number: str, form: str) -> ResponseReturnValue:
    """Say how one case stands: what, where roughly, with whom and by when; never who or why."""
    with speaking(_asked_locale()):
        case = case_by_number(number)
        content = [translate.service_request(case, last_step_at(case))]
    return _answer(form, "service_requests", content)


@open311.errorhandler(Refused)
def refused(refusal: Refused) -> ResponseReturnValue:
    """Answer a refusal as the standard's list of errors."""
    return _refusal(refusal.status, refusal.message, refusal.facts)


@open311.errorhandler(HTTPException)
def http_error(error: HTTPException) -> ResponseReturnValue:
    """Answer a request that cannot be read in the same way."""
    return _refusal(error.code or 400, error.description or "", {})


def _refusal(status: int, words: str, facts: dict[str, object]) -> ResponseReturnValue:
    locale = _locale()
    with speaking(locale if locale in i18n.LANGUAGES else i18n.LANGUAGES[0]):
        said = i18n._(words) % facts if facts else i18n._(words)
    form = (request.view_args or XML).get("form", "xml")
    response = _answer(form, "errors", translate.errors(status, said))
    response.status_code = status
    return response


def _asked_locale() -> str:
    """Return the language that the content is asked for in: Chinese unless said otherwise."""
    locale = _locale()
    if locale not in i18n.LANGUAGES:
        abort(400, N_("This locale is not spoken here. Ask for zh or en."))
    return locale


def _locale() -> str:
    """Return the language of `?locale`, such as en-GB's; an empty one is as good as none."""
    asked = request.args.get("locale") or i18n.LANGUAGES[0]
    return asked.replace("_", "-").partition("-")[0].lower()


def _answer(form: str, root: str, content: translate.Contents) -> Response:
    return Response(translate.written(form, root, content), content_type=translate.TYPES[form])
