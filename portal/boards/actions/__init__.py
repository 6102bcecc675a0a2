"""What is done with boards: made, printed, posted, looked at, reported, doubted, revoked."""

from portal.boards.actions.checking import Where, inspect_board, post_board
from portal.boards.actions.comparing import changes_today, compare
from portal.boards.actions.contents import DUTY_WORDS, content_of, contents_of, printed_address
from portal.boards.actions.doubting import CODE_SUSPECTED, settle_doubt, suspect
from portal.boards.actions.making import add_entrance, ensure_boards
from portal.boards.actions.ordering import (
    MOST_BOARDS,
    MOST_IN_ONE_PDF,
    clear_away,
    clear_parts,
    do_portion,
    draw_portion,
    give_up,
    order_prints,
    shop_lines,
)
from portal.boards.actions.printing import content_then, draw_again, drawn, drawn_with, freeze
from portal.boards.actions.reporting import Told, report_board
from portal.boards.actions.revoking import revoke
from portal.boards.actions.scanning import SCANS, add_scans, count_scan

__all__ = [
    "CODE_SUSPECTED",
    "DUTY_WORDS",
    "MOST_BOARDS",
    "MOST_IN_ONE_PDF",
    "SCANS",
    "Told",
    "Where",
    "add_entrance",
    "add_scans",
    "changes_today",
    "clear_away",
    "clear_parts",
    "compare",
    "content_of",
    "content_then",
    "contents_of",
    "count_scan",
    "do_portion",
    "draw_again",
    "draw_portion",
    "drawn",
    "drawn_with",
    "ensure_boards",
    "freeze",
    "give_up",
    "inspect_board",
    "order_prints",
    "post_board",
    "printed_address",
    "report_board",
    "revoke",
    "settle_doubt",
    "shop_lines",
    "suspect",
]
