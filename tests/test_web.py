"""What all pages share: language, size, headers, cookies, and whom the portal believes."""

import logging
import re

import pytest

from portal.accounts.rules import Role
from tests.factories import DISTRICT_CODE, PASSWORD, a_clerk, signed_in, somebody_at_the_door


@pytest.mark.parametrize(
    ("header", "language"),
    [
        pytest.param("", "zh-CN", id="nothing said"),
        pytest.param("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", id="a Chinese phone"),
        pytest.param("zh-TW", "zh-CN", id="another Chinese"),
        pytest.param("en-US,en;q=0.9", "en", id="an English phone"),
        pytest.param("fr-FR,en;q=0.5", "en", id="the second choice"),
        pytest.param("fr-FR", "zh-CN", id="neither"),
        pytest.param("en;q=abc,,;", "zh-CN", id="nonsense"),
    ],
)
def test_a_browser_is_answered_in_its_language(client, header, language):
    page = client.get("/staff/sign-in", headers={"Accept-Language": header})

    assert f'<html lang="{language}"' in page.text


def test_a_chosen_language_wins_and_is_kept(client):
    chosen = client.get("/staff/sign-in?lang=en", headers={"Accept-Language": "zh-CN"})
    later = client.get("/staff/sign-in", headers={"Accept-Language": "zh-CN"})

    assert '<html lang="en"' in chosen.text
    assert '<html lang="en"' in later.text


def test_a_language_that_we_do_not_speak_changes_nothing(client):
    client.get("/staff/sign-in?lang=en")

    page = client.get("/staff/sign-in?lang=fr")

    assert '<html lang="en"' in page.text
    assert "lang" not in str(page.headers.getlist("Set-Cookie"))


def test_large_print_is_chosen_kept_and_left_again(client):
    plain, large = client.get("/?lang=en"), client.get("/?elder=1")
    kept, back = client.get("/"), client.get("/?elder=0")

    assert "data-elder" not in plain.text
    assert "data-elder" in large.text
    assert "data-elder" in kept.text
    assert "data-elder" not in back.text
    assert 'href="/?elder=1"' in back.text
    assert 'href="/?elder=0"' in large.text


@pytest.mark.parametrize(
    ("address", "switched"),
    [
        ("/staff/sign-in", "/staff/sign-in?lang=zh"),
        ("/staff/sign-in?next=/staff/boards", "/staff/sign-in?next=%2Fstaff%2Fboards&amp;lang=zh"),
        (
            "/staff/sign-in?endpoint=x&next=%2F",
            "/staff/sign-in?endpoint=x&amp;next=%2F&amp;lang=zh",
        ),
        (
            "/staff/sign-in?_scheme=javascript&_external=1",
            "/staff/sign-in?_scheme=javascript&amp;_external=1&amp;lang=zh",
        ),
        ("/staff/sign-in?lang=en&lang=en", "/staff/sign-in?lang=zh"),
    ],
)
def test_changing_the_language_stays_on_the_page_whatever_its_address_holds(
    client, address, switched
):
    client.set_cookie("lang", "en")

    assert f'href="{switched}"' in client.get(address).text


def test_a_page_that_answers_a_form_is_switched_where_it_can_be_read_again(client):
    client.set_cookie("lang", "en")

    page = client.post("/staff/sign-in?next=/staff/", data={})

    assert page.status_code == 422
    assert 'href="/staff/sign-in?next=%2Fstaff%2F&amp;lang=zh"' in page.text


@pytest.mark.parametrize("address", ["/", "/staff/sign-in", "/nowhere", "/healthz"])
def test_every_answer_is_guarded(client, address):
    headers = client.get(address).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in {"same-origin", "no-referrer"}
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-Id"])
    assert "Strict-Transport-Security" not in headers


def test_pages_of_a_session_are_kept_nowhere(client):
    signed_in(client, a_clerk(Role.DISPATCHER, area_code=DISTRICT_CODE))

    assert client.get("/staff/").headers["Cache-Control"] == "no-store"
    assert client.get("/static/css/portal.css").headers["Cache-Control"] != "no-store"


def test_behind_https_cookies_stay_on_the_encrypted_line(another):
    somebody_at_the_door()
    browser = another(PORTAL_BASE_URL="https://grid.example.org").test_client()

    answer = browser.post("/staff/sign-in?lang=en", data={"login": "lin", "password": PASSWORD})

    assert answer.status_code == 303
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("proxies", "told", "believed"),
    [
        pytest.param("0", "203.0.113.9", "127.0.0.1", id="nobody is believed unasked"),
        pytest.param("1", "203.0.113.9", "203.0.113.9", id="our own proxy is"),
        pytest.param("1", "6.6.6.6, 203.0.113.9", "203.0.113.9", id="but not what it was told"),
        pytest.param("2", "203.0.113.9, 10.0.0.1", "203.0.113.9", id="two of our own"),
    ],
)
def test_an_address_is_taken_from_trusted_proxies_alone(another, caplog, proxies, told, believed):
    caplog.set_level(logging.INFO, "portal.request")
    browser = another(
        PORTAL_BASE_URL="https://grid.example.org", PORTAL_TRUSTED_PROXIES=proxies
    ).test_client()

    browser.get("/healthz", headers={"X-Forwarded-For": told})

    assert caplog.records[-1].facts["from"] == believed
