"""The administrator takes people on, gives and ends posts, invites, and signs out lost phones."""

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access import GRANTS, Permission
from portal.accounts import queries
from portal.accounts.models import OneTimeSecret, Person, Post, SignIn
from portal.accounts.rules import Role
from portal.db import db
from tests.conftest import NOW
from tests.factories import (
    COMMUNITY_CODE,
    DISTRICT_CODE,
    a_clerk,
    a_grid,
    a_unit,
    a_volunteer,
    signed_in,
)
from tests.laws.test_pages import faults_of

LIST, NEW = "/staff/people", "/staff/people/new"
TODAY = clock.day_of(NOW)
WHO = {"name": "𬭎䶮", "number": "S9001", "phone": "13800000001", "email": "", "login": ""}


@pytest.fixture
def admin(client):
    a_grid()
    person = a_clerk(Role.ADMINISTRATOR, area_code=DISTRICT_CODE)
    signed_in(client, person)
    client.set_cookie("lang", "en")
    return person


def page_of(person):
    return f"{LIST}/{person.number}"


def roles_of(person):
    return {(post.role, post.area_code) for post in queries.posts_of(person, TODAY)}


def test_somebody_is_taken_on_and_given_a_post(client, admin):
    answer = client.post(NEW, data=WHO)

    assert answer.location.endswith("/staff/people/S9001")
    person = queries.staff_numbered("S9001")
    assert roles_of(person) == set()
    post = {"role": "community_clerk", "area": COMMUNITY_CODE, "unit": ""}
    assert client.post(f"{page_of(person)}/posts", data=post).status_code == 303
    assert roles_of(person) == {(Role.COMMUNITY_CLERK, COMMUNITY_CODE)}
    page = client.get(page_of(person)).text
    assert "A post was given" in page
    assert admin.name in page
    assert list(faults_of(page, "en")) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter the name"),
        ({"number": "S 1"}, "2 to 20 letters"),
        ({"email": "nobody"}, "no e-mail address"),
        ({"phone": "call me"}, "phone number"),
        ({"login": "Big One"}, "small letters"),
        ({"phone": ""}, "by one of them they sign in"),
    ],
)
def test_who_cannot_be_kept_comes_back_as_typed(client, admin, wrong, said):
    page = client.post(NEW, data=WHO | wrong)

    assert page.status_code == 422
    assert said in page.text
    assert "𬭎䶮" in page.text or "name" in wrong
    assert db.session.scalar(select(Person).where(Person.number == "S9001")) is None


def test_a_number_or_login_that_is_taken_is_said(client, admin):
    client.post(NEW, data=WHO | {"login": "lin"})

    assert "has this number already" in client.post(NEW, data=WHO).text
    again = client.post(NEW, data=WHO | {"number": "S9002", "login": "lin"})
    assert "“lin” is taken" in again.text


@pytest.mark.parametrize(
    ("post", "said"),
    [
        ({"role": "community_clerk", "area": "", "unit": ""}, "serves an area"),
        ({"role": "community_clerk", "area": DISTRICT_CODE, "unit": ""}, "12 digits"),
        ({"role": "unit_clerk", "area": DISTRICT_CODE, "unit": ""}, "works for a unit"),
        ({"role": "volunteer", "area": DISTRICT_CODE, "unit": ""}, "Choose one of these"),
        ({"role": "dispatcher", "area": "999999", "unit": ""}, "Choose one of these"),
    ],
)
def test_a_post_that_does_not_fit_is_refused(client, admin, post, said):
    client.post(NEW, data=WHO)

    answer = client.post(f"{LIST}/S9001/posts", data=post)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert roles_of(queries.staff_numbered("S9001")) == set()


def test_the_same_post_is_given_once(client, admin):
    client.post(NEW, data=WHO)
    unit = a_unit()
    post = {"role": "unit_clerk", "area": "", "unit": unit.code}

    first, second = (client.post(f"{LIST}/S9001/posts", data=post) for _n in range(2))

    assert (first.status_code, second.status_code) == (303, 422)
    assert "hold this post already" in second.text


