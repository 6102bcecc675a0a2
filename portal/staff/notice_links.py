"""Where a notice leads, and with which words."""

from typing import Any

from flask import url_for

from portal.access import may
from portal.boards.actions import CODE_SUSPECTED
from portal.i18n import _, _l
from portal.messages.notices import Notice
from portal.rewards.actions import THANKED

SAID = frozenset({THANKED})  # what is told is in the notice itself
OF_FINDINGS = ("finding_", "rebuttal_", "order_issued", "order_note", "order_mended", "recheck_")
# Pages that are about more than one notice.
PAGES: dict[str, tuple[str, Any]] = {
    **dict.fromkeys(
        ("objection_decided", "called_fake", "stars_frozen"), ("staff.my_page", _l("My page"))
    ),
    **dict.fromkeys(
        (f"reward_{step}" for step in ("approved", "refused", "paid", "failed", "reversed")),
        ("staff.list_my_rewards", _l("My rewards")),
    ),
    "pass_ends": ("staff.list_training", _l("Training")),
    **dict.fromkeys(
        (f"figures_{what}" for what in ("objected", "changed", "decided", "tampered")),
        ("staff.list_periods", _l("Periods")),
    ),
    **dict.fromkeys(("hook_paused", "hook_gone"), ("staff.list_webhooks", _l("Webhooks"))),
    "upload_stuck": ("staff.list_uploads", _l("Uploads to province and city")),
    "partner_waits": ("staff.list_waiting_pushes", _l("Cases that wait for a decision")),
    "log_broken": ("public.show_finding_log", _l("The log of findings")),
}


def link_of(notice: Notice) -> tuple[str, str]:
    """Return the address of what a notice is about, and the words that lead there."""
    number = notice.case_number
    if notice.kind in PAGES:
        page, words = PAGES[notice.kind]
        return url_for(page), str(words)
    if notice.kind == CODE_SUSPECTED:
        return url_for("staff.list_doubts"), _("Board %(number)s", number=number)
    if notice.kind == "mending_late" or notice.kind.startswith(OF_FINDINGS):
        page = "staff.list_findings" if may("inspect") else "staff.list_held"
        return url_for(page), _("Finding %(number)s", number=number)
    return url_for("staff.show_case", number=number), _("Case %(number)s", number=number)
