"""Who works in the demonstration: a clerk in every unit, and one login for each role."""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from portal.accounts.actions import make_staff, set_password
from portal.accounts.models import Person, Post, Unit
from portal.accounts.queries import clerks_of, holders, person_by_login, unit_by_code
from portal.accounts.rules import AREA_DIGITS, OFFICES, Role
from portal.db import db
from portal.demo import words
from portal.demo.chance import Chance
from portal.grids.models import Grid
from portal.grids.queries import place_by_code

NUMBER = "demo-"  # invented clerks' staff numbers begin so: by them a demonstration is known
SINCE = timedelta(days=400)
LOGINS = {
    "dispatcher": Role.DISPATCHER,
    "lead": Role.LEAD,
    "street": Role.STREET_CLERK,
    "community": Role.COMMUNITY_CLERK,
    "unit": Role.UNIT_CLERK,
    "worker": Role.GRID_WORKER,
    "volunteer": Role.VOLUNTEER,
    "finance": Role.FINANCE,
    "inspector": Role.INSPECTOR,
    "teamlead": Role.INSPECTION_LEAD,
    "admin": Role.ADMINISTRATOR,
}
NAMES = {  # who has no post yet
    Role.LEAD: "指挥中心负责人",
    Role.FINANCE: "财务专员",
    Role.ADMINISTRATOR: "系统管理员",
}
CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Login:
    """How to sign in as somebody, and what they look after."""

    login: str
    password: str
    role: Role
    serves: str


def make_clerks(chance: Chance, today: date) -> None:
    """Put one clerk into every unit; offices are held for the area that they serve."""
    for n, unit in enumerate(db.session.scalars(select(Unit).order_by(Unit.code)).all(), 1):
        person = Person(number=f"{NUMBER}{n:03}", name=_name(chance), phone=unit.phone)
        role = OFFICES.get(unit.kind, Role.UNIT_CLERK)
        is_office = unit.kind in OFFICES
        post = Post(
            person=person,
            role=role,
            area_code=unit.area_code if is_office else None,
            unit=None if is_office else unit,
            started_on=today - SINCE,
        )
        db.session.add(post)
    db.session.flush()


def make_logins(shown: Grid, today: date) -> list[Login]:
    """Let one person of each role sign in: those around the grid whose board is shown."""
    team = unit_by_code(f"ZF-{shown.code[:9]}")
    made = []
    for login, role in LOGINS.items():
        unit = team if role is Role.UNIT_CLERK else None
        area = None if unit else shown.code[: AREA_DIGITS[role]]
        known = clerks_of(unit, today) if unit else holders(role, area or "", today)
        number, name = (known[0].number, known[0].name) if known else (NUMBER + login, NAMES[role])
        password = new_password()
        person = make_staff(
            login, name, role, password=password, on=today, area_code=area, unit=unit, number=number
        )
        person.email = person.email or f"{login}@demo.example.org"  # where a code would go
        serves = unit.name if unit else place_by_code(area or "").name
        made.append(Login(login, password, role, serves))
    return made


def renew_passwords(shown: Grid) -> list[Login]:
    """Give every login a new password: the old ones were printed once and are kept nowhere."""
    renewed = []
    for login, role in LOGINS.items():
        if person := person_by_login(login):
            password = new_password()
            set_password(person, password)
            unit = unit_by_code(f"ZF-{shown.code[:9]}") if role is Role.UNIT_CLERK else None
            place = unit or place_by_code(shown.code[: AREA_DIGITS[role]])
            renewed.append(Login(login, password, role, place.name))
    return renewed


def has_clerks() -> bool:
    """Say whether this database was filled by a demonstration."""
    known = select(func.count(Person.id)).where(Person.number.startswith(NUMBER))
    return bool(db.session.scalar(known))


def new_password() -> str:
    """Return a password that is easy to type and hard to guess."""
    return "-".join("".join(secrets.choice(CLEAR) for _ in range(4)) for _ in range(3))


def _name(chance: Chance) -> str:
    return chance.choice(words.FAMILY) + "".join(
        chance.choice(words.GIVEN) for _ in range(chance.choice((1, 2, 2)))
    )
