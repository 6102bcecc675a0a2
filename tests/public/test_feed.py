"""The Atom feed behind a follow link: what the page tells, for whoever reads feeds."""

import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from portal import clock
from portal.accounts.rules import Role
from portal.cases import actions
from portal.cases.actions import ContactGiven
from tests.conftest import NOW
from tests.factories import a_case, a_clerk, a_dispatched_case, a_resolved_case

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(client, case, **headers):
    return client.get(f"/f/{case.follow_token}/feed.atom", headers=headers)


def read(answer):
    return ElementTree.fromstring(answer.data)


def texts(node, tag):
    return [one.text for one in node.iter(f"{ATOM}{tag}")]


def test_the_feed_tells_each_hop_with_its_unit_and_day_the_newest_first(client):
    case = a_resolved_case(language="en", words="The lamp is out")

    answer = feed_of(client, case)

    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    feed = read(answer)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles[-1] == "You reported it"
    assert "Passed to" in titles[-2]
    assert "resolved" in titles[0]
    words = texts(feed, "content")
    assert words[-1] == "The lamp is out"
    assert "To be resolved by Tuesday 29 September" in words[-2]
    assert words[0] == "已清理干净"


def test_it_holds_all_that_atom_asks_for_and_every_name_once(client):
    case = a_resolved_case(language="en")

    feed = read(feed_of(client, case))

    names = texts(feed, "id")
    assert len(names) == len(set(names)) == 4
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Grid portal"
    assert len(texts(feed, "updated")) == 4
    assert texts(feed, "updated")[0] == "2026-09-21T02:00:00.000000Z"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["alternate"] == f"http://localhost:8000/f/{case.follow_token}"
    assert links["self"] == f"http://localhost:8000/f/{case.follow_token}/feed.atom"


def test_the_secret_link_stands_in_no_name_and_neither_contact_nor_pin_anywhere(client):
    case = a_dispatched_case(contact=ContactGiven(email="lin@example.org"), language="en")

    answer = feed_of(client, case)

    assert case.follow_token not in str(texts(read(answer), "id"))
    for secret in ("lin@example.org", "example.org", case.pin):
        assert secret not in re.sub(r"[\d-]+T[\d:.]+Z", "", answer.text)


def test_a_name_stays_when_the_story_goes_on(client):
    case = a_dispatched_case(language="en")
    before = texts(read(feed_of(client, case)), "id")
    later = NOW + timedelta(hours=1)
    clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.take(case, words="We are on it", by=clerk, now=later)

    with clock.stopped_at(later):
        after = texts(read(feed_of(client, case)), "id")

    assert after[2:] == before[1:]
    assert len(after) == len(before) + 1


def test_asked_again_without_news_it_answers_that_nothing_changed(client):
    case = a_dispatched_case(language="en")
    etag = feed_of(client, case).headers["ETag"]

    again = feed_of(client, case, **{"If-None-Match": etag})
    assert again.status_code == 304
    assert again.data == b""

    clerk = a_clerk(Role.UNIT_CLERK, unit=case.unit)
    actions.take(case, words="", by=clerk, now=NOW)
    assert feed_of(client, case, **{"If-None-Match": etag}).status_code == 200


def test_it_may_be_kept_by_its_reader_alone_and_is_in_no_index(client):
    headers = feed_of(client, a_case()).headers

    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["X-Robots-Tag"] == "noindex"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_it_speaks_the_language_of_the_report_whatever_the_browser_prefers(client):
    case = a_case(language="zh")

    answer = feed_of(client, case, **{"Accept-Language": "en"})

    assert read(answer).get("{http://www.w3.org/XML/1998/namespace}lang") == "zh"
    assert "You reported it" not in answer.text


@pytest.mark.parametrize(
    "words",
    ["a\x0bb\x1f", "a < b & c > d ]]>", '"quoted"', "\ud7ff\ufffe", "<script>alert(1)</script>"],
)
def test_words_of_any_kind_leave_it_well_formed(client, words):
    case = a_case(words=words, language="en")

    (content,) = texts(read(feed_of(client, case)), "content")

    assert content == re.sub("[\x0b\x1f\ufffe]", "", words)


def test_an_unknown_link_has_no_feed_and_nothing_can_be_sent_to_one(client):
    assert client.get("/f/unknown/feed.atom").status_code == 404
    assert client.post(f"/f/{a_case().follow_token}/feed.atom").status_code == 405


def test_the_follow_page_leads_to_its_feed(client):
    case = a_case()

    page = client.get(f"/f/{case.follow_token}").text

    address = f"/f/{case.follow_token}/feed.atom"
    assert re.search(rf'<link rel="alternate" type="application/atom\+xml" href="{address}"', page)
    assert f'<a href="{address}">' in page
