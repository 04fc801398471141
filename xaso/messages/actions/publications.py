"""An article through many official accounts: chosen by a press, brought there from the queue one question at a time. What was
asked is claimed in one transaction, asked in none, written down in another; what the network may have taken and would do twice is
never asked again by itself. A correction and a withdrawal go the same way, to wherever the article stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.language import in_vietnamese
from xaso.core.queue import enqueue
from xaso.core.refused import Invalid, Refused, Stale
from xaso.core.text import normalise
from xaso.journal.actions import atomic_action, record
from xaso.messages.access.accounts import accounts_to_speak_through, get_publication
from xaso.messages.access.articles import require_publisher
from xaso.messages.models import Article, OfficialAccount, Publication
from xaso.messages.ports import NetworkRefused, Piece
from xaso.messages.rules import (
    HARMLESS,
    LOST_AFTER,
    MENDING,
    Reason,
    Spread,
    Stage,
    Standing,
    Trouble,
    asked_after,
    asked_again,
    asked_of_what_stands,
)

_TITLE, _AUTHOR, _SUMMARY = 150, 50, 300  # characters that Zalo takes


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask of the network now, about one article in one account."""

    publication: int
    attempt: int
    account: int
    stage: Stage
    piece: Piece
    revision: int
    token: str
    network_article: str


@atomic_action
def circulate_article(article: Article, *, accounts: Collection[int], by: Actor) -> int:
    """Asks for a published article to be sent through these accounts; one that has it, or is about to, is left alone. How many
    are new. Raises Invalid, Refused for what residents cannot read now."""
    post = require_publisher(by, article, action="messages.circulate_article")
    now, today = clock.now(), clock.today()
    article = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)  # two presses at once are one
    if article.standing(today) != Standing.SHOWN:
        raise Refused(_("Chỉ gửi được tin đang đăng ở cổng."), "article_not_shown")
    if article.picture_id is None:
        raise Refused(_("Zalo bắt buộc có ảnh bìa. Xin thêm ảnh cho tin rồi gửi."), "no_picture")
    known = set(accounts_to_speak_through(by, today).filter(pk__in=accounts).values_list("pk", flat=True))
    if not known or known != set(accounts):
        raise Invalid({"accounts": _("Xin chọn ít nhất một tài khoản trong danh sách.")})
    there = set(Publication.objects.filter(article=article).values_list("account", flat=True))
    fresh = sorted(known - there)
    rows = [Publication(article=article, account_id=one, asked_at=now, asked_by_id=post, due_at=now) for one in fresh]
    made = Publication.objects.bulk_create(rows)
    for row in made:
        enqueue("messages.publish", publication_id=row.pk)
    record(action="messages.circulate_article", subject=("article", str(article.pk)), by=by, detail={"accounts": fresh})
    return len(made)


def mend_publications(article: Article) -> None:
    """Wherever it stands in an account, it is put right or taken away there. For the action that corrected or withdrew it, and
    holds its row: what is being asked just now learns of it when it is settled. A statement or two, two more for each account."""
    those = Publication.objects.filter(article=article).order_by("pk")
    if article.withdrawn_at is None:
        for one in those.filter(accepted_at__isnull=False, state__in=(Spread.ACCEPTED, Spread.REFUSED)):
            _queue(one, Stage.UPDATE)
        return
    for one in those.exclude(network_article="").exclude(state__in=(Spread.SENDING, Spread.REMOVED)):
        _queue(one, Stage.REMOVE)
    for one in those.filter(stage=Stage.LOOK, state=Spread.REFUSED):  # written perhaps: found first, then removed
        _queue(one, Stage.LOOK)


def _queue(found: Publication, stage: Stage) -> bool:
    """To be asked from the start, unless somebody is faster."""
    now = clock.now()
    again = {"state": Spread.QUEUED, "stage": stage, "refused_at": None, "attempts": 0, "due_at": now}
    if not Publication.objects.filter(pk=found.pk, state=found.state).update(**again, reason="", why=""):
        return False
    enqueue("messages.publish", publication_id=found.pk)
    return True


