"""Notices, mail and SMS. What to say is settled when its cause happens; sending is a job.

Told to staff on their page (`notices`), to reporters and staff by mail or SMS:
kept with what became of them (`stored`), those of one case that wait at the
same time joined into one and sent (`sending`), each by its own way out
(`by_mail`, `by_sms`), and not at night (`quiet`).
"""

from portal.messages.notices import NEWS, OTHER_NEWS, Notice, notify
from portal.messages.sending import deliver, deliver_sms, join_messages, send_mail, send_sms
from portal.messages.stored import (
    About,
    Mail,
    Message,
    NotDelivered,
    Sms,
    State,
    clear_old_mails,
    forget,
    has_gone,
    hold,
    mail,
    messages_of,
    next_turn,
    sms,
    withdraw,
)

__all__ = [
    "NEWS",
    "OTHER_NEWS",
    "About",
    "Mail",
    "Message",
    "NotDelivered",
    "Notice",
    "Sms",
    "State",
    "clear_old_mails",
    "deliver",
    "deliver_sms",
    "forget",
    "has_gone",
    "hold",
    "join_messages",
    "mail",
    "messages_of",
    "next_turn",
    "notify",
    "send_mail",
    "send_sms",
    "sms",
    "withdraw",
]
