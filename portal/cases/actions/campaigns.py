"""A campaign is begun, changed, or taken back before it begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from portal.accounts.models import Person
from portal.cases.models import Campaign
from portal.db import db
from portal.errors import N_, NotAcceptable, NotAllowedNow

LONGEST_DAYS = 731  # two years: what runs for longer is no campaign


@dataclass(frozen=True)
class Aims:
    """What a campaign is: its names, its matters, its place, its period and what it is for."""

    name: str
    name_en: str
    matters: Sequence[str]
    area_code: str
    starts_on: date
    ends_on: date
    aim: str
    aim_count: int | None


def begin_campaign(aims: Aims, *, by: Person) -> Campaign:
    """Make a campaign; its period may have begun already, for the cases are there to be counted."""
    campaign = Campaign(made_by_id=by.id)
    db.session.add(_set(campaign, aims))
    db.session.flush()
    return campaign


def change_campaign(campaign: Campaign, aims: Aims, *, version: int) -> None:
    """Change a campaign as its page showed it; a later end or an earlier one are changes too."""
    if campaign.version != version:
        raise NotAllowedNow(N_("Somebody else changed this campaign meanwhile. Look at it again."))
    _set(campaign, aims)


def drop_campaign(campaign: Campaign, *, today: date) -> None:
    """Take back a campaign that has not begun; one that has begun is ended by its last day."""
    if campaign.starts_on <= today:
        raise NotAllowedNow(N_("This campaign has begun. Set its last day instead."))
    db.session.delete(campaign)


def _set(campaign: Campaign, aims: Aims) -> Campaign:
    if aims.ends_on < aims.starts_on:
        raise NotAcceptable(N_("The last day comes before the first one."))
    if (aims.ends_on - aims.starts_on).days > LONGEST_DAYS:
        raise NotAcceptable(N_("A campaign lasts two years at most."))
    for name, value in vars(aims).items():
        setattr(campaign, name, list(value) if name == "matters" else value)
    return campaign
