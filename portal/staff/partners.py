"""Partners that speak Open311: who they are, what goes there, what was said, what waits."""

from collections.abc import Sequence
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow, may
from portal.accounts.queries import unit_by_code
from portal.errors import N_, NotAcceptable
from portal.exchange.actions import partners as actions
from portal.exchange.models.partners import Partner
from portal.exchange.queries import partners as queries
from portal.exchange.rules.partners import Meaning, PushState
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff.partner_forms import ArrivedForm, MappingForm, NewPartnerForm, PartnerForm
from portal.staff.partner_words import KINDS, MEANINGS, STATES, why_said

BACK = "staff.list_partners"


@staff.get("/partners")
@allow(Permission.SEE_EXCHANGE)
def list_partners() -> ResponseReturnValue:
    """List the partners, with a form to make one for those who may."""
    return _list(NewPartnerForm(formdata=None, data={"takes_all": True}))


@staff.post("/partners")
@allow(Permission.KEEP_EXCHANGE)
def make_partner() -> ResponseReturnValue:
    """Make a partner that works for a unit of ours."""
    form = NewPartnerForm.from_request()
    if not (form.validate() and form.accepts(lambda: _make(form))):
        return _list(form), 422
    flash(_("The partner is there. Next say which matters go to it."), "ok")
    return web.updated(url_for(BACK))


@staff.get("/partners/waiting")
@allow(Permission.SEE_EXCHANGE)
def list_waiting_pushes() -> ResponseReturnValue:
    """List the cases about which somebody has to decide."""
    return _waiting()


@staff.get("/partners/<int:number>")
@allow(Permission.SEE_EXCHANGE)
def show_partner(number: int) -> ResponseReturnValue:
    """Show a partner: how it stands, its tables, the services that it offers."""
    partner = queries.partner_by_id(number)
    return _show(partner, PartnerForm(formdata=None, obj=partner), MappingForm.of(partner))


@staff.post("/partners/<int:number>")
@allow(Permission.KEEP_EXCHANGE)
def change_partner(number: int) -> ResponseReturnValue:
    """Change what is said of a partner."""
    partner, form = queries.partner_by_id(number), PartnerForm.from_request()
    if not (
        form.validate() and form.accepts(lambda: actions.change_partner(partner, form.facts()))
    ):
        return _show(partner, form, MappingForm.of(partner)), 422
    flash(_("Kept."), "ok")
    return _to(partner)


@staff.post("/partners/<int:number>/tables")
@allow(Permission.KEEP_EXCHANGE)
def map_partner(number: int) -> ResponseReturnValue:
    """Set which matter is which service there, and what its statuses mean."""
    partner, form = queries.partner_by_id(number), MappingForm.from_request()
    said = {"services": form.services.data or "", "statuses": form.statuses.data or ""}
    if not (form.validate() and form.accepts(lambda: actions.map_partner(partner, **said))):
        return _show(partner, PartnerForm(formdata=None, obj=partner), form), 422
    flash(_("The tables are kept. They hold for what is sent and said from now on."), "ok")
    return _to(partner)


@staff.post("/partners/<int:number>/pause")
@allow(Permission.KEEP_EXCHANGE)
def pause_partner(number: int) -> ResponseReturnValue:
    """Ask a partner nothing until it goes on."""
    partner = queries.partner_by_id(number)
    actions.pause_partner(partner, now=clock.now())
    return _to(partner)


@staff.post("/partners/<int:number>/resume")
@allow(Permission.KEEP_EXCHANGE)
def resume_partner(number: int) -> ResponseReturnValue:
    """Go on with a partner at once."""
    partner = queries.partner_by_id(number)
    actions.resume_partner(partner)
    return _to(partner)


@staff.post("/partners/<int:number>/end")
@allow(Permission.KEEP_EXCHANGE)
def end_partner(number: int) -> ResponseReturnValue:
    """End a partner for good."""
    partner = queries.partner_by_id(number)
    actions.end_partner(partner, now=clock.now())
    return _to(partner)


@staff.post("/partners/<int:number>/services")
@allow(Permission.KEEP_EXCHANGE)
def ask_services(number: int) -> ResponseReturnValue:
    """Ask a partner which services it offers; the worker does it."""
    partner = queries.partner_by_id(number)
    actions.ask_services(partner, now=clock.now())
    flash(_("The partner is being asked. Reload this page in a moment."), "ok")
    return _to(partner)


