"""The rows of notices and of news."""

from xaso.messages.models.accounts import AccountAlert, OfficialAccount
from xaso.messages.models.articles import Article, ArticleCorrection, ArticlePlace, ArticleQuerySet
from xaso.messages.models.broadcasts import Broadcast
from xaso.messages.models.conversations import Follower, FollowerQuerySet, Joining, NetworkEvent, RefusedEvents, Remark
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
from xaso.messages.models.publications import Publication, PublicationQuerySet
from xaso.messages.models.receipts import EarlyReceipt

__all__ = [
    "AccountAlert",
    "Address",
    "AddressQuerySet",
    "Article",
    "ArticleCorrection",
    "ArticlePlace",
    "ArticleQuerySet",
    "Broadcast",
    "CarrierHealth",
    "Delivery",
    "EarlyReceipt",
    "Follower",
    "FollowerQuerySet",
    "Joining",
    "Message",
    "MessageQuerySet",
    "NetworkEvent",
    "OfficialAccount",
    "Preference",
    "Publication",
    "PublicationQuerySet",
    "RefusedEvents",
    "Remark",
    "Stop",
    "whom",
]
