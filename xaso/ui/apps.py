from django.apps import AppConfig
from django.core.validators import ProhibitNullCharactersValidator
from django.forms import ChoiceField, MultipleChoiceField
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "xaso.ui"
    label = "ui"

    def ready(self) -> None:
        """What the framework says of every form by itself, in the voice of the house: of a letter that is none, of a choice that
        was never offered. Only who sends by hand what no page asks for reads it."""
        ProhibitNullCharactersValidator.message = _("Có ký tự không đọc được. Xin gõ lại mục này.")
        for field in (ChoiceField, MultipleChoiceField):
            field.default_error_messages["invalid_choice"] = _("Xin chọn lại trong các mục đã cho.")
