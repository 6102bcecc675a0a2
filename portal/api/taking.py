"""How each step is taken with what was sent: the same actions that a clerk's pages call."""

from collections.abc import Callable

from portal import clock
from portal.accounts.queries import posts_of, works_for
from portal.api.given import Taking
from portal.api.together import merge, split, unmerge
from portal.cases import actions, queries
from portal.cases.rules import DeclineReason, Outcome, PauseReason, Step, Validity
from portal.errors import N_, NotAcceptable, NotAllowedNow
from portal.policy.queries import work_calendar


def take_step(taking: Taking, step: Step) -> None:
    """Take a step, or refuse it as the rules do."""
    TAKEN[step](taking)


def _dispatch(taking: Taking) -> None:
    level, to = taking.sent["level"], None
    if "unit" in taking.sent:
        unit = taking.unit()
    else:
        usual = queries.usual_units(taking.case.matter, taking.case.grid)[level]
        if usual is None:
            raise NotAcceptable(N_("No unit is usual for this level. Name one."))
        unit, to = usual.unit, usual.person
    actions.dispatch(
        taking.case,
        level=level,
        unit=unit,
        to=to,
        note=taking.note,
        calendar=work_calendar(),
        **taking.policy(),
        **taking.who_and_when(),
    )


def _decline(taking: Taking) -> None:
    reason = DeclineReason(taking.sent["reason"])
    actions.decline(taking.case, reason=reason, words=taking.words, **taking.who_and_when())


def _take(taking: Taking) -> None:
    actions.take(taking.case, words=taking.words, **taking.who_and_when())


def _assign(taking: Taking) -> None:
    people = queries.people_in_hand(taking.case, clock.day_of(taking.now))
    named = next((one for one in people if one.number == taking.sent["person"]), None)
    if named is None:
        raise NotAcceptable(N_("That person does not work for the unit. Choose another one."))
    actions.assign(taking.case, person=named, **taking.who_and_when())


def _transfer(taking: Taking) -> None:
    unit = taking.unit()
    actions.transfer(taking.case, unit=unit, words=taking.words, **taking.who_and_when())


def _return(taking: Taking) -> None:
    actions.return_to_triage(
        taking.case,
        words=taking.words,
        calendar=work_calendar(),
        **taking.policy(),
        **taking.who_and_when(),
    )


def _resolve(taking: Taking) -> None:
    actions.resolve(
        taking.case,
        outcome=Outcome(taking.sent["outcome"]),
        words=taking.words,
        photos=taking.photos(),
        **taking.policy(),
        **taking.who_and_when(),
    )


def _hand_up(taking: Taking) -> None:
    actions.hand_up(
        taking.case,
        words=taking.words,
        calendar=work_calendar(),
        **taking.policy(),
        **taking.who_and_when(),
    )


def _answer(taking: Taking) -> None:
    actions.answer(taking.case, words=taking.words, **taking.who_and_when())


def _ask_help(taking: Taking) -> None:
    unit = taking.unit()
    actions.ask_help(taking.case, unit=unit, words=taking.words, **taking.who_and_when())


def _help(taking: Taking) -> None:
    posts = posts_of(taking.by, clock.day_of(taking.now))
    asked = (one.unit for one in queries.assists_of(taking.case) if one.answered_at is None)
    ours = [unit for unit in asked if any(works_for(post, unit) for post in posts)]
    if not ours:
        raise NotAllowedNow(N_("Nothing is asked of your unit any more. Reload to see it now."))
    actions.help_given(
        taking.case,
        unit=ours[0],
        words=taking.words,
        photos=taking.photos(),
        **taking.who_and_when(),
    )


def _ask_pause(taking: Taking) -> None:
    actions.ask_pause(
        taking.case,
        reason=PauseReason(taking.sent["reason"]),
        words=taking.words,
        until=taking.day("until"),
        calendar=work_calendar(),
        **taking.policy(),
        **taking.who_and_when(),
    )


def _ask_extension(taking: Taking) -> None:
    actions.ask_extension(
        taking.case,
        days=taking.sent["days"],
        words=taking.words,
        **taking.policy(),
        **taking.who_and_when(),
    )


def _resume(taking: Taking) -> None:
    calendar = work_calendar()
    actions.resume(taking.case, words=taking.words, calendar=calendar, **taking.who_and_when())


def _pause(taking: Taking) -> None:
    actions.pause(taking.case, note=taking.note, **taking.who_and_when())


def _extend(taking: Taking) -> None:
    calendar = work_calendar()
    actions.extend(taking.case, note=taking.note, calendar=calendar, **taking.who_and_when())


def _refuse(taking: Taking) -> None:
    actions.refuse(taking.case, note=taking.note, **taking.who_and_when())


def _judge(taking: Taking) -> None:
    reason = taking.sent.get("reason")
    actions.judge(
        taking.case,
        validity=Validity(taking.sent["validity"]),
        reason=DeclineReason(reason) if reason else None,
        note=taking.note,
        **taking.who_and_when(),
    )


def _recall(taking: Taking) -> None:
    actions.recall(taking.case, note=taking.note, **taking.who_and_when())


def _expedite(taking: Taking) -> None:
    by_day = taking.day("reply_by")
    actions.order(taking.case, words=taking.words, reply_by=by_day, **taking.who_and_when())


def _reply(taking: Taking) -> None:
    """Answer the order that has waited longest, or write below the newest one."""
    orders = queries.orders_of(taking.case)
    if not orders:
        raise NotAllowedNow(N_("Nobody has hurried it on."))
    waiting = [order for order in orders if order.replied_at is None]
    actions.reply((waiting or orders[:1])[-1], words=taking.words, **taking.who_and_when())


TAKEN: dict[Step, Callable[[Taking], None]] = {
    Step.DISPATCH: _dispatch,
    Step.DECLINE: _decline,
    Step.TAKE: _take,
    Step.ASSIGN: _assign,
    Step.TRANSFER: _transfer,
    Step.RETURN: _return,
    Step.RESOLVE: _resolve,
    Step.HAND_UP: _hand_up,
    Step.ANSWER: _answer,
    Step.ASK_HELP: _ask_help,
    Step.HELP: _help,
    Step.ASK_PAUSE: _ask_pause,
    Step.ASK_EXTENSION: _ask_extension,
    Step.RESUME: _resume,
    Step.PAUSE: _pause,
    Step.EXTEND: _extend,
    Step.REFUSE: _refuse,
    Step.JUDGE: _judge,
    Step.RECALL: _recall,
    Step.EXPEDITE: _expedite,
    Step.REPLY: _reply,
    Step.MERGE: merge,
    Step.UNMERGE: unmerge,
    Step.SPLIT: split,
}
