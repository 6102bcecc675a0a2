"""Campaigns: some matters, some place, a period, an aim, and how far each one has come."""

from typing import Any

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, web
from portal.access import Permission, allow
from portal.cases.actions import campaigns as actions
from portal.cases.models import Campaign, Matter
from portal.cases.queries import campaigns as queries
from portal.cases.queries.matters import all_matters
from portal.grids.queries import all_areas
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff.campaign_form import CampaignForm

OVER_SHOWN = 10  # campaigns that are over: each is two questions to the database


@staff.get("/campaigns")
@allow(Permission.SEE_OWN_PAGE)
def list_campaigns() -> ResponseReturnValue:
    """List the campaigns that run, that are coming and that are over, each with its progress."""
    today, known = clock.today(), queries.all_campaigns()
    over = [each for each in known if each.ends_on < today]
    shown = [each for each in known if each.ends_on >= today] + over[:OVER_SHOWN]
    return render_template(
        "staff/matters/campaigns.html",
        rows=[(each, queries.progress_of(each, today)) for each in shown],
        more=len(over) - len(over[:OVER_SHOWN]),
        areas={area.code: area for area in all_areas()},
        names=queries.matters_of_campaigns(),
        today=today,
    )


@staff.get("/campaigns/<int:number>")
@allow(Permission.SEE_OWN_PAGE)
def show_campaign(number: int) -> ResponseReturnValue:
    """Show one campaign week by week."""
    campaign, today = queries.campaign(number), clock.today()
    return render_template(
        "staff/matters/campaign.html",
        campaign=campaign,
        progress=queries.progress_of(campaign, today),
        areas={area.code: area for area in all_areas()},
        names=queries.matters_of_campaigns(),
        today=today,
    )


@staff.get("/campaigns/new")
@allow(Permission.EDIT_MATTERS)
def new_campaign() -> ResponseReturnValue:
    """Ask what a new campaign is for."""
    return _form_page(CampaignForm.from_request(formdata=None, **_choices(None)))


@staff.post("/campaigns/new")
@allow(Permission.EDIT_MATTERS)
def begin_campaign() -> ResponseReturnValue:
    """Make a campaign."""
    form = CampaignForm.from_request(**_choices(None))
    made: list[Campaign] = []
    if not form.validate() or not form.accepts(
        lambda: made.append(actions.begin_campaign(form.aims(), by=current_user))
    ):
        return _form_page(form), 422
    flash(_("The campaign is made. Its matters stand first where workers choose one."), "ok")
    return web.updated(url_for(".show_campaign", number=made[0].id))


@staff.get("/campaigns/<int:number>/change")
@allow(Permission.EDIT_MATTERS)
def edit_campaign(number: int) -> ResponseReturnValue:
    """Show the form of a campaign."""
    campaign = queries.campaign(number)
    form = CampaignForm.from_request(formdata=None, obj=campaign, **_choices(campaign))
    return _form_page(form, campaign)


@staff.post("/campaigns/<int:number>/change")
@allow(Permission.EDIT_MATTERS)
def change_campaign(number: int) -> ResponseReturnValue:
    """Keep what was changed in a campaign."""
    campaign = queries.campaign(number)
    form = CampaignForm.from_request(**_choices(campaign))
    if not form.validate() or not form.accepts(
        lambda: actions.change_campaign(campaign, form.aims(), version=form.version.data or 0)
    ):
        return _form_page(form, campaign), 422
    flash(_("The campaign is changed."), "ok")
    return web.updated(url_for(".show_campaign", number=number))


@staff.post("/campaigns/<int:number>/drop")
@allow(Permission.EDIT_MATTERS)
def drop_campaign(number: int) -> ResponseReturnValue:
    """Take back a campaign that has not begun."""
    campaign = queries.campaign(number)
    actions.drop_campaign(campaign, today=clock.today())
    flash(_("The campaign is gone."), "ok")
    return web.updated(url_for(".list_campaigns"))


def _choices(campaign: Campaign | None) -> dict[str, Any]:
    """Return what can be ticked: today's matters that can be cases, and what is ticked already."""
    ticked = set(campaign.matters) if campaign else set()
    names = queries.matters_of_campaigns() if ticked else {}
    listed: list[Matter] = [matter for matter in all_matters() if not matter.is_info]
    off_list = [names[code] for code in sorted(ticked - {m.code for m in listed}) if code in names]
    return {"matters_listed": [*listed, *off_list], "areas": all_areas()}


def _form_page(form: CampaignForm, campaign: Campaign | None = None) -> str:
    groups: dict[str, list[Matter]] = {}
    for matter in form.matters_listed:
        groups.setdefault(matter.group_code, []).append(matter)
    return render_template(
        "staff/matters/campaign_form.html",
        form=form,
        campaign=campaign,
        groups=list(groups.values()),
        is_begun=campaign is not None and campaign.starts_on <= clock.today(),
    )
