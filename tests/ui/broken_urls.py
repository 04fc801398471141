"""Pages that go wrong on purpose, in front of the real middlewares."""

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from config import urls
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused, Stale, TooMany

REFUSALS: dict[str, Exception] = {
    "rule": Refused("Hồ sơ này đã có kết quả.", "decided"),
    "missing": NotFound("Không thấy hồ sơ này.", "unknown"),
    "forbidden": Forbidden("Ông/bà không có quyền làm việc này.", "not_allowed"),
    "stale": Stale("Người khác vừa làm việc này trước.", "stale"),
    "often": TooMany("Xin thử lại sau một giờ.", "shut"),
    "invalid": Invalid({"mother.name": "Ông/bà chưa ghi tên mẹ."}),
    "database": OperationalError("server closed the connection unexpectedly"),
    "bug": ZeroDivisionError("division by zero"),
}


@login_not_required
def go_wrong(request: HttpRequest, how: str) -> HttpResponse:
    raise REFUSALS[how]


urlpatterns: list[URLPattern | URLResolver] = [path("hong/<how>", go_wrong), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
