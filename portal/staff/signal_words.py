"""What signals are called, what they stand on in a line, and what else they may mean."""

from collections.abc import Callable, Mapping
from typing import Any

from portal.accounts.rules import Device
from portal.i18n import _, _l, _n
from portal.rewards.models import FairSignal
from portal.rewards.rules import SignalKind

KINDS: dict[SignalKind, Any] = {
    SignalKind.SAME_PHOTO: _l("The same photo again"),
    SignalKind.BURST: _l("Many reports in a few minutes"),
    SignalKind.SELF_CLOSED: _l("Reported and confirmed among themselves"),
    SignalKind.SPLIT: _l("Perhaps one problem told as several"),
    SignalKind.TOO_FAST: _l("A patrol faster than walking"),
    SignalKind.COPIED_WAY: _l("The same way as before, to the metre"),
    SignalKind.ONE_DEVICE: _l("One device for several volunteers"),
}
PICTURES: dict[SignalKind, str] = {
    SignalKind.SAME_PHOTO: "camera",
    SignalKind.BURST: "zap",
    SignalKind.SELF_CLOSED: "users",
    SignalKind.SPLIT: "split",
    SignalKind.TOO_FAST: "bike",
    SignalKind.COPIED_WAY: "route",
    SignalKind.ONE_DEVICE: "phone",
}
MAY_BE_RIGHT: dict[SignalKind, Any] = {
    SignalKind.SAME_PHOTO: _l(
        "One picture may show two problems, and the same corner looks alike on two days. Compare "
        "them: shadows, people and what lies about."
    ),
    SignalKind.BURST: _l(
        "Reports that a phone kept where it had no line arrive all at once. After a storm or at a "
        "clean-up many come together."
    ),
    SignalKind.SELF_CLOSED: _l(
        "In a small grid there may be nobody else who looks, and some volunteers mend what they "
        "see. Look at a few of the cases, or have one of them sampled."
    ),
    SignalKind.SPLIT: _l(
        "At one corner there can be several problems. Reports written down at home all lie there."
    ),
    SignalKind.TOO_FAST: _l(
        "Somebody may have ridden a bicycle through a wide grid, or forgotten to end the patrol "
        "before riding home."
    ),
    SignalKind.COPIED_WAY: _l(
        "A phone measures a little differently each time, so a way never comes twice to the metre. "
        "A fault of the phone can repeat one: ask."
    ),
    SignalKind.ONE_DEVICE: _l(
        "Families share a phone, and at a meeting many sign in on the community's computer."
    ),
}
DEVICES: dict[str, Any] = {
    Device.PHONE: _l("a phone"),
    Device.COMPUTER: _l("a computer"),
    Device.OTHER: _l("a device of another kind"),
}
Told = Mapping[str, Any]


def in_short(signal: FairSignal) -> str:
    """Return in one line what a signal stands on."""
    return str(SHORT[signal.kind](signal.evidence))


def share(part_of_whole: list[int]) -> str:
    """Return so many of so many in words."""
    part, whole = part_of_whole
    return str(_("%(part)d of %(whole)d", part=part, whole=whole))


def _photos(told: Told) -> str:
    return str(
        _n("%(num)d photo that is alike", "%(num)d photos that are alike", len(told["photos"]))
    )


def _reports(told: Told) -> str:
    count = sum(map(len, told["groups"]))
    return str(_n("%(num)d report", "%(num)d reports", count))


def _looks(told: Told) -> str:
    if own := told.get("own"):
        return str(_("Solved by whoever reported them: %(share)s", share=share(own)))
    return str(_("Looks by one and the same: %(share)s", share=share(told["there"])))


def _speed(told: Told) -> str:
    minutes = round(told["seconds"] / 60)
    return str(_("%(kmh)s km/h for %(minutes)d minutes", kmh=told["kmh"], minutes=minutes))


def _way(told: Told) -> str:
    return str(_("%(percent)d %% of its points", percent=told["percent"]))


def _people(told: Told) -> str:
    return str(_n("%(num)d volunteer", "%(num)d volunteers", len(told["people"])))


SHORT: dict[SignalKind, Callable[[Told], str]] = {
    SignalKind.SAME_PHOTO: _photos,
    SignalKind.BURST: _reports,
    SignalKind.SELF_CLOSED: _looks,
    SignalKind.SPLIT: _reports,
    SignalKind.TOO_FAST: _speed,
    SignalKind.COPIED_WAY: _way,
    SignalKind.ONE_DEVICE: _people,
}
