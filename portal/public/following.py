"""What a reporter sees behind their secret link: the receipt, the story so far, photos, contact."""

from flask import Response, current_app, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal import clock, web
from portal.access import open_to_all
from portal.boards.drawing import qr_svg
from portal.cases import actions, queries
from portal.cases.models import Case
from portal.i18n import _
from portal.policy.queries import policy_on, work_calendar
from portal.public import blueprint as public
from portal.public import story
from portal.public.rating_forms import TrackForm
from portal.public.ratings import volunteers_to_thank
from portal.public.same import looks_after

WRONG_TRIES = "10 per 15 minutes"  # on one report: a PIN has a million values
WRONG_TRIES_FROM = "300 per 15 minutes"  # from one address, which thousands may share


@public.after_request
def keep_secret(response: Response) -> Response:
    """Let no page behind a secret link be kept, indexed, or told to the next site."""
    if "token" in (request.view_args or {}):
        is_feed = request.endpoint == "public.follow_feed"  # asked again and again: kept, rechecked
        response.headers["Cache-Control"] = f"private, {'no-cache' if is_feed else 'no-store'}"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    return response


@public.get("/f/<string:token>/received")
@open_to_all
def received(token: str) -> ResponseReturnValue:
    """Say that a report has arrived: its number, the way back to it, and the promise."""
    case = queries.case_by_follow_token(token)
    policy = policy_on(clock.day_of(case.reported_at))
    return render_template(
        "public/received.html",
        case=case,
        follow_url=_address_of(case),
        triage_days=policy.triage_days,
        days=policy.days_to_resolve(case.matter.level),
        is_provisional=work_calendar().is_provisional(case.promised_on),
        looks=[] if request.args.get("looked") else looks_after(case),
    )


@public.get("/f/<string:token>")
@open_to_all
def follow(token: str) -> ResponseReturnValue:
    """Tell where a report stands and all that happened to it; ask for the rating when it is due."""
    case, now = queries.case_by_follow_token(token), clock.now()
    today = clock.day_of(now)
    rating = queries.open_rating(case, now)
    return render_template(
        "public/follow.html",
        case=case,
        main=queries.speaker_of(case),
        headline=story.headline(case, today),
        late=story.lateness(case, today),
        may_move=story.may_move(case),
        stage=story.stage(case),
        entries=story.entries(case),
        parts=story.parts(case, today),
        joined=len(case.merged),
        contact=story.contact(case),
        rating=rating,
        to_thank=volunteers_to_thank(rating) if rating else [],
        again=story.if_unsolved(queries.speaker_of(case)),
    )


@public.get("/f/<string:token>/code.svg")
@open_to_all
def follow_code(token: str) -> ResponseReturnValue:
    """Return the secret link as a QR symbol, to be scanned by a second phone."""
    case = queries.case_by_follow_token(token)
    picture = qr_svg(_address_of(case), label=_("Code of the link to your report"))
    return Response(picture, mimetype="image/svg+xml")


@public.get("/f/<string:token>/photos/<int:n>")
@open_to_all
def case_photo(token: str, n: int) -> ResponseReturnValue:
    """Return one photo of this report, or of the work on it, large or small."""
    photo = queries.photo_for_reporter(queries.case_by_follow_token(token), n)
    return web.photo(photo.key)


@public.post("/f/<string:token>/erase-contact")
@open_to_all
def erase_contact(token: str) -> ResponseReturnValue:
    """Forget how to reach the reporter."""
    actions.erase_contact(queries.case_by_follow_token(token), now=clock.now())
    flash(_("Your contact is erased. You can still follow your report here."), "ok")
    return web.updated(url_for(".follow", token=token))


@public.get("/track")
@open_to_all
def track() -> ResponseReturnValue:
    """Ask for number and PIN, for those who lost the link."""
    return render_template("public/track.html", form=TrackForm())


def _typed_number() -> str:
    return "track " + TrackForm.from_request().case_number


def _was_wrong(response: Response) -> bool:
    return response.status_code == 422


@public.post("/track")
@open_to_all
@web.limiter.limit(WRONG_TRIES, key_func=_typed_number, deduct_when=_was_wrong)
@web.limiter.limit(WRONG_TRIES_FROM, deduct_when=_was_wrong)
def find_case() -> ResponseReturnValue:
    """Lead to the report of this number and PIN; never say which of the two was wrong."""
    form = TrackForm.from_request()
    if not form.validate():
        return render_template("public/track.html", form=form), 422
    case = queries.case_by_pin(form.case_number, form.secret)
    if case is None:
        form.refuse()
        return render_template("public/track.html", form=form), 422
    return web.updated(url_for(".follow", token=case.follow_token))


def _address_of(case: Case) -> str:
    base: str = current_app.config["SETTINGS"].base_url
    return base + url_for(".follow", token=case.follow_token)