@atomic_action
def replay_publication(publication: Publication, *, by: Actor) -> None:
    """What was refused goes on from where it stopped, what stands there is put right; what was written into the account is not
    written twice. Raises Stale when there is nothing to do any more."""
    found = get_publication(by, publication.pk)
    require_publisher(by, found.article, action="messages.replay_publication")
    stage = _replayed(found)
    if stage not in MENDING and not _may_go_out(found.article, stage):
        raise Refused(_("Chỉ gửi được tin đang đăng ở cổng."), "article_not_shown")
    if stage is None or not _queue(found, stage):
        raise Stale(_("Lần đăng này vừa được gửi lại. Xin xem lại."), "publication_moved")
    found.stage = stage
    detail = {"account": found.account_id, "stage": found.stage}
    record(action="messages.replay_publication", subject=("article", str(found.article_id)), by=by, detail=detail)


def _replayed(found: Publication) -> Stage | None:
    """What is asked when somebody presses; nothing for what is well, or on its way."""
    if found.state not in (Spread.REFUSED, Spread.ACCEPTED):
        return None
    if not found.network_article:
        return Stage(found.stage)
    stage = _asked_of(found)
    return Stage.UPDATE if stage is None and found.state == Spread.REFUSED else stage


def _asked_of(found: Publication) -> Stage | None:
    return asked_of_what_stands(**_facts(found))


def _facts(found: Publication) -> dict[str, bool]:
    return {
        "sent": found.accepted_at is not None,
        "behind": found.revision != found.article.revision,
        "withdrawn": found.article.withdrawn_at is not None,
    }


def _may_go_out(article: Article, stage: Stage | None) -> bool:
    """Nothing new of what residents cannot read; what was written and is withdrawn is still looked for, to be removed."""
    shown = article.standing(clock.today()) == Standing.SHOWN
    return shown or (stage == Stage.LOOK and article.withdrawn_at is not None)


@atomic_action
def claim_publication(publication_id: int, *, by: Actor) -> Question | None:
    """Takes what is to be asked next, when it is due and nobody else has it. What residents cannot read any more is not sent,
    what changed since it was written there is put right before."""
    now = clock.now()
    due = Publication.objects.due(now).filter(pk=publication_id).select_for_update(skip_locked=True, of=("self",))
    found = due.select_related("article__unit", "account").first()
    if found is None:
        return None
    if found.stage == Stage.SEND or (found.network_article and found.article.withdrawn_at):
        found.stage = _asked_of(found) or found.stage
    if found.stage not in MENDING and not _may_go_out(found.article, Stage(found.stage)):
        _refuse(found, Reason.CONTENT, "the article is not shown any more")
        return None
    found.state, found.sending_at, found.attempts = Spread.SENDING, now, found.attempts + 1
    found.save(update_fields=["state", "stage", "sending_at", "attempts"])
    return Question(
        found.pk,
        found.attempts,
        found.account_id,
        Stage(found.stage),
        _piece(found.article, found.account),
        found.article.revision,
        found.token,
        found.network_article,
    )


@in_vietnamese
def _piece(article: Article, account: OfficialAccount) -> Piece:
    address = f"{settings.XASO_ADDRESS}/tin-tuc/{article.pk}"
    return Piece(
        title=_cut(article.title, _TITLE),
        author=_cut(account.name, _AUTHOR),
        summary=_cut(article.summary, _SUMMARY),
        picture=f"{address}/anh.jpg?ban={article.revision}",  # whoever keeps pictures by address fetches a new one
        paragraphs=(*article.paragraphs, _("Đọc ở cổng của xã: %(link)s") % {"link": address}),
    )


def _cut(text: str, most: int) -> str:
    """Whole words as far as they fit."""
    text = normalise(text)
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


