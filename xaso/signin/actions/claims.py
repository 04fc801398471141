"""A number that somebody says is theirs, and what an officer found who looked at the card. Two accounts of one person become
one: the older keeps everything, and every way in leads to it."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import CitizenId
from xaso.core.refused import Refused, Stale, TooMany
from xaso.core.scope import as_machine
from xaso.core.secrets import blind_index, blind_indices, seal
from xaso.journal.actions import atomic_action, record, record_many
from xaso.messages.actions import queue_message
from xaso.messages.rules import Template
from xaso.people.access import person_by_id_number
from xaso.people.actions import register_person
from xaso.people.models import Person
from xaso.signin.access import account_of_person, claims_of_number, require_counter
from xaso.signin.models import Account, NumberClaim
from xaso.signin.rules import MOST_CLAIMS, typed_code

CONFIRMED = Template(
    "signin.claim_confirmed",
    gettext_noop(
        "Bộ phận một cửa đã xem thẻ căn cước và xác nhận tài khoản của ông/bà. Lần đăng nhập sau ông/bà thấy đủ hồ sơ của mình. "
        "Nếu không phải ông/bà làm việc này, xin gọi ngay cho xã."
    ),
    {},
)


@atomic_action
def claim_number(account: Account, *, number: str, by: Actor) -> None:
    """The holder of an account says which number is theirs. Whether anybody has that number is told to nobody. Raises Refused
    for what is no such number, TooMany after five different ones."""
    digits = CitizenId.parse(number).digits
    if account.person_id is not None:
        raise Refused(_("Xã đã xác nhận tài khoản này là của ông/bà rồi."), "person_linked")
    if NumberClaim.objects.filter(account=account).count() >= MOST_CLAIMS:
        raise TooMany(
            _("Ông/bà đã khai nhiều số khác nhau. Xin mang thẻ căn cước ra bộ phận một cửa."), "claims_too_many"
        )
    write_claim(account, digits)
    record(action="signin.claim_number", subject=("account", str(account.pk)), by=by)


def write_claim(account: Account, digits: str) -> None:
    """Once for each number of an account, under whatever key; one that did not fit stays so."""
    if not NumberClaim.objects.filter(account=account, number_index__in=blind_indices(digits)).exists():
        NumberClaim.objects.get_or_create(
            account=account,
            number_index=blind_index(digits),
            defaults={"number_sealed": seal(digits), "made_at": clock.now()},
        )


@atomic_action
@as_machine("a card at the counter: accounts have no unit")
def look_at_card(number: str, *, by: Actor) -> tuple[Person | None, list[NumberClaim]]:
    """Who the commune knows by the number on this card, and which accounts say that it is theirs. Leaves a row with each of them,
    and with the office where the number is nobody's."""
    require_counter(by, "signin.look_at_card", ("office", str(by.office)))
    digits = CitizenId.parse(number).digits
    person, claims = person_by_id_number(digits), claims_of_number(digits)
    subject = ("person", str(person.pk)) if person else ("office", str(by.office))
    detail = {"claims": [str(one.pk) for one in claims]}
    record(action="signin.look_at_card", subject=subject, by=by, detail=detail)
    shown = sorted({str(one.account_id) for one in claims})
    record_many(action="signin.look_at_card", subjects=[("account", key) for key in shown], by=by, detail=detail)
    return person, claims


@atomic_action
@as_machine("a card at the counter: accounts have no unit")
def decide_claim(
    claim: NumberClaim, *, number: str, fits: bool, code: str = "", full_name: str = "", by: Actor
) -> Account:
    """An officer has the card in hand and typed its number, and, when it fits, the `code` on the holder's phone. Then the
    account is the person's (written down by `full_name` when nobody has that number yet) and what it opens with leads to
    the person's oldest account, which is returned and told; `dossiers.confirm_card` moves what the other one filed. Raises
    Refused for an account that is another's already, Stale when somebody was faster."""
    require_counter(by, "signin.decide_claim", claim.subject)
    if claim.number_index not in blind_indices(CitizenId.parse(number).digits):
        raise Refused(_("Số trên thẻ không phải số mà tài khoản này khai."), "number_differs")
    if fits and typed_code(code) != claim.code:
        raise Refused(
            _("Mã chưa đúng. Xin xem 4 số ở trang “Tài khoản của tôi” trên điện thoại của người có thẻ."),
            "code_differs",
        )
    # Nothing of another table in the condition: a row that waited for its lock is judged anew by its own columns only.
    waiting = NumberClaim.objects.filter(pk=claim.pk, fits__isnull=True)
    if not waiting.update(fits=fits, decided_at=clock.now(), decided_by_id=by.post):
        raise Stale(_("Việc này vừa có cán bộ khác làm. Xin tìm lại."), "claim_decided")
    account = Account.objects.select_for_update().get(pk=claim.account_id)  # as it is now, not as the page showed it
    if not fits:
        record(action="signin.refuse_claim", subject=claim.subject, by=by, detail={"claim": str(claim.pk)})
        return account
    known = person_by_id_number(number)
    _require_free(account, known)
    person = known or register_person(full_name=full_name, id_number=number, by=by)
    kept = account_of_person(person.pk) or account
    told = {phone for phone in (kept.phone, account.phone) if phone}
    detail = {"claim": str(claim.pk), "person": str(person.pk), "kept": str(kept.pk)}
    record(action="signin.confirm_claim", subject=claim.subject, by=by, detail=detail)
    if kept.pk == account.pk:
        Account.objects.filter(pk=account.pk).update(person=person)
    else:
        _join(account, kept)
        record(action="signin.join_account", subject=("account", str(kept.pk)), by=by, detail=detail)
    for phone in sorted(told):
        queue_message(to=phone, told=CONFIRMED.with_values(), about=("account", str(kept.pk)), unit=by.unit, by=by)
    kept.refresh_from_db()
    return kept


def _require_free(account: Account, person: Person | None) -> None:
    """A phone that several share may have claimed the numbers of all. Whoever's card was seen first has the account, with what
    the others filed from it; a second card must not hand that over."""
    if not account.is_active:
        raise Stale(_("Tài khoản này đã đóng. Xin tìm lại."), "claim_decided")
    if account.person_id is not None and (person is None or account.person_id != person.pk):
        raise Refused(
            _(
                "Tài khoản này đã xác nhận là của người khác. Người có thẻ cần đăng nhập bằng số điện thoại riêng rồi khai số "
                "của mình, hoặc xã bấm “Không khớp”."
            ),
            "account_of_another",
        )


def _join(account: Account, kept: Account) -> None:
    """Every way into `account` leads to `kept` from now on. A phone that was just seen in its holder's hand takes the place of
    the one known before; both are told."""
    account.identities.update(account=kept)
    shut = {
        "is_active": False,
        "closed_at": clock.now(),
        "phone": None,
        "phone_seen_at": None,
        "password": make_password(None),
    }
    Account.objects.filter(pk=account.pk).update(**shut)
    if account.phone:
        Account.objects.filter(pk=kept.pk).update(
            phone=account.phone, phone_seen_at=account.phone_seen_at, password=make_password(None)
        )
