"""A dossier's story in plain words: what happened, where it lies, what comes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from xaso.dossiers.models import Dossier, Letter, Move, Paper, Result
from xaso.dossiers.rules import DECIDED, Outcome, State, steps_of
from xaso.offices.models import Post


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline. `when` is None for what is still to come; `now` marks where the dossier stands."""

    title: str
    when: datetime | None
    who: str = ""
    words: str = ""
    letter: Letter | None = None
    now: bool = False
    verb: str = ""


def story(dossier: Dossier, *, for_owner: bool, for_visitor: bool = False) -> list[Happening]:
    """What happened, oldest first, then what is still to come. Two queries. The owner does not read what colleagues wrote to
    each other while passing a dossier on, and reads why it was not granted once the answer is handed over. A visitor (who has
    only the link) reads no words and gets no letters."""
    moves = list(dossier.moves.select_related("post__office", "to_post").order_by("at", "id"))
    letters = {} if for_visitor else _letters_by_kind(dossier)
    rounds: Counter[str] = Counter()
    happened = []
    for move in moves:
        rounds[move.verb] += 1
        words = "" if for_visitor else _words(move, dossier, for_owner=for_owner or for_visitor)
        happened.append(_happening(move, rounds[move.verb], letters, words, helped=bool(dossier.assistance_id)))
    return [*happened, *_to_come(dossier, for_owner=for_owner or for_visitor)]


LETTER_OF = {"receive": "letter_01", "request_supplements": "letter_02", "refuse": "letter_03"}
PRIVATE_WORDS = frozenset({"pass", "return_proposal", "propose"})


def _letters_by_kind(dossier: Dossier) -> dict[str, list[Letter]]:
    """In the order they were sent: the second request has the second letter."""
    letters: dict[str, list[Letter]] = {}
    for letter in dossier.letters.select_related("document").order_by("sent_at", "id"):
        letters.setdefault(letter.kind, []).append(letter)
    return letters


def _words(move: Move, dossier: Dossier, *, for_owner: bool) -> str:
    if for_owner and move.verb == "hand_over" and dossier.outcome == Outcome.REJECTED:
        result: Result | None = getattr(dossier, "result", None)
        return result.reason if result else ""
    return "" if for_owner and move.verb in PRIVATE_WORDS else move.words


def _happening(move: Move, time: int, letters: dict[str, list[Letter]], words: str, *, helped: bool) -> Happening:
    of_kind = letters.get(LETTER_OF.get(move.verb, ""), [])
    return Happening(
        title=_("Chủ hồ sơ đồng ý, hồ sơ được nộp") if helped and move.verb == "submit" else _title(move, time),
        when=move.at,
        who=show_post(move.post) if move.post else "",
        words=words,
        letter=of_kind[time - 1] if time <= len(of_kind) else None,
        verb=move.verb,
    )


def _title(move: Move, time: int) -> str:
    titles = {
        "submit": _("Ông/bà nộp hồ sơ"),
        "register": _("Cán bộ ghi hồ sơ tại quầy"),
        "import": _("Ghi từ sổ cũ"),
        "receive": _("Xã đã tiếp nhận hồ sơ"),
        "refuse": _("Xã không tiếp nhận"),
        "request_supplements": _("Xã xin bổ sung"),
        "answer_supplements": _("Đã gửi đủ phần bổ sung"),
        "scan": _("Xã đã quét giấy tờ mang đến"),
        "pass": _("Chuyển cho cán bộ xử lý"),
        "propose": _("Cán bộ trình lãnh đạo"),
        "return_proposal": _("Lãnh đạo trả lại để sửa"),
        "extend": _("Xã gia hạn một lần"),
        "approve": _("Lãnh đạo đã ký duyệt"),
        "number": _("Kết quả đã vào sổ"),
        "request_payment": _("Xã đề nghị nộp phí, lệ phí"),
        "record_fee": _("Đã nộp phí, lệ phí"),
        "hand_over": _("Đã trả kết quả"),
        "withdraw": _("Hồ sơ đã được rút"),
        "stop": _("Xã dừng giải quyết"),
    }
    if move.verb == "request_supplements" and time > 1:
        return _("Xã xin bổ sung lần %(time)d") % {"time": time}
    if move.verb == "pass" and move.to_post:
        return _("Chuyển cho %(who)s") % {"who": move.to_post.holder_name}
    return titles.get(move.verb, move.verb)


def show_post(post: Post) -> str:
    """Lê Văn Phúc, công chức tư pháp – hộ tịch"""
    return f"{post.holder_name}, {post.title}"


def _to_come(dossier: Dossier, *, for_owner: bool) -> list[Happening]:
    if not dossier.is_open:
        return []
    place, _who = whereabouts(dossier, for_owner=for_owner)
    coming = [Happening(place, None, now=True)]
    if dossier.state not in DECIDED and dossier.version is not None:
        keys = [step.key for step in steps_of(dossier.version.content)]
        done = keys.index(dossier.step) + 1 if dossier.step in keys else 0
        coming += [Happening(step.name, None) for step in steps_of(dossier.version.content)[done:]]
    return [*coming, Happening(_("Ông/bà nhận kết quả") if for_owner else _("Người dân nhận kết quả"), None)]


def whereabouts(dossier: Dossier, *, for_owner: bool) -> tuple[str, str]:
    """Where it lies, and with whom, in words to its owner or about them. No query when holder and office came
    with it."""
    unit = dossier.office.name
    holder = show_post(dossier.holder) if dossier.holder else ""
    places = {
        State.REGISTERED: _("Chờ %(office)s xem và tiếp nhận") % {"office": unit},
        State.RECEIVED: _("Ở %(office)s, chờ chuyển xử lý") % {"office": unit},
        State.PROCESSING: _processing(dossier),
        State.SUPPLEMENT: _("Chờ ông/bà gửi bổ sung") if for_owner else _("Chờ người dân gửi bổ sung"),
        State.PAYMENT: _("Chờ ông/bà nộp phí, lệ phí") if for_owner else _("Chờ người dân nộp phí, lệ phí"),
        State.DONE: _("Đã có kết quả, chờ trả tại %(office)s") % {"office": unit},
        State.RETURNED: _("Đã trả kết quả"),
        State.REFUSED: _("Xã không tiếp nhận"),
        State.WITHDRAWN: _("Ông/bà đã rút hồ sơ") if for_owner else _("Người dân đã rút hồ sơ"),
        State.STOPPED: _("Xã đã dừng giải quyết"),
    }
    text = places[State(dossier.state)]
    if dossier.state == State.RETURNED and dossier.outcome == Outcome.REJECTED:
        text = _("Xã không giải quyết được, đã trả văn bản trả lời")
    if dossier.state == State.DONE and dossier.outcome == Outcome.REJECTED:
        text = _("Xã không giải quyết được, có văn bản trả lời tại %(office)s") % {"office": unit}
    return text, holder


def _processing(dossier: Dossier) -> str:
    if dossier.step == "approve":
        return _("Lãnh đạo xem và ký")
    return _("Cán bộ đang giải quyết") if dossier.holder_id else _("Chờ cán bộ nhận giải quyết")


def papers_of(dossier: Dossier) -> list[Paper]:
    """The papers with their files, in the order they came. One query."""
    return list(Paper.objects.filter(dossier=dossier).select_related("file").order_by("id"))
