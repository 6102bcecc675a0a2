"""Ways to spend a volunteer's year: the honest one, and others with the same hours.

What is invented here is how people behave; what it earns, and which signals it
sets off, is told by the portal's own rules (`tools/volunteer_year.py`).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from portal.policy.rules import DRAFT
from portal.rewards.rules import Claim, FactKind, Told, WhyNot, why_no_patrol
from tools.volunteer_year import BEGIN, MATTERS, Year

WEEKS = 48
PATROL, LOOK, SOLVE = 1.0, 0.15, 0.3  # hours that each takes
FAKE_PATROL, RIDE, LONG_RIDE = 0.02, 0.1, 0.34
PROBLEMS_AN_HOUR = 0.5  # that a walk comes upon
FRIENDS = 3  # in the ring, besides oneself
OTHERS = 6  # who look at repairs in an ordinary grid
DAY = timedelta(days=1)

Play = Callable[[Year, datetime], None]
Tell = Callable[[Year, datetime], None]


def walk(year: Year, at: datetime, tell: Tell) -> None:
    """Walk for an hour with the phone on, and tell what there is."""
    year.hours += PATROL
    year.claim(FactKind.PATROL, at)
    year.ways.append(way(year.chance, kmh=4))
    while year.chance.random() < PROBLEMS_AN_HOUR:
        tell(year, at + timedelta(minutes=year.chance.randint(1, 59)))


def way(chance: random.Random, kmh: float) -> tuple[tuple[float, float, int], ...]:
    """Return a way to the north as a phone measures it: a few metres wrong each time."""
    step = kmh / 60 / 111.195  # degrees a minute
    return tuple(
        (
            120.2 + chance.gauss(0, 0.00004),
            30.2 + minute * step + chance.gauss(0, 0.00004),
            60 * minute,
        )
        for minute in range(15)
    )


def honest_report(year: Year, at: datetime) -> None:
    """Tell a real problem once, where it is; somebody of the grid looks at the repair."""
    if year.report(at, told_before(year, at), odds="an honest report is judged valid"):
        looked_at(year, at)


def looked_at(year: Year, at: datetime) -> None:
    """Let one of those who look in an ordinary grid look at what was reported."""
    year.lookers.append(((at + DAY).date(), year.chance.randrange(OTHERS)))


def told_before(year: Year, at: datetime) -> tuple[float, float]:
    """Return where a problem is; now and then somebody has told it before."""
    here = somewhere(year)
    if year.happens("an honest report was told by somebody before"):
        year.told.append(Told(0, at - timedelta(hours=1), 1, *here))
    return here


def somewhere(year: Year) -> tuple[float, float]:
    """Return a place in the grid."""
    return 30.2 + year.chance.random() / 100, 120.2 + year.chance.random() / 100


def some_time(year: Year, week: datetime) -> datetime:
    """Return any minute of a week."""
    return week + timedelta(minutes=year.chance.randint(0, 7 * 24 * 60 - 1))


def look(year: Year, at: datetime, whose: int | None = None) -> Claim:
    """Look at a repair that others have made."""
    year.hours += LOOK
    who = year.chance.randrange(OTHERS) if whose is None else whose
    year.looked_for.append((at.date(), who))
    return year.claim(FactKind.VERIFICATION, at)


def honest(year: Year, week: datetime) -> None:
    """Walk, tell what there is, and look at repairs, until the hours are used up."""
    go_out(year, week, honest_report)


def go_out(year: Year, week: datetime, tell: Tell, *, days: int = 7) -> None:
    """Use the hours of a week: a walk on each of its days, and a look at a repair after each."""
    day = 0
    while year.has_time(week) and day < days:
        at = week + timedelta(days=day, hours=2)
        walk(year, at, tell)
        look(year, at + timedelta(hours=2))
        day += 1


def quota(year: Year, week: datetime) -> None:
    """Never walk: trivial reports from home."""
    while year.has_time(week):
        at, where = some_time(year, week), somewhere(year)
        year.report(at, where, odds="a trivial report slips through as valid")


def splitting(year: Year, week: datetime) -> None:
    """Tell one real problem four times, a few metres apart."""
    split(year, week, with_position=True)


def without_position(year: Year, week: datetime) -> None:
    """Tell one real problem four times, with the position switched off."""
    split(year, week, with_position=False)


def split(year: Year, week: datetime, *, with_position: bool) -> None:
    """Walk as the honest one does, and tell each problem four times."""

    def tell(who: Year, at: datetime) -> None:
        lat, lon = place = told_before(who, at)
        matter = f"A{who.chance.randrange(MATTERS)}"
        for n in range(4):
            near = (lat + n * 0.00005, lon) if with_position else None
            odds = "an honest report is judged valid"
            who.report(at + timedelta(minutes=5 * n), near, odds=odds, matter=matter)
        looked_at(who, at)
        who.told.append(Told(len(who.own), at, 1, *place))

    go_out(year, week, tell)


def left_out(year: Year, week: datetime) -> None:
    """An honest year with the position switched off."""

    def tell(who: Year, at: datetime) -> None:
        if who.report(at, None, odds="an honest report is judged valid"):
            looked_at(who, at)

    go_out(year, week, tell)


def again_tomorrow(year: Year, week: datetime) -> None:
    """Tell one real problem again every 25 hours: each time somebody judges it."""

    def tell(who: Year, at: datetime) -> None:
        honest_report(who, at)
        for n in range(1, 4):
            odds = "a trivial report slips through as valid"
            who.report(at + timedelta(hours=25 * n), somewhere(who), odds=odds)

    go_out(year, week, tell)


def burst(year: Year, week: datetime) -> None:
    """Use the hours of four weeks on one day, and send all its reports in the evening."""
    if (week - BEGIN).days // 7 % 4 != 3:
        return
    evening, hour = week + timedelta(hours=14), 0

    def tell(who: Year, at: datetime) -> None:
        honest_report(who, evening + timedelta(seconds=40 * len(who.own) % 3600))

    while year.has_time(week):
        at = week + timedelta(hours=hour)
        walk(year, at, tell)
        look(year, at)
        hour += 1


def ring(year: Year, week: datetime) -> None:
    """Friends make problems up, solve them for one another, and look at one another's repairs."""
    while year.has_time(week):
        at = some_time(year, week)
        friend = year.chance.randrange(FRIENDS)
        odds = "a made-up report slips through as valid"
        if one := year.report(at, somewhere(year), odds=odds):
            year.lookers.append((at.date(), friend))
            year.sampled(one)
        year.sampled(look(year, at + timedelta(hours=1), year.chance.randrange(FRIENDS)))


