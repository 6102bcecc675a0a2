"""Checking a certificate: whoever holds the paper learns whether it is ours, and no more."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal import clock, web
from portal.access import open_to_all
from portal.accounts.rules import family_name
from portal.public import blueprint as public
from portal.training import queries
from portal.training.rules import number_of


@public.get("/certificate/<string:certificate>")
@open_to_all
@web.limiter.limit("60 per hour")
def check_certificate(certificate: str) -> ResponseReturnValue:
    """Say which course somebody of a family name has passed, when, and whether it still counts."""
    result = queries.result_by_code(certificate.upper())
    return render_template(
        "public/certificate.html",
        result=result,
        course=result.course,
        family=family_name(result.person.name),
        number=number_of(result.day, result.id),
        is_over=bool(result.valid_until and result.valid_until < clock.today()),
    )
