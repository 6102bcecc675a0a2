"""Two languages: Chinese first, English complete. Times and dates as people here say them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from flask_babel import force_locale, get_locale, gettext, lazy_gettext, ngettext

from portal import clock

LANGUAGES = ("zh", "en")
LOCALES = {"zh": Locale.parse("zh_CN"), "en": Locale.parse("en_GB")}
# With and without the year, and the month.
DAYS = {"zh": ("y年M月d日（EEE）", "M月d日（EEE）"), "en": ("EEEE d MMMM y", "EEEE d MMMM")}
MONTHS = {"zh": "y年M月", "en": "MMMM y"}
_ = gettext
_l = lazy_gettext
_n = ngettext


def language() -> str:
    """Return the language of the page being made: "zh" or "en"."""
    return str(get_locale() or LANGUAGES[0])[:2]


@contextmanager
def speaking(tongue: str) -> Iterator[None]:
    """Say what follows in another language: mail is written in its reader's."""
    with force_locale(tongue):
        yield


def named(thing: Any) -> str:
    """Return a thing's name in the page's language."""
    return str(thing.name_en if language() == "en" else thing.name)


def day(value: date) -> str:
    """Return a date with its weekday, such as 11月26日（周四）, and the year if not this one.

    Of an instant, the day on which it falls here: at seven in the morning it is still
    yesterday in Greenwich.

    >>> from flask import Flask; from flask_babel import Babel
    >>> app = Flask("doc"); _babel = Babel(app, default_locale="zh")
    >>> with app.app_context(): day(date(2020, 11, 26))
    '2020年11月26日（周四）'
    """
    if isinstance(value, datetime):
        value = clock.day_of(value)
    is_this_year = value.year == clock.today().year
    return _said(value, DAYS[language()][is_this_year], language())


def month(value: date) -> str:
    """Return a month with its year, such as 2026年9月."""
    return _said(value, MONTHS[language()], language())


@lru_cache(maxsize=4096)
def _said(value: date, pattern: str, tongue: str) -> str:
    """A page names the same few days again and again, and working one out takes a while."""
    return format_date(value, pattern, locale=LOCALES[tongue])


def moment(value: datetime) -> str:
    """Return an instant as a local date and time of day."""
    local = value.astimezone(clock.LOCAL)
    return f"{day(value)} {local:%H:%M}"


def hour(value: datetime) -> str:
    """Return an instant as a local time of day alone, where its day has been said."""
    return f"{value.astimezone(clock.LOCAL):%H:%M}"
