"""What is true of GeoReport v2 (Open311): its windows of time, and what a matter asks besides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.cases.rules.words import is_of_the_field
from portal.errors import N_, NotAcceptable

SPAN = timedelta(days=90)  # the longest that a list of requests may cover
MOST = 1_000  # requests on a page
LONGEST = 200  # characters of an answer to an attribute
Choices = Mapping[str, str]  # key → name, an English phrase marked for translation


@dataclass(frozen=True)
class Attribute:
    """One question of a service, or one thing to know before reporting; nothing is required."""

    code: str
    datatype: str  # of the standard: string, text, singlevaluelist, multivaluelist
    description: str  # an English sentence, marked for translation
    is_variable: bool = True  # False: to be read, not answered
    choices: Choices | None = None


@dataclass(frozen=True)
class Span:
    """From when until when, both included."""

    first: datetime
    last: datetime


WEATHER = {"dry": N_("Dry"), "rain": N_("Rain")}
WATER = {
    "colour": N_("An unusual colour"),
    "smell": N_("A bad smell"),
    "oil": N_("Oil on the water"),
    "foam": N_("Foam"),
}
HOURS = {
    "morning": N_("Before 9 in the morning"),
    "day": N_("During the day"),
    "evening": N_("In the evening"),
    "night": N_("After 22 at night"),
}
PHOTO = Attribute(
    "photo", "string", N_("Send a photo of the place, without people in it."), is_variable=False
)
NO_PHOTO = Attribute(
    "no_photo", "string", N_("Send no photo: nobody's home or face is shown."), is_variable=False
)
# What the list of matters wants to know, by the words in which it says so.
ASKED: tuple[tuple[tuple[str, ...], Attribute], ...] = (
    (("楼栋号",), Attribute("building", "string", N_("Building or door plate, no flat number"))),
    (
        ("责任人",),
        Attribute("responsible", "string", N_("The company or manager in charge, if you know it")),
    ),
    (
        ("发生时段",),
        Attribute("hours", "multivaluelist", N_("At what time it happens"), choices=HOURS),
    ),
    (
        ("天气",),
        Attribute("weather", "singlevaluelist", N_("The weather just then"), choices=WEATHER),
    ),
    (
        ("水色气味",),
        Attribute("water", "multivaluelist", N_("What is odd about the water"), choices=WATER),
    ),
)


def attributes_of(evidence: str) -> list[Attribute]:
    """Return what a service says and asks, in order, by the evidence that its matter needs.

    >>> [attribute.code for attribute in attributes_of("照片或短视频（≤30秒）+定位+发生时段")]
    ['photo', 'hours']
    """
    told = PHOTO if is_of_the_field(evidence) else NO_PHOTO if _forbids(evidence) else None
    asked = [each for marks, each in ASKED if any(mark in evidence for mark in marks)]
    return [told, *asked] if told else asked


def said_of(
    attributes: Sequence[Attribute], given: Mapping[str, Sequence[str]]
) -> list[tuple[Attribute, list[str]]]:
    """Return what was answered to each attribute, empty answers left out, or refuse it."""
    asked = {each.code: each for each in attributes if each.is_variable}
    said = []
    for code, values in given.items():
        answers = [value.strip() for value in values if value.strip()]
        if code not in asked:
            raise NotAcceptable(N_("This service has no attribute %(code)s."), code=code)
        _refuse_unfit(asked[code], answers)
        said += [(asked[code], answers)] if answers else []
    return sorted(said, key=lambda pair: attributes.index(pair[0]))


def window(first: datetime | None, last: datetime | None, now: datetime) -> Span:
    """Return the time that a list covers: 90 days at most, the most recent unless said otherwise.

    What is given is its beginning, its end or both; both may be no more than 90 days apart.
    """
    if first and last and not timedelta() <= last - first <= SPAN:
        raise NotAcceptable(N_("The two dates must be in order and at most 90 days apart."))
    start = first or (last or now) - SPAN
    return Span(start, last or start + SPAN)


def _forbids(evidence: str) -> bool:
    return any(mark in evidence for mark in ("不要求照片", "不拍摄"))


def _refuse_unfit(attribute: Attribute, answers: Sequence[str]) -> None:
    code = attribute.code
    if len(answers) > 1 and attribute.datatype != "multivaluelist":
        raise NotAcceptable(N_("Attribute %(code)s takes one value."), code=code)
    if attribute.choices and not set(answers) <= set(attribute.choices):
        raise NotAcceptable(N_("Attribute %(code)s has no such value."), code=code)
    if any(len(answer) > LONGEST for answer in answers):
        most = LONGEST
        raise NotAcceptable(
            N_("Attribute %(code)s takes %(most)d characters."), code=code, most=most
        )
