"""How this door answers: in the asked format and language, refusals as the standard's list."""

from flask import Response, abort, request

from portal import i18n
from portal.errors import N_
from portal.i18n import speaking
from portal.open311 import translate
from portal.open311.formats import TYPES, written

SECOND_BEST = "xml"  # the format that the standard requires, where the asked one is not spoken
# The standard knows few statuses: whatever cannot be taken as it was sent is a bad request.
STANDARD = {422: 400}


def answer(form: str, root: str, content: translate.Contents, status: int = 200) -> Response:
    """Return content in a format."""
    return Response(written(form, root, content), status, content_type=TYPES[form])


def refuse_other_formats() -> None:
    """Refuse an address that ends in a format which is not spoken here."""
    form = (request.view_args or {}).get("form")
    if form is not None and form not in TYPES:
        abort(406, N_("This format is not spoken here. Ask for .xml or .json."))


def close_files(_error: BaseException | None) -> None:
    """Let go of what was sent, also where nobody has read it."""
    request.close()


def refusal(status: int, words: str, facts: dict[str, object]) -> Response:
    """Return a refusal as the standard's list of errors."""
    locale, status = _locale(), STANDARD.get(status, status)
    with speaking(locale if locale in i18n.LANGUAGES else i18n.LANGUAGES[0]):
        said = i18n._(words) % facts if facts else i18n._(words)
    form = (request.view_args or {}).get("form", SECOND_BEST)
    form = form if form in TYPES else SECOND_BEST
    return answer(form, "errors", translate.errors(status, said), status)


def asked_locale() -> str:
    """Return the language that the content is asked for in: Chinese unless said otherwise."""
    locale = _locale()
    if locale not in i18n.LANGUAGES:
        abort(400, N_("This locale is not spoken here. Ask for zh or en."))
    return locale


def _locale() -> str:
    """Return the language of `?locale`, such as en-GB's; an empty one is as good as none."""
    asked = request.values.get("locale") or i18n.LANGUAGES[0]
    return asked.replace("_", "-").partition("-")[0].lower()
