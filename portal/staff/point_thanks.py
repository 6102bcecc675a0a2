"""A leader thanks volunteers in a few words: looked at first, then sent once."""

from typing import Any
from uuid import uuid4

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from portal import clock, web
from portal.access import Permission, allow
from portal.errors import N_, NotAcceptable
from portal.forms import PortalForm
from portal.i18n import _, _l
from portal.rewards import actions, queries
from portal.rewards.rules import Member, ThanksTo
from portal.staff import blueprint as staff
from portal.staff.point_leaders import Led, led_area

TO = {
    ThanksTo.ACTIVE: _l("All who were active in the last four weeks"),
    ThanksTo.RISEN: _l("All whose star would rise"),
    ThanksTo.ALL: _l("All volunteers of the area"),
    ThanksTo.ONE: _l("One volunteer, by number"),
}


class ThanksForm(PortalForm):
    """To whom, and the words."""

    to = RadioField(_l("To whom"), validators=[InputRequired(_l("Choose whom to thank"))])
    number = StringField(
        _l("Number of the volunteer"),
        validators=[Length(max=20, message=_l("Keep it within %(max)d characters"))],
    )
    words = TextAreaField(
        _l("What you want to say"),
        validators=[
            InputRequired(_l("Write a few words.")),
            Length(max=200, message=_l("Keep it within %(max)d characters")),
        ],
    )
    key = StringField(widget=HiddenInput(), default=lambda: uuid4().hex)

    def __init__(self, *args: Any, **given: Any) -> None:
        """Offer the kinds in the page's language."""
        super().__init__(*args, **given)
        self.to.choices = [SelectChoice(kind.value, str(words)) for kind, words in TO.items()]


@staff.get("/points/thanks")
@allow(Permission.SEE_POINTS)
def ask_leader_thanks() -> ResponseReturnValue:
    """Ask for the words, and show what was sent of late."""
    number = request.args.get("to", "")
    to = ThanksTo.ONE if number else ThanksTo.ACTIVE
    return _page(led_area(), ThanksForm(formdata=None, to=to.value, number=number))


@staff.post("/points/thanks/look")
@allow(Permission.SEE_POINTS)
def look_at_leader_thanks() -> ResponseReturnValue:
    """Show who would read what; nothing is sent yet."""
    led, form, found = led_area(), ThanksForm(), list[Member]()
    if not form.validate() or not form.accepts(lambda: found.extend(_meant(led, form))):
        return _page(led, form), 422
    return _page(led, form, found)


@staff.post("/points/thanks")
@allow(Permission.SEE_POINTS)
def send_leader_thanks() -> ResponseReturnValue:
    """Send them: each reads it among their notices."""
    led, form = led_area(), ThanksForm()
    if not form.validate() or not form.accepts(lambda: _send(led, form)):
        return _page(led, form), 422
    return web.updated(url_for(".ask_leader_thanks", area=led.area.code))


def _send(led: Led, form: ThanksForm) -> None:
    thanks = actions.send_thanks(
        [each.person_id for each in _meant(led, form)],
        area=led.area,
        words=form.words.data or "",
        request_key=form.key.data or "",
        by=current_user,
        now=clock.now(),
    )
    flash(_("Sent. How many read it: %(count)d", count=thanks.sent_to), "ok")


def _meant(led: Led, form: ThanksForm) -> list[Member]:
    """Return whom the form means, within reach."""
    to = ThanksTo(form.to.data)
    found = [each for each in led.members if _is_meant(each, to, form.number.data or "")]
    if not found:
        raise NotAcceptable(
            N_("Nobody in this area fits that. Look at the number, or choose others.")
        )
    return found


def _is_meant(member: Member, to: ThanksTo, number: str) -> bool:
    match to:
        case ThanksTo.ONE:
            return member.number == number
        case ThanksTo.ACTIVE:
            return member.was_active
        case ThanksTo.RISEN:
            return member.rises
    return member.is_active


def _page(led: Led, form: ThanksForm, meant: list[Member] | None = None) -> str:
    return render_template(
        "staff/points/thanks.html",
        area=led.area,
        areas=led.areas,
        form=form,
        meant=meant,
        sent=queries.newest_thanks([area.id for area in led.areas]),
    )
