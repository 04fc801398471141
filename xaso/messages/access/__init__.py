"""Who looks after notices and whose address book is whose; who writes news and who reads it."""

from xaso.messages.access.accounts import require_linker
from xaso.messages.access.articles import (
    articles_for,
    get_article,
    may_draft,
    picture_of,
    read_article,
    require_drafter,
    require_publisher,
    sees_articles,
    units_to_tell,
)
from xaso.messages.access.notices import (
    address_by_token,
    get_message,
    may_read,
    may_watch,
    message_by_token,
    own_account,
    require_reader,
    require_watcher,
)
from xaso.messages.access.speaking import may_speak, require_speaker

__all__ = [
    "address_by_token",
    "articles_for",
    "get_article",
    "get_message",
    "may_draft",
    "may_read",
    "may_speak",
    "may_watch",
    "message_by_token",
    "own_account",
    "picture_of",
    "read_article",
    "require_drafter",
    "require_linker",
    "require_publisher",
    "require_reader",
    "require_speaker",
    "require_watcher",
    "sees_articles",
    "units_to_tell",
]
