"""What a page says once, after an action: "Đã gửi mã mới." Kept in a cookie of this browser, named as all others are."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class _NoticeCookie(CookieStorage):
    cookie_name = settings.XASO_NOTICE_COOKIE


class Notices(FallbackStorage):
    """In the cookie; what does not fit there, in the session."""

    storage_classes = (_NoticeCookie, SessionStorage)