def own_solved(year: Year, week: datetime) -> None:
    """Put something in the way, tell it, and clear it away: before and after photos and all."""
    while year.has_time(week):
        at = some_time(year, week)
        year.hours += SOLVE
        year.solved.append(at.date())
        odds = "a made-up report slips through as valid"
        if one := year.report(at, somewhere(year), odds=odds):
            year.sampled(one, "a report that its reporter solved is sampled")


def from_home(year: Year, week: datetime) -> None:
    """Send a copied way every day and never step outside."""
    copied = year.ways[0] if year.ways else way(year.chance, kmh=4)
    for day in range(7):
        year.hours += FAKE_PATROL
        year.ways.append(copied)
        year.sampled(year.claim(FactKind.PATROL, week + timedelta(days=day, hours=3)))


def no_way(year: Year, week: datetime) -> None:
    """Enter a patrol every day, with no way and no ticks."""
    for day in range(7):
        year.hours += FAKE_PATROL
        at = week + timedelta(days=day, hours=3)
        year.claim(FactKind.PATROL, at, why=WhyNot.NO_ROUTE)


def rides_too(year: Year, week: datetime) -> None:
    """Ride through the grid twice a week, as a patrol; be honest in what time is left."""
    ride(year, week, RIDE)


def long_rides(year: Year, week: datetime) -> None:
    """Ride around for as long as a patrol has to last, and the rest as above."""
    ride(year, week, LONG_RIDE)


