"""How django-allauth keeps second factors: sealed with the keys of this installation."""

from __future__ import annotations

from collections.abc import Collection

from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from xaso.core.scope import holding
from xaso.core.secrets import seal, unseal


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """The secret of a TOTP and the seed of recovery codes are readable only with XASO_KEYS. Of a passkey only its public half
    is here."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("Khóa này không đúng, hoặc trang đã mở quá lâu. Xin thử lại."),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Collection[str] | None = None) -> bool:
        """Asked at the door, where nobody is in scope yet."""
        with holding(user.pk):
            return bool(super().is_mfa_enabled(user, types))

    def _get_site_name(self) -> str:
        return "Xã Số"
