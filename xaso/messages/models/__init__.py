"""The rows of notices and of news."""

from xaso.messages.models.accounts import AccountAlert, OfficialAccount
from xaso.messages.models.articles import Article, ArticleCorrection, ArticlePlace, ArticleQuerySet
from xaso.messages.models.notices import (
    Address,
    AddressQuerySet,
    CarrierHealth,
    Delivery,
    Message,
    MessageQuerySet,
    Preference,
    Stop,
    whom,
)

__all__ = [
    "AccountAlert",
    "Address",
    "AddressQuerySet",
    "Article",
    "ArticleCorrection",
    "ArticlePlace",
    "ArticleQuerySet",
    "CarrierHealth",
    "Delivery",
    "Message",
    "MessageQuerySet",
    "OfficialAccount",
    "Preference",
    "Stop",
    "whom",
]
