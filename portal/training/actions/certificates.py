"""A certificate is drawn from what was passed: the same result always gives the same bytes."""

from datetime import date

from portal.boards.drawing import CertificateContent, draw_certificate
from portal.errors import N_, NotAllowedNow
from portal.grids.queries import area_by_code
from portal.training.models import CourseResult
from portal.training.rules import number_of

TITLE, TITLE_EN = "培训合格证书", "Certificate of Training"


def certificate_of(result: CourseResult, *, base_url: str) -> bytes:
    """Return the certificate of a pass as a PDF, in both languages, with where to check it."""
    if not result.passed:
        raise NotAllowedNow(N_("This try was not passed: there is no certificate."))
    return draw_certificate(content_of(result, base_url=base_url))


def content_of(result: CourseResult, *, base_url: str) -> CertificateContent:
    """Return what a certificate says."""
    course, person, number = result.course, result.person, number_of(result.day, result.id)
    area = area_by_code(course.area_code)
    facts = [("证书编号", number), ("通过日期", _day(result.day)), ("有效期至", _until(result))]
    if area:
        facts.append(("颁发", area.name))
    return CertificateContent(
        title=TITLE,
        title_en=TITLE_EN,
        name=person.name,
        staff=f"工号 {person.number}",
        words=f"于 {_day(result.day)}{_how(result)}“{course.title}”（第 {course.edition} 版）。",
        words_en=_english(result),
        facts=tuple(facts),
        number=number,
        url=f"{base_url}/certificate/{result.code}",
        check=f"扫码核验 {result.code}",
        symbol_says="核验证书的二维码",
        on=result.day,
    )


def _how(result: CourseResult) -> str:
    return "参加并完成培训" if result.gathering_id else "学完并通过测验"


def _english(result: CourseResult) -> str:
    title = result.course.title_en or result.course.title
    how = "attended the training" if result.gathering_id else "passed the quiz of the course"
    until = f", valid until {result.valid_until:%Y-%m-%d}" if result.valid_until else ""
    return f'The holder {how} "{title}" on {result.day:%Y-%m-%d}{until}.'


def _until(result: CourseResult) -> str:
    return _day(result.valid_until) if result.valid_until else "长期有效"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