@atomic_action
def settle_publication(question: Question, *, answer: str, problem: NetworkRefused | None = None, by: Actor) -> bool:
    """Writes down what the network said; whether there is something to ask next, now."""
    now = clock.now()
    article = Article.objects.select_for_update(of=("self",), no_key=True).get(publications=question.publication)
    found = Publication.objects.select_for_update(of=("self",)).get(pk=question.publication)
    if found.state != Spread.SENDING or found.attempts != question.attempt:
        return False
    found.article, stage = article, Stage(found.stage)
    gone = problem is not None and problem.why == Reason.GONE and stage in MENDING
    if problem and not gone and (stage not in MENDING or question.revision == article.revision):
        _stumble(found, problem.trouble, problem.why, problem.reason)
        return False
    found.sending_at, found.reason, found.why = None, "", ""
    if problem and not gone:  # what it would not take is not what the article says any more
        _go_on(found, _asked_of(found) or Stage.UPDATE)
        found.save()
        return True
    if problem or stage == Stage.REMOVE:
        found.state, found.removed_at = Spread.REMOVED, now
        found.reason, found.why = (Reason.GONE, normalise(problem.reason)[:300]) if problem else ("", "")
        _record_there("remove_publication", found, by)
        found.save()
        return False
    _take(found, stage, question, answer, by)
    following = asked_after(stage, **_facts(found))
    if following:
        _go_on(found, following)
    else:
        found.state = Spread.ACCEPTED
    found.save()
    return following is not None


def _go_on(found: Publication, stage: Stage) -> None:
    found.state, found.stage, found.attempts, found.due_at = Spread.QUEUED, stage, 0, clock.now()


def _take(found: Publication, stage: Stage, question: Question, answer: str, by: Actor) -> None:
    now = clock.now()
    if stage in (Stage.WRITE, Stage.UPDATE):
        found.token, found.revision = answer[:500], question.revision
    elif stage == Stage.LOOK:
        found.network_article = answer[:100]
    elif stage == Stage.CHECK:
        found.amended_at = now
        _record_there("amend_publication", found, by)
    else:
        found.reference, found.accepted_at = answer[:100], now
        _record_there("accept_article", found, by)


def _record_there(verb: str, found: Publication, by: Actor) -> None:
    detail = {"account": found.account_id, "reference": found.reference}
    record(action=f"messages.{verb}", subject=("article", str(found.article_id)), by=by, detail=detail)


def _stumble(found: Publication, trouble: str, reason: Reason, said: str) -> None:
    """Again later by itself, or refused."""
    now = clock.now()
    unsure = trouble == Trouble.UNSURE
    if unsure and found.stage in HARMLESS:
        trouble = Trouble.LATER
    due = asked_again(trouble, reason, found.attempts, now)
    if due is None:
        _refuse(found, Reason.UNSURE if trouble == Trouble.UNSURE else reason, said)
        return
    found.state, found.sending_at, found.due_at = Spread.QUEUED, None, due
    found.reason, found.why = reason, normalise(said)[:300]
    found.save(update_fields=["state", "sending_at", "due_at", "reason", "why"])
    enqueue("messages.publish", after=due - now, publication_id=found.pk)


def _refuse(found: Publication, reason: Reason, said: str) -> None:
    found.sending_at, found.reason, found.why = None, reason, normalise(said)[:300]
    if found.article.withdrawn_at and found.network_article and found.stage != Stage.REMOVE:
        _go_on(found, Stage.REMOVE)
        enqueue("messages.publish", publication_id=found.pk)
    else:
        found.state, found.refused_at = Spread.REFUSED, clock.now()
    found.save()


FORGOTTEN: Final = timedelta(minutes=2)  # due so long and nobody asked: its job is gone


@atomic_action
def recover_lost_publications(*, by: Actor) -> int:
    """What was being asked when its process died: harmless questions are asked again, of all others a person decides. And what is
    due without a job gets one."""
    now = clock.now()
    lost = Publication.objects.filter(state=Spread.SENDING, sending_at__lt=now - LOST_AFTER)
    found = list(lost.select_for_update(skip_locked=True).order_by("sending_at")[:500])
    for one in found:
        _stumble(one, Trouble.UNSURE, Reason.BUSY, "the machine stopped while asking")
    for late in Publication.objects.due(now - FORGOTTEN).order_by("due_at").values_list("pk", flat=True)[:500]:
        enqueue("messages.publish", publication_id=late)
    return len(found)


@atomic_action
def note_readers(counted: dict[int, int], *, by: Actor) -> None:
    """What the network counted, by publication. One statement."""
    now = clock.now()
    rows = [Publication(pk=key, readers=readers, counted_at=now) for key, readers in counted.items()]
    Publication.objects.bulk_update(rows, ["readers", "counted_at"])
