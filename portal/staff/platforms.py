"""What the platforms are called, and in which order they stand: names are data."""

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue

from portal import web
from portal.access import Permission, allow
from portal.cases.actions.matters import rename_platform
from portal.cases.models import Platform
from portal.cases.queries.editions import platform, platforms
from portal.i18n import _
from portal.staff import blueprint as staff
from portal.staff.matter_forms import PlatformForm


@staff.get("/platforms")
@allow(Permission.SEE_OWN_PAGE)
def list_platforms() -> ResponseReturnValue:
    """List the platforms; whoever may, finds a form for each."""
    return _page()


@staff.post("/platforms/<int:number>")
@allow(Permission.EDIT_MATTERS)
def change_platform(number: int) -> ResponseReturnValue:
    """Call a platform by another name, on every matter and unit of it."""
    changed = platform(number)
    form = PlatformForm.from_request(prefix=_prefix(changed))
    keep = form.validate() and form.accepts(
        lambda: rename_platform(
            changed,
            name=form.name.data or "",
            name_en=form.name_en.data or "",
            rank=form.rank.data or 1,
        )
    )
    if not keep:
        return _page(changed, form), 422
    flash(_("The platform is called %(name)s now.", name=changed.name), "ok")
    return web.updated(url_for(".list_platforms"))


def _page(sent: Platform | None = None, form: PlatformForm | None = None) -> str:
    forms = [
        (
            each,
            form if form and each is sent else PlatformForm(None, obj=each, prefix=_prefix(each)),
        )
        for each in platforms()
    ]
    return render_template("staff/matters/platforms.html", forms=forms, sent=form)


def _form(platform: Platform) -> PlatformForm:
    return PlatformForm(formdata=None, obj=platform, prefix=_prefix(platform))


def _prefix(platform: Platform) -> str:
    return f"p{platform.id}"
