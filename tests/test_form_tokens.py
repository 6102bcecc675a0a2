"""No form is taken without its own token."""

import re

from tests.factories import PASSWORD, signed_in, somebody_at_the_door

BY_KEY = ("api.", "open311.")  # doors of other systems: no browser is signed in there
# A mail program presses it by itself (RFC 8058); its address holds the secret that the mail holds.
PRESSED_BY_MAIL = "public.stop_following"


def title_of(page):
    return re.search(r"<h1>(.*?)</h1>", page.text, re.DOTALL)[1].strip()


def test_no_form_is_taken_without_its_token(another):
    app = another(forms_need_tokens=True)
    browser = app.test_client()
    browser.set_cookie("lang", "en")
    posts = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    given = {"string": "x", "int": 1}

    for rule in posts:
        kinds = {name: part.__class__.__name__ for name, part in rule._converters.items()}
        values = {
            name: given["int" if "Integer" in kind else "string"] for name, kind in kinds.items()
        } | ({"form": "json"} if "form" in kinds else {})
        with app.test_request_context():
            address = rule.build(values, append_unknown=False)[1]
        page = browser.post(address, data={"any": "thing"})

        if rule.endpoint == PRESSED_BY_MAIL:
            assert page.status_code == 404, "an address that nobody was sent stops nothing"
            continue
        if rule.endpoint.startswith(BY_KEY):
            assert page.status_code in {401, 403}, f"{rule.endpoint} takes no cookie for a key"
            continue
        assert page.status_code == 400, rule.endpoint
        assert title_of(page) == "This form is out of date", rule.endpoint
    assert len(posts) > 10


def test_a_form_with_its_own_token_is_taken_and_with_another_is_not(another):
    somebody_at_the_door()
    browser = another(forms_need_tokens=True).test_client()
    form = browser.get("/staff/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)[1]
    entered = {"login": "lin", "password": PASSWORD}

    wrong = browser.post("/staff/sign-in", data={**entered, "csrf_token": "x" + token[1:]})
    right = browser.post("/staff/sign-in", data={**entered, "csrf_token": token})

    assert wrong.status_code == 400
    assert right.status_code == 303
    assert browser.get("/staff/").status_code == 200


def test_a_token_from_before_signing_in_is_worth_nothing_afterwards(another):
    person = somebody_at_the_door()
    browser = another(forms_need_tokens=True).test_client()
    form = browser.get("/staff/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)[1]
    signed_in(browser, person)
    with browser.session_transaction() as cookie:
        del cookie["csrf_token"]  # as signing in does

    assert browser.post("/staff/sign-out", data={"csrf_token": token}).status_code == 400


def test_two_pages_asked_for_at_one_moment_after_signing_in_have_forms_that_both_count(another):
    somebody_at_the_door()
    app = another(forms_need_tokens=True)
    browser, worker = app.test_client(), app.test_client()
    entered = {"login": "lin", "password": PASSWORD}
    browser.post(
        "/staff/sign-in", data={**entered, "csrf_token": token_on(browser, "/staff/sign-in")}
    )
    worker.set_cookie("portal", browser.get_cookie("portal").value)

    of_the_page = token_on(browser, "/staff/")
    worker.get("/staff/")
    browser.set_cookie("portal", worker.get_cookie("portal").value)  # the last answer's stays

    assert browser.post("/staff/sign-out", data={"csrf_token": of_the_page}).status_code == 303


def token_on(browser, address):
    """Return the token of the first form on a page."""
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(address).text)[1]
