"""What somebody is told: the newest first, read when they say so."""

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import clock, config, web
from portal.access import Permission, allow
from portal.accounts.actions import choose_letters, choose_news, read_notices, stop_news
from portal.accounts.queries import NOTICES, news_choice_of, notices_of, unread_notices
from portal.assessment.queries import leads_figures
from portal.boards.actions import CODE_SUSPECTED
from portal.cases import queries
from portal.errors import N_, NotFound
from portal.i18n import _
from portal.messages import NEWS, OTHER_NEWS
from portal.rewards.actions import THANKED
from portal.staff import blueprint as staff
from portal.staff.forms import ReadNoticesForm
from portal.staff.news_forms import USUAL_HOUR, LettersForm, NewsChoiceForm
from portal.staff.notice_links import SAID, link_of

LONGEST_KEY = 18  # digits of the largest number that both databases hold
PICTURES = {
    "dispatched": "send",
    "assigned": "user",
    "returned": "undo-2",
    "reopened": "refresh-cw",
    "escalated": "flag",
    "handed_up": "send",
    "overdue": "flag",
    "answer_late": "flag",
    "expedite_order": "zap",
    "expedite_reply": "message-square",
    "help_asked": "hand-helping",
    "help_given": "check",
    "request_asked": "pause",
    "request_granted": "check",
    "request_refused": "ban",
    "resumed": "play",
    "verify_due": "clipboard-check",
    "consulted": "users",
    "settled": "users",
    "merged": "merge",
    "unmerged": "split",
    "joined": "merge",
    "split": "split",
    "redated": "calendar",
    "triage_late": "flag",
    "verify_late": "flag",
    "order_late": "flag",
    "recalled": "undo-2",
    "objection_decided": "message-square",
    "called_fake": "shield-alert",
    "stars_frozen": "star",
    "reward_approved": "check",
    "reward_refused": "ban",
    "reward_paid": "check-check",
    "reward_failed": "triangle-alert",
    "reward_reversed": "undo-2",
    "hook_paused": "pause",
    "hook_gone": "ban",
    "partner_waits": "clock",
    "upload_stuck": "triangle-alert",
    "pass_ends": "bookmark",
    "finding_signed": "badge-check",
    "finding_unlocked": "undo-2",
    "rebuttal_made": "message-square",
    "rebuttal_decided": "message-square",
    "order_issued": "clipboard-check",
    "order_note": "message-square",
    "order_mended": "search",
    "recheck_passed": "check-check",
    "recheck_failed": "refresh-cw",
    "log_broken": "shield-alert",
    "figures_objected": "message-square",
    "figures_changed": "refresh-cw",
    "figures_decided": "check",
    "figures_tampered": "shield-alert",
    "mending_late": "flag",
    CODE_SUSPECTED: "shield-alert",
    THANKED: "hand-helping",
}


@staff.get("/notices")
@allow(Permission.SEE_OWN_PAGE)
def list_notices() -> ResponseReturnValue:
    """Show a page of one's own notices."""
    return _page()


@staff.post("/notices/read")
@allow(Permission.SEE_OWN_PAGE)
def mark_notices_read() -> ResponseReturnValue:
    """Mark all read that the page showed or that came before."""
    form = ReadNoticesForm.from_request()
    if not form.validate():
        return _page(), 422
    read_notices(current_user, up_to=form.up_to.data or 0, now=clock.now())
    flash(_("All notices are marked as read."), "ok")
    return web.updated(url_for(".list_notices"))


@staff.get("/notices/by-mail")
@allow(Permission.SEE_OWN_PAGE)
def show_news_choice() -> ResponseReturnValue:
    """Ask whether notices should also come by mail, once a day, and when."""
    return _choice_page(_news_form())


@staff.post("/notices/by-mail")
@allow(Permission.SEE_OWN_PAGE)
def choose_news_by_mail() -> ResponseReturnValue:
    """Keep the choice."""
    form = NewsChoiceForm.from_request()
    if not form.validate():
        return _choice_page(form), 422
    if form.wants_mail:
        choose_news(
            current_user,
            address=form.address.data or "",
            hour=int(form.hour.data or USUAL_HOUR),
            on_working_days=bool(form.on_working_days.data),
            now=clock.now(),
        )
        flash(
            _("Your new notices come to %(address)s once a day.", address=form.address.data), "ok"
        )
    else:
        stop_news(current_user)
        flash(_("Your notices stand on this page only."), "ok")
    return web.updated(url_for(".list_notices"))


@staff.post("/notices/letters")
@allow(Permission.SEE_OWN_PAGE)
def choose_figure_letters() -> ResponseReturnValue:
    """Stop the letters about figures of what one leads, or have them come again."""
    form = LettersForm.from_request()
    if not form.validate():
        return _choice_page(_news_form()), 422
    choose_letters(current_user, wants=form.wants.data == "yes")
    flash(_("Your choice is kept."), "ok")
    return web.updated(url_for(".show_news_choice"))


def _choice_page(form: NewsChoiceForm) -> str:
    return render_template(
        "staff/news_choice.html",
        form=form,
        has_mail=bool(config.current().smtp_url),
        letters=LettersForm(formdata=None, wants="no" if current_user.wants_letters else "yes"),
        leads=bool(leads_figures(current_user, clock.today())),
    )


def _news_form() -> NewsChoiceForm:
    """Return the form as the choice stands."""
    choice = news_choice_of(current_user)
    return NewsChoiceForm(
        formdata=None,
        way="mail" if choice else "page",
        address=choice.address if choice else current_user.email,
        hour=str(choice.hour) if choice else USUAL_HOUR,
        on_working_days=choice.on_working_days if choice else True,
    )


def _page() -> str:
    found = notices_of(current_user, before=_key())
    return render_template(
        "staff/notices.html",
        notices=found[:NOTICES],
        cases=queries.cases_named([notice.case_number for notice in found[:NOTICES]]),
        news=NEWS,
        other=OTHER_NEWS,
        pictures=PICTURES,
        said=SAID,
        link_of=link_of,
        choice=news_choice_of(current_user),
        unread=unread_notices(current_user),
        next_key=found[NOTICES - 1].id if len(found) > NOTICES else None,
        form=ReadNoticesForm(formdata=None, up_to=found[0].id if found else 0),
    )


def _key() -> int | None:
    asked = request.args.get("before", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > LONGEST_KEY:
        raise NotFound(N_("That page of the list does not exist."))
    return int(asked)
