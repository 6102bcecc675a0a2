"""Whether somebody reads a page, or a machine fetches it: what is counted counts people alone."""

import re

from flask import request

# Whoever has no browser, or says that nobody is looking. Crawlers that call themselves a phone
# cannot be told from one.
ROBOT = re.compile(
    r"bot\b|bot[-/]|crawl|spider|slurp|preview|headless|lighthouse|monitor|uptime|scan|fetch|"
    r"facebookexternalhit|whatsapp|curl|wget|python|java/|okhttp|go-http|httpclient|libwww|axios|"
    r"node|ruby|php",
    re.IGNORECASE,
)
AHEAD = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")  # "prefetch", "preview", "prerender"


def is_somebody() -> bool:
    """Say whether somebody with a browser asks for a page now, and looks at it."""
    agent = request.user_agent.string
    is_ahead = any(name in request.headers for name in AHEAD)
    return request.method == "GET" and bool(agent) and not ROBOT.search(agent) and not is_ahead
