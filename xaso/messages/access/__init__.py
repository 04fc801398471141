"""Who looks after notices and whose address book is whose; who writes news and who reads it."""

from xaso.messages.access.accounts import (
    accounts_to_speak_through,
    get_account,
    get_publication,
    publications_for,
    require_linker,
)
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
from xaso.messages.access.conversations import (
    conversations_for,
    get_follower,
    may_answer,
    require_answerer,
    sees_conversations,
)
from xaso.messages.access.notices import (
    address_by_token,
    get_message,
    may_read,
    may_watch,
    message_by_token,
    messages_for,
    own_account,
    own_book,
    require_reader,
    require_watcher,
)
from xaso.messages.access.speaking import may_speak, require_speaker

__all__ = [
    "accounts_to_speak_through",
    "address_by_token",
    "articles_for",
    "conversations_for",
    "get_account",
    "get_article",
    "get_follower",
    "get_message",
    "get_publication",
    "may_answer",
    "may_draft",
    "may_read",
    "may_speak",
    "may_watch",
    "message_by_token",
    "messages_for",
    "own_account",
    "own_book",
    "picture_of",
    "publications_for",
    "read_article",
    "require_answerer",
    "require_drafter",
    "require_linker",
    "require_publisher",
    "require_reader",
    "require_speaker",
    "require_watcher",
    "sees_articles",
    "sees_conversations",
    "units_to_tell",
]
