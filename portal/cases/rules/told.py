"""What a reporter is told at each step, by mail and by SMS, and which of the two reaches them."""

import enum
from dataclasses import dataclass

from portal.accounts.rules import mobile
from portal.errors import N_


class Channel(enum.StrEnum):
    """How a message reaches its reader."""

    MAIL = "mail"
    SMS = "sms"


@dataclass(frozen=True)
class Said:
    """The words of one step: a subject and sentences for a mail, one short sentence for an SMS.

    How the case stands now and the link come after them, once, however many
    messages go out as one.
    """

    subject: str
    body: str
    sms: str


SAID: dict[str, Said] = {
    "received": Said(
        N_("Your report %(number)s has arrived"),
        N_("We have your report %(number)s. Thank you for telling us."),
        N_("Your report %(number)s has arrived."),
    ),
    "dispatched": Said(
        N_("Your report %(number)s is with %(unit)s"),
        N_("We have passed your report on to %(unit)s."),
        N_("Your report %(number)s is with %(unit)s."),
    ),
    "taken": Said(
        N_("%(unit)s works on your report %(number)s now"),
        N_("%(unit)s has begun to work on your report:\n%(words)s"),
        N_("%(unit)s works on your report %(number)s now. The link says more."),
    ),
    "transferred": Said(
        N_("Your report %(number)s is with %(unit)s now"),
        N_("%(unit)s has taken your report over. Why:\n%(words)s"),
        N_("Your report %(number)s is with %(unit)s now."),
    ),
    "handed_up": Said(
        N_("Your report %(number)s has gone one level up"),
        N_("It needs more than could be done there, so %(unit)s has it now.\n%(words)s"),
        N_("Your report %(number)s has gone one level up, to %(unit)s."),
    ),
    "recalled": Said(
        N_("We look at your report %(number)s again"),
        N_("We took our last decision about your report back and look at it again."),
        N_("We look at your report %(number)s again."),
    ),
    "answered": Said(
        N_("News about your report %(number)s"),
        N_("%(unit)s writes to you:\n%(words)s"),
        N_("%(unit)s has written to you about your report %(number)s."),
    ),
    "paused": Said(
        N_("The work on your report %(number)s pauses"),
        N_("The work on your report has to pause:\n%(words)s\nWe tell you as soon as it goes on."),
        N_("The work on your report %(number)s pauses. The link says why."),
    ),
    "resumed": Said(
        N_("The work on your report %(number)s goes on"),
        N_("The pause is over: %(unit)s goes on with your report.\n%(words)s"),
        N_("The work on your report %(number)s goes on."),
    ),
    "extended": Said(
        N_("Your report %(number)s takes longer than promised"),
        N_("Your report takes longer than we promised. Why:\n%(words)s"),
        N_("Your report %(number)s takes longer than promised. The link says why."),
    ),
    "expedited": Said(
        N_("%(unit)s is told to hurry with your report %(number)s"),
        N_("The level above has ordered %(unit)s to hurry with your report."),
        N_("%(unit)s is told to hurry with your report %(number)s."),
    ),
    "redated": Said(
        N_("The day for your report %(number)s has moved"),
        N_("The public holidays of that year are known now, so the promised day has moved."),
        N_("The day for your report %(number)s has moved, as the holidays are known now."),
    ),
    "merged": Said(
        N_("Your report %(number)s goes on together with another one"),
        N_(
            "It is the same problem as report %(other)s, so the two go on together. "
            "You follow that one with your own link, and we write to you as before."
        ),
        N_("Your report %(number)s is the same problem as %(other)s. The two go on together."),
    ),
    "unmerged": Said(
        N_("Your report %(number)s goes on by itself"),
        N_(
            "We looked again: your report is a problem of its own and goes on by itself. "
            "Your link stays the same."
        ),
        N_("Your report %(number)s is a problem of its own and goes on by itself."),
    ),
    "split": Said(
        N_("Your report %(number)s goes on in %(parts)s parts"),
        N_(
            "It takes more than one unit, so your report goes on in %(parts)s parts. "
            "You follow all of them with your own link; it is resolved when every part is."
        ),
        N_("Your report %(number)s goes on in %(parts)s parts. One link shows them all."),
    ),
    "resolved": Said(
        N_("%(unit)s says that report %(number)s is resolved"),
        N_("%(unit)s says that it is resolved:\n%(words)s"),
        N_("%(unit)s says that your report %(number)s is resolved."),
    ),
    "resolved.explained": Said(
        N_("%(unit)s has explained how report %(number)s stands"),
        N_("%(unit)s has looked into it and found nothing that has to be done:\n%(words)s"),
        N_("%(unit)s has explained how your report %(number)s stands."),
    ),
    "resolved.cannot_now": Said(
        N_("%(unit)s says that report %(number)s cannot be solved now"),
        N_("%(unit)s says that it cannot be done now:\n%(words)s"),
        N_("%(unit)s says that your report %(number)s cannot be solved now."),
    ),
    "resolved.not_found": Said(
        N_("%(unit)s looked for what you reported as %(number)s"),
        N_("%(unit)s looked and did not find it:\n%(words)s"),
        N_("%(unit)s looked for what you reported as %(number)s and did not find it."),
    ),
    "reopened": Said(
        N_("Your report %(number)s is open again"),
        N_("Your report is open again, and %(unit)s has it."),
        N_("Your report %(number)s is open again with %(unit)s."),
    ),
    "reopened.dispute": Said(
        N_("Your report %(number)s is open again"),
        N_("A grid worker looked and found it not solved yet. %(unit)s has it again."),
        N_("A grid worker found report %(number)s not solved yet. %(unit)s has it again."),
    ),
    "reopened.escalate": Said(
        N_("Your report %(number)s is open again"),
        N_(
            "It was not solved the second time either. "
            "The level above is told, and %(unit)s has it now."
        ),
        N_("Report %(number)s was not solved twice. The level above is told; %(unit)s has it."),
    ),
    "reopened.inspect": Said(
        N_("Your report %(number)s is open again"),
        N_(
            "A supervision team from outside looked and found it not solved. %(unit)s has it again."
        ),
        N_("A supervision team found report %(number)s not solved. %(unit)s has it again."),
    ),
    "declined": Said(
        N_("About your report %(number)s"),
        N_("We cannot take your report on:\n%(words)s"),
        N_("We cannot take on your report %(number)s. The link says why and where to turn."),
    ),
    "closed": Said(
        N_("Your report %(number)s is closed"),
        N_("Your report is closed. Thank you for telling us."),
        N_("Your report %(number)s is closed. Thank you."),
    ),
    "closed.confirm": Said(
        N_("Your report %(number)s is closed"),
        N_("Somebody else who reported the same problem says that it is solved, so it is closed."),
        N_("Your report %(number)s is closed: somebody else who reported it says it is solved."),
    ),
    "closed.verify": Said(
        N_("Your report %(number)s is closed"),
        N_("A grid worker looked and found it solved, so your report is closed."),
        N_("A grid worker found your report %(number)s solved. It is closed."),
    ),
    "closed.lapse": Said(
        N_("Your report %(number)s is closed"),
        N_("Nobody objected to what was done, so your report is closed."),
        N_("Your report %(number)s is closed, as nobody objected."),
    ),
}
AT_ONCE = frozenset({"received"})  # its reader waits for it; everything else may wait for more
ABOUT_ITSELF = frozenset({"received", "merged", "unmerged"})  # not the cases joined


def said(kind: str, how: str | None = None) -> Said:
    """Return the words of a step, those for how it was taken if there are some.

    Resolving has some for each outcome, closing and opening again for each way.
    """
    return SAID.get(f"{kind}.{how}") or SAID[kind]


def channel_for(
    email: str | None, phone: str | None, *, has_mail: bool, has_sms: bool
) -> tuple[Channel, str] | None:
    """Return how and where a reporter is written to: one way only, by mail if they left one.

    By SMS if they left a mobile number and no mail address; also if they left
    both and the portal has no mail server, but a gateway.
    """
    number = mobile(phone)
    if number and (not email or (has_sms and not has_mail)):
        return Channel.SMS, number
    return (Channel.MAIL, email) if email else None