def ride(year: Year, week: datetime, hours: float) -> None:
    """Ride twice a week for so long; be honest in what time is left."""
    for day in (5, 6):
        year.hours += hours
        why = why_no_patrol(timedelta(hours=hours), 15, 0, DRAFT)
        year.claim(FactKind.PATROL, week + timedelta(days=day, hours=3), why=why)
        year.ways.append(way(year.chance, kmh=20))
    go_out(year, week, honest_report, days=5)


def friends_thanks(year: Year, week: datetime) -> None:
    """An honest year, and a friend who gives five stars and thanks for it every week."""
    honest(year, week)
    year.claim(FactKind.THANKS, week + timedelta(days=6, hours=2))


@dataclass(frozen=True)
class Player:
    """A way to play, in words: what is filed, and what stops it."""

    name: str
    play: Play
    files: str
    stops: str


PLAYERS = (
    Player("Honest", honest, "real problems, once", ""),
    Player(
        "Quota filing",
        quota,
        "trivial reports from home",
        "Trivial repeats cost points, and the valid share fails every gate.",
    ),
    Player(
        "Splitting",
        splitting,
        "each real problem four times, a few metres apart",
        "The first report counts, the others join it: 50 m, 24 hours.",
    ),
    Player(
        "Splitting without a position",
        without_position,
        "each real problem four times, without a place",
        "Without a position the whole grid is the same place.",
    ),
    Player(
        "Position left out",
        left_out,
        "real problems, once, without a place",
        "Nothing is gained: on one day the second of a matter already joins the first.",
    ),
    Player(
        "Told again tomorrow",
        again_tomorrow,
        "each real problem on four days",
        "Each is judged; repeats cost points and the valid share.",
    ),
    Player(
        "Bursts",
        burst,
        "a month's walks on one day",
        "60 points a day, one patrol a day: the rest is cut off.",
    ),
    Player(
        "Ring of friends",
        ring,
        "made-up problems, which friends confirm",
        "A find costs 50 points and the third star for a year, the second all stars.",
    ),
    Player(
        "Only what one solved oneself",
        own_solved,
        "messes of one's own, cleared away",
        "Such cases are sampled twice as often; a find costs as above.",
    ),
    Player(
        "Patrols from home",
        from_home,
        "a copied way every day",
        "Sampling, and no report is judged: no star.",
    ),
    Player(
        "Patrols without a way",
        no_way,
        "a patrol every day with no way",
        "Without a way or ticks a patrol earns nothing.",
    ),
    Player(
        "Rides as patrols",
        rides_too,
        "two rides a week as patrols; real problems in the time left",
        "A patrol of a few minutes earns nothing; a signal shows each ride.",
    ),
    Player(
        "Long rides",
        long_rides,
        "two rides a week of 20 minutes; real problems in the time left",
        "A walk of the same time finds problems too; a signal shows each ride.",
    ),
    Player(
        "Thanks from a friend",
        friends_thanks,
        "real problems; a friend's thanks every week",
        "One thanks a closed case, only to who went to look; one of them counts in a month.",
    ),
)


@cache
def played(player: Player, hours_a_week: float, years: int) -> list[Year]:
    """Play some years, each with its own luck: the same whenever this is run."""
    return [
        _one_year(player, Year(random.Random(f"{player.name}-{n}"), hours_a_week))
        for n in range(years)
    ]


def _one_year(player: Player, year: Year) -> Year:
    for week in range(WEEKS):
        player.play(year, BEGIN + timedelta(weeks=week))
    return year
