"""Counts that a board was scanned: that its page was opened from outside, and nothing else.

What is read of a request to tell a scan from a robot, a preview, a page fetched
ahead or a step inside the portal is looked at and forgotten. Only board, hour
and "from a phone or not" are counted, in memory; see `portal.counting`.
"""

import re
from collections.abc import Callable
from functools import wraps

from flask import Response, g, request

from portal import clock
from portal.access import has_key, is_unattended
from portal.boards.actions import count_scan
from portal.public.readers import is_somebody

PHONE = re.compile(r"Mobi|Android|iPhone|iPod|HarmonyOS|MicroMessenger|AlipayClient", re.IGNORECASE)


def counted_as_scan(view: Callable[..., Response]) -> Callable[..., Response]:
    """Count each time somebody opens this page from a board, also where it was kept ready."""

    @wraps(view)
    def counted(code: str) -> Response:
        g.is_anybody = not has_key()  # the log holds no address beside the time of a scan
        response = view(code=code)
        if response.status_code in (200, 304) and _is_scan():
            is_phone = PHONE.search(request.user_agent.string) is not None
            count_scan(code, is_phone=is_phone, now=clock.now())
        return response

    return counted


def _is_scan() -> bool:
    return (
        is_somebody()
        and not is_unattended()
        and not _comes_from_here()
        and not has_key()  # somebody of the staff, at work
    )


def _comes_from_here() -> bool:
    """Say whether a page of the portal led here, or shows this one inside itself."""
    return (request.referrer or "").startswith(request.host_url)
