"""A walk over all pages that somebody may see, by the app's own map of addresses.

Every page is asked for as every role. A browser takes longer than all else: a page that is made
of the same parts for another role, though of other words, is opened once in each language, for
its width, and checked with axe once.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from portal.access import GRANTS, Permission
from portal.accounts.rules import Role
from tests.story.conftest import fits_the_screen, is_open_to_everyone

FILE = re.compile(r"\.\w+$|photo")  # by its address no page: a sheet, a picture, a feed
DOORS = ("staff.", "public.", "opendata.")


class Parts(HTMLParser):
    """What a page is made of: elements by name, classes and attributes; and its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.kinds: set[str] = set()
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element; ids and what it says of itself are its own."""
        given = dict(attrs)
        self.kinds.add(" ".join((tag, given.get("class") or "", *given)))
        if tag == "a" and (link := given.get("href")):
            self.links.append(link)


@dataclass(frozen=True)
class House:
    """Which pages the app has, each with the permission that it asks for."""

    app: Flask
    host: str
    parts: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # of pages, as looked at

    def is_known(self, endpoint: str, language: str, kinds: set[str]) -> bool:
        """Say whether a page was looked at with all these parts; from now on it was."""
        known = self.parts.setdefault((endpoint, language), set())
        is_known = kinds <= known
        known |= kinds
        return is_known

    def pages(self) -> dict[str, str]:
        """Return the address of every page that can be asked for, by its name in the app."""
        return {
            rule.endpoint: rule.rule
            for rule in self.app.url_map.iter_rules()
            if rule.endpoint.startswith(DOORS)
            and "GET" in (rule.methods or ())
            and not FILE.search(rule.rule)
        }

    def permission(self, endpoint: str) -> Permission | None:
        """Return what a page asks for."""
        found: Permission | None = getattr(self.app.view_functions[endpoint], "access", None)
        return found

    def endpoint_of(self, link: str, here: str) -> tuple[str, str] | None:
        """Return the page that a link leads to, and its address; None if it leads elsewhere."""
        parts = urlsplit(link)
        if parts.netloc not in {"", self.host} or parts.scheme not in {"", "http"}:
            return None
        try:
            adapter = self.app.url_map.bind(self.host)
            endpoint, _given = adapter.match(parts.path or here, method="GET")
        except HTTPException:
            return None
        asked = f"?{parts.query}" if parts.query else ""
        return str(endpoint), f"{parts.path or here}{asked}"


@dataclass
class Walk:
    """One person's way from page to page: each page once, by the first link that led there."""

    page: Page
    house: House
    role: Role | None = None
    language: str = "zh"
    seen: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def over_all_pages(self, *begins: str) -> None:
        """Open every page of this person's doors that has a plain address, or that a link gives."""
        ways = dict(self._ways(begins, "/"))
        for endpoint, address in self.house.pages().items():
            if "<" not in address and self._is_for_us(endpoint):
                ways.setdefault(endpoint, address)
        while new := [way for way in ways.items() if way[0] not in self.seen]:
            for endpoint, address in new:
                links = self._look_at(endpoint, address)
                ways = dict(self._ways(links, urlsplit(address).path)) | ways

    def _is_for_us(self, endpoint: str) -> bool:
        asked = self.house.permission(endpoint)
        if self.role is None:
            return asked is None and endpoint != "staff.sign_in"
        return asked in GRANTS[self.role]

    def _ways(self, links: tuple[str, ...] | list[str], here: str) -> Iterator[tuple[str, str]]:
        pages = self.house.pages()
        for link in reversed(links):  # of several links to one kind of page the first counts
            found = self.house.endpoint_of(link, here)
            if found and found[0] in pages and self._is_for_us(found[0]):
                yield found

    def _look_at(self, endpoint: str, address: str) -> list[str]:
        self.seen.add(endpoint)
        whole = f"http://{self.house.host}{address}"
        answer = self.page.request.get(whole)
        if answer.status != 200:
            self.faults.append(f"{self.role}: {address} answers {answer.status}")
            return []
        page = answer.text()
        if not page.lstrip().lower().startswith("<!doctype"):
            return []  # a part of a page
        parts = Parts(page)
        try:
            self._check(endpoint, whole, parts.kinds)
        except AssertionError as fault:
            self.faults.append(f"{self.role}: {address}\n{fault}")
        return parts.links

    def _check(self, endpoint: str, whole: str, kinds: set[str]) -> None:
        if self.house.is_known(endpoint, self.language, kinds):
            return
        self.page.goto(whole)
        if self.house.is_known(endpoint, "any", kinds):
            fits_the_screen(self.page)
        else:
            is_open_to_everyone(self.page)