@staff.get("/partners/<int:number>/log")
@allow(Permission.SEE_EXCHANGE)
def show_partner_log(number: int) -> ResponseReturnValue:
    """List what a partner was asked and what it said, the newest first."""
    partner = queries.partner_by_id(number)
    rows, older = _page(queries.log_of(partner, _before()))
    older_url = url_for(".show_partner_log", number=number, before=older) if older else None
    return render_template(
        "staff/partners/log.html",
        partner=partner,
        rows=rows,
        kinds=KINDS,
        why_said=why_said,
        older_url=older_url,
    )


@staff.post("/partners/waiting/<int:number>/again")
@allow(Permission.KEEP_EXCHANGE)
def push_again(number: int) -> ResponseReturnValue:
    """Send a case once more."""
    actions.send_again(queries.push_by_id(number), now=clock.now())
    flash(_("It is sent again."), "ok")
    return web.updated(url_for(".list_waiting_pushes"))


@staff.post("/partners/waiting/<int:number>/arrived")
@allow(Permission.KEEP_EXCHANGE)
def push_arrived(number: int) -> ResponseReturnValue:
    """Note under which number the partner has a case."""
    push, form = queries.push_by_id(number), ArrivedForm.from_request(prefix=f"p{number}")
    said, now = form.request_id, clock.now()
    if not (
        form.validate()
        and form.accepts(lambda: actions.it_has_arrived(push, said.data or "", now=now))
    ):
        return _waiting(number, form), 422
    flash(_("Noted. The partner is asked for news of it."), "ok")
    return web.updated(url_for(".list_waiting_pushes"))


@staff.post("/partners/waiting/<int:number>/give-up")
@allow(Permission.KEEP_EXCHANGE)
def push_given_up(number: int) -> ResponseReturnValue:
    """Leave a case to its unit."""
    actions.give_up(queries.push_by_id(number))
    flash(_("The case stays with its unit alone."), "ok")
    return web.updated(url_for(".list_waiting_pushes"))


def _make(form: NewPartnerForm) -> None:
    unit = unit_by_code(form.unit.data or "")
    if unit is None or unit.ended_on:
        raise NotAcceptable(N_("No working unit has this code. Look it up in the list of units."))
    actions.make_partner(
        form.code.data or "", form.facts(), unit=unit, by=current_user, now=clock.now()
    )


def _list(form: NewPartnerForm) -> str:
    return render_template(
        "staff/partners/list.html",
        partners=queries.partners_by_name(),
        waiting=queries.waiting_count(),
        form=form,
        may_keep=may(Permission.KEEP_EXCHANGE),
    )


def _show(partner: Partner, form: PartnerForm, tables: MappingForm) -> str:
    return render_template(
        "staff/partners/show.html",
        partner=partner,
        has_key=bool(queries.key_of(partner)),
        form=form,
        tables=tables,
        meanings=MEANINGS,
        all_meanings=list(Meaning),
        may_keep=may(Permission.KEEP_EXCHANGE),
    )


def _waiting(sent: int | None = None, form: ArrivedForm | None = None) -> str:
    rows, older = _page(queries.waiting_pushes(_before()))
    forms = {
        one.id: form if form and one.id == sent else ArrivedForm(None, prefix=f"p{one.id}")
        for one in rows
    }
    return render_template(
        "staff/partners/waiting.html",
        rows=rows,
        forms=forms,
        sent=form,
        states=STATES,
        why_said=why_said,
        needs_photo=PushState.NEEDS_PHOTO,
        older_url=url_for(".list_waiting_pushes", before=older) if older else None,
        may_keep=may(Permission.KEEP_EXCHANGE),
    )


def _page(rows: Sequence[Any]) -> tuple[Sequence[Any], int | None]:
    """Return a page and the number before which the next one begins, if there is one."""
    page = rows[: queries.PAGE]
    return page, page[-1].id if len(rows) > queries.PAGE else None


def _before() -> int | None:
    said = request.args.get("before", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def _to(partner: Partner) -> ResponseReturnValue:
    return web.updated(url_for(".show_partner", number=partner.id))