def test_whose_last_post_ends_has_left_and_may_be_taken_up_again(client, admin):
    clerk = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    [post] = clerk.posts
    end = f"{page_of(clerk)}/posts/{post.id}/end"

    assert client.post(end).status_code == 303
    assert client.post(end).status_code == 409
    assert (post.ended_on, clerk.ended_on) == (TODAY, TODAY)

    given = {"role": "finance", "area": DISTRICT_CODE, "unit": ""}
    client.post(f"{page_of(clerk)}/posts", data=given)
    assert (roles_of(clerk), clerk.ended_on) == ({(Role.FINANCE, DISTRICT_CODE)}, None)


def test_nobody_changes_their_own_posts_nor_ends_a_volunteers(client, admin):
    volunteer = a_volunteer()

    for person in (admin, volunteer):
        [post] = person.posts
        assert client.post(f"{page_of(person)}/posts/{post.id}/end").status_code == 409
        assert post.ended_on is None
    mine = {"role": "lead", "area": DISTRICT_CODE, "unit": ""}
    assert client.post(f"{page_of(admin)}/posts", data=mine).status_code in {409, 422}
    assert roles_of(admin) == {(Role.ADMINISTRATOR, DISTRICT_CODE)}


def test_a_post_of_somebody_else_is_not_there(client, admin):
    one, other = (a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE) for _n in range(2))

    assert client.post(f"{page_of(one)}/posts/{other.posts[0].id}/end").status_code == 404
    assert client.get(f"{LIST}/nobody").status_code == 404


def test_a_first_link_is_sent_to_whoever_can_be_reached_and_else_it_is_said(admin, another):
    client = another(PORTAL_SMTP_URL="smtp://localhost:9").test_client()
    client.set_cookie("lang", "en")
    signed_in(client, admin)
    client.post(NEW, data=WHO | {"email": "lin@example.org"})
    unreachable = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE, email=None, phone=None)

    for number in ("S9001", unreachable.number):
        assert client.post(f"{LIST}/{number}/invite").status_code == 303

    assert db.session.scalar(select(func.count()).select_from(OneTimeSecret)) == 1
    assert "No link was sent" in client.get(page_of(unreachable)).text


def test_whose_phone_is_lost_is_signed_out_everywhere(client, admin, app):
    clerk = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)
    phone = app.test_client()
    signed_in(phone, clerk)
    assert phone.get("/staff/").status_code == 200

    client.post(f"{page_of(clerk)}/sign-out")

    rows = select(SignIn).where(SignIn.person_id == clerk.id, SignIn.ended_at.is_(None))
    assert db.session.scalars(rows).all() == []
    assert phone.get("/staff/").status_code == 303


@pytest.mark.parametrize(
    ("asked", "found"),
    [("q=林", {"林一"}), ("q=S77", {"陈三"}), ("role=finance", {"陈三"}), ("q=%25", set())],
)
def test_people_are_found_by_name_number_and_role(client, admin, asked, found):
    a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE, name="林一")
    a_clerk(Role.FINANCE, area_code=DISTRICT_CODE, name="陈三", number="S77")

    page = client.get(f"{LIST}?{asked}").text

    main = page[page.index("</form>") :]
    assert {name for name in ("林一", "陈三") if name in main} == found
    assert list(faults_of(page, "en")) == []


@pytest.mark.parametrize("role", [r for r in Role if Permission.KEEP_PEOPLE not in GRANTS[r]])
def test_nobody_else_sees_people_or_changes_posts(client, role):
    unit = a_unit() if role is Role.UNIT_CLERK else None
    code = {Role.VOLUNTEER: a_grid().code}.get(role, DISTRICT_CODE)
    signed_in(client, a_clerk(role, area_code=None if unit else code, unit=unit))
    other = a_clerk(Role.COMMUNITY_CLERK, area_code=COMMUNITY_CODE)

    assert {client.get(each).status_code for each in (LIST, NEW, page_of(other))} == {403}
    for step in ("posts", "invite", "sign-out", f"posts/{other.posts[0].id}/end"):
        assert client.post(f"{page_of(other)}/{step}").status_code == 403
    assert db.session.scalar(select(func.count()).select_from(Post)) == 2
