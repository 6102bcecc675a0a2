"""What is done with accounts: people sign in and hold posts, units are kept."""

from portal.accounts.actions.people import (
    choose_news,
    claim_sending,
    drop_typed,
    end_people,
    give_post,
    keep_typed,
    make_staff,
    read_notices,
    send_news,
    set_password,
    settle_sending,
    sign_in,
    sign_out,
    stop_news,
)
from portal.accounts.actions.portraits import show_portrait, withdraw_portrait
from portal.accounts.actions.units import (
    UnitFacts,
    add_unit,
    change_unit,
    end_unit,
    load_units,
    take_up_unit,
)

__all__ = [
    "UnitFacts",
    "add_unit",
    "change_unit",
    "choose_news",
    "claim_sending",
    "drop_typed",
    "end_people",
    "end_unit",
    "give_post",
    "keep_typed",
    "load_units",
    "make_staff",
    "read_notices",
    "send_news",
    "set_password",
    "settle_sending",
    "show_portrait",
    "sign_in",
    "sign_out",
    "stop_news",
    "take_up_unit",
    "withdraw_portrait",
]
