"""A phone that has a new holder, and how the former one comes back to what they filed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.cast import account_of, client_of_actor
from tests.desk.office import sent_extract
from tests.dossiers.helping import opened
from tests.factories.people import citizen_number
from tests.factories.signin import last_code
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Stale
from xaso.dossiers import actions
from xaso.dossiers.access import is_known_by
from xaso.dossiers.actions import confirm_card
from xaso.dossiers.models import Assistance, Dossier
from xaso.journal.models import Entry
from xaso.messages.models import Message
from xaso.offices.models import Office
from xaso.signin.access import claims_of_number
from xaso.signin.actions import claim_number
from xaso.signin.models import Account, NumberClaim

pytestmark = pytest.mark.django_db
LANS_PHONE, LANS_NUMBER = "0900000001", "093188000123"
NEW_PHONE = "0912345678"
CARD = "/can-bo/tai-quay/the-can-cuoc"


@pytest.fixture(autouse=True)
def _no_limits_left_over(db: None) -> None:
    cache.clear()


@pytest.fixture
def dossier(citizen: Actor, one_stop: Office) -> Dossier:
    """Mrs Lan's, whose phone has then rested for 91 days."""
    sent = sent_extract(citizen, one_stop)
    rest(citizen, days=91)
    return sent


def rest(citizen: Actor, *, days: int) -> None:
    Account.objects.filter(pk=citizen.account).update(phone_seen_at=clock.now() - timedelta(days=days))


def enter(phone: str, client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    client.post("/dang-nhap", {"phone": phone})
    return client, client.post("/dang-nhap/ma", {"code": last_code(), "action": "verify"})


def account_in(client: Client) -> Account | None:
    return Account.objects.filter(pk=client.session.get("_auth_user_id")).first()


def prove(client: Client, number: str) -> Any:
    return client.post("/dang-nhap/so-cua-ai", {"number": number, "action": "prove"})


def sees(client: Client, dossier: Dossier) -> bool:
    return client.get(f"/ho-so/{dossier.number}").status_code == 200


def test_phone_in_use_is_asked_nothing(citizen: Actor, dossier: Dossier) -> None:
    rest(citizen, days=89)
    client, answer = enter(LANS_PHONE)
    assert (answer.url, account_in(client)) == ("/ho-so/", account_of(citizen))


def test_rested_phone_of_an_empty_account_is_asked_nothing() -> None:
    client, _answer = enter(NEW_PHONE)
    Account.objects.update(phone_seen_at=clock.now() - timedelta(days=400))
    again, answer = enter(NEW_PHONE)
    assert (answer.url, account_in(again)) == ("/ho-so/", account_in(client))


def test_owner_of_a_rested_phone_says_her_number_and_is_in(citizen: Actor, dossier: Dossier) -> None:
    client, answer = enter(LANS_PHONE)
    assert (answer.url, account_in(client)) == ("/dang-nhap/so-cua-ai", None)
    assert prove(client, "093 188 000 123").url == "/ho-so/"
    assert (account_in(client), sees(client, dossier)) == (account_of(citizen), True)
    assert enter(LANS_PHONE)[1].url == "/ho-so/"


@pytest.mark.parametrize("number", ["", "123", "093188000124", "abc", "\x00", "9" * 500])
def test_new_holder_who_guesses_sees_nothing(dossier: Dossier, number: str) -> None:
    client, _answer = enter(LANS_PHONE)
    answer = prove(client, number)
    assert (answer.status_code, account_in(client)) == (422, None)
    assert "Lan" not in answer.content.decode()
    assert dossier.number not in answer.content.decode()


def test_guesses_counted_by_phone_whatever_the_browser_and_address(dossier: Dossier) -> None:
    for guess in range(5):
        client, _answer = enter(LANS_PHONE, Client(REMOTE_ADDR=f"10.0.{guess}.1"))
        prove(client, citizen_number(900 + guess))
        forget_sent_codes()
    client, _answer = enter(LANS_PHONE, Client(REMOTE_ADDR="10.9.9.9"))
    answer = prove(client, LANS_NUMBER)
    assert "Đã nhập sai nhiều lần" in answer.content.decode()
    assert account_in(client) is None
    assert Entry.objects.filter(action="signin.prove_phone", denied=True).count() == 5


def forget_sent_codes() -> None:
    """Three codes in five minutes are the limit: let five minutes go by."""
    with connection.cursor() as cursor:
        cursor.execute("delete from cache where cache_key like '%%request_login_code%%'")


def test_new_holder_begins_anew_and_the_former_keeps_everything(citizen: Actor, dossier: Dossier) -> None:
    client, _answer = enter(LANS_PHONE)
    assert client.post("/dang-nhap/so-cua-ai", {"action": "anew"}).url == "/ho-so/"
    fresh = account_in(client)
    assert fresh is not None
    assert (fresh.pk == citizen.account, fresh.phone, sees(client, dossier)) == (False, "+84900000001", False)
    former = account_of(citizen)
    assert (former.phone, former.is_active) == (None, True)
    assert Dossier.objects.get(pk=dossier.pk).account_id == citizen.account
    assert enter(LANS_PHONE)[1].url == "/ho-so/"


def test_no_message_about_the_former_holders_dossiers_to_the_new_one(citizen: Actor, dossier: Dossier) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(contact_phone="+84900000001")
    client, _answer = enter(LANS_PHONE)
    client.post("/dang-nhap/so-cua-ai", {"action": "anew"})
    assert Dossier.objects.get(pk=dossier.pk).contact_phone == ""
    found = Client().post("/tra-cuu", {"so": dossier.number, "cuoi": "0001"})
    assert found.status_code == 404


def test_open_browser_of_the_former_holder_ends_when_the_phone_is_given_up(citizen: Actor, dossier: Dossier) -> None:
    left_open = client_of_actor(citizen)
    client, _answer = enter(LANS_PHONE)
    client.post("/dang-nhap/so-cua-ai", {"action": "anew"})
    assert left_open.get("/ho-so/").status_code == 302


def test_question_about_the_owner_needs_the_right_code_first(dossier: Dossier) -> None:
    client = Client()
    client.post("/dang-nhap", {"phone": LANS_PHONE})
    assert client.get("/dang-nhap/so-cua-ai").url == "/dang-nhap/ma"
    assert prove(client, LANS_NUMBER).url == "/dang-nhap/ma"
    client.post("/dang-nhap/so-cua-ai", {"action": "anew"})
    assert account_in(client) is None
    assert Account.objects.count() == 1


def test_question_is_over_after_a_quarter_of_an_hour(dossier: Dossier) -> None:
    client, _answer = enter(LANS_PHONE)
    session = client.session
    session["account_login"]["state"]["stages"]["login_by_code"]["data"]["proving"] -= 901
    session.save()
    assert prove(client, LANS_NUMBER).url == "/dang-nhap/ma"
    assert account_in(client) is None


def test_lost_phone_reported_at_the_counter_opens_nothing_any_more(
    citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    dossier = sent_extract(citizen, one_stop)
    desk = client_of_actor(reception)
    lost = {"number": LANS_NUMBER, "viec": "mat-so", "dien-thoai": LANS_PHONE}
    assert desk.post(CARD, lost).url == CARD
    client, answer = enter(LANS_PHONE)
    assert (answer.url, sees(client, dossier)) == ("/ho-so/", False)
    assert (
        desk.post(CARD, lost).status_code == 422
    )  # the number is the finder's now, and no card of Lan's takes it away


def test_way_to_the_cards_is_shown_to_reception_alone(reception: Actor, manager: Actor) -> None:
    pages = [client_of_actor(one).get("/can-bo/tai-quay").content.decode() for one in (reception, manager)]
    assert [CARD in page for page in pages] == [True, False]


def test_wrong_number_at_the_counter_stays_in_its_box(citizen: Actor, reception: Actor) -> None:
    page = client_of_actor(reception).post(CARD, {"number": LANS_NUMBER, "viec": "mat-so", "dien-thoai": "0900 12"})
    assert (page.status_code, 'name="dien-thoai" value="0900 12"' in page.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("number", "phone"), [("093079000456", LANS_PHONE), (LANS_NUMBER, "0900000002"), (LANS_NUMBER, "\x00")]
)
def test_phone_of_somebody_else_not_given_up(
    citizen: Actor, neighbour: Actor, reception: Actor, number: str, phone: str
) -> None:
    answer = client_of_actor(reception).post(CARD, {"number": number, "viec": "mat-so", "dien-thoai": phone})
    assert answer.status_code == 422
    assert Account.objects.filter(phone__isnull=False).count() == 2


def test_phone_of_a_helper_or_of_somebody_confirmed_not_given_up_by_whom_it_filed_for(
    citizen: Actor, neighbour: Actor, reception: Actor, one_stop: Office
) -> None:
    """Somebody helped Mrs Lan; Mr Đức, whom the commune knows, once filed for her: her card is no word about their numbers."""
    helper = account_in(enter(NEW_PHONE)[0])
    assert helper is not None
    draft = opened(Actor(account=helper.pk), citizen, one_stop)
    actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    sent_extract(neighbour, one_stop)
    desk = client_of_actor(reception)
    for phone in (NEW_PHONE, "0900000002"):
        answer = desk.post(CARD, {"number": LANS_NUMBER, "viec": "mat-so", "dien-thoai": phone})
        assert answer.status_code == 422
    helper.refresh_from_db()
    assert (helper.phone, account_of(neighbour).phone) == ("+84912345678", "+84900000002")


def back_with_a_new_phone(citizen: Actor, number: str = LANS_NUMBER) -> Client:
    """Mrs Lan's old number is gone; she signs in with another and says who she is."""
    Account.objects.filter(pk=citizen.account).update(phone=None, phone_seen_at=None)
    client, _answer = enter(NEW_PHONE)
    assert client.post("/tai-khoan", {"number": number}).url == "/tai-khoan"
    return client


def test_number_typed_opens_nothing_until_a_card_was_seen(citizen: Actor, dossier: Dossier) -> None:
    client = back_with_a_new_phone(citizen)
    assert not sees(client, dossier)
    page = client.get("/tai-khoan").content.decode()
    assert "đang chờ xác nhận" in page
    assert "Lan" not in page


def test_owner_back_at_the_counter_has_everything_under_the_new_phone(
    citizen: Actor, reception: Actor, dossier: Dossier
) -> None:
    client = back_with_a_new_phone(citizen)
    filed_since = sent_extract(Actor(account=account_in(client).pk), dossier.office)  # type: ignore[union-attr]
    desk = client_of_actor(reception)
    page = desk.post(CARD, {"number": "093 188 000 123"}).content.decode()
    assert "Nguyễn Thị Lan" in page
    claim = claims_of_number(LANS_NUMBER)[0]
    assert (
        desk.post(CARD, {"number": LANS_NUMBER, "viec": "khop", "ma": str(claim.pk), "bon-so": claim.code}).url == CARD
    )
    assert client.get("/ho-so/").status_code == 302
    again, _answer = enter(NEW_PHONE)
    assert account_in(again) == account_of(citizen)
    assert (sees(again, dossier), sees(again, filed_since)) == (True, True)
    assert "đã xem thẻ căn cước và xác nhận" in Message.objects.filter(about_kind="account").get().body
    rows = Entry.objects.filter(subject_id=str(filed_since.pk), action="dossier.change_account")
    assert [row.post for row in rows] == [reception.post]


def test_two_cards_on_one_phone_do_not_hand_over_the_first_ones_dossiers(
    citizen: Actor, reception: Actor, dossier: Dossier
) -> None:
    """A couple with one phone claimed both their numbers. His is confirmed; her card must not turn the account into hers."""
    client = back_with_a_new_phone(citizen)
    client.post("/tai-khoan", {"number": citizen_number(77)})
    hers, his = (claims_of_number(number)[0] for number in (LANS_NUMBER, citizen_number(77)))
    confirm_card(his, number=citizen_number(77), code=his.code, full_name="Trần Văn Hai", by=reception)
    shared = account_in(client)
    assert shared is not None
    filed = sent_extract(Actor(account=shared.pk), dossier.office)
    answer = client_of_actor(reception).post(
        CARD, {"number": LANS_NUMBER, "viec": "khop", "ma": str(hers.pk), "bon-so": hers.code}
    )
    assert answer.status_code == 422
    shared.refresh_from_db()
    assert (shared.is_active, shared.person.full_name) == (True, "Trần Văn Hai")  # type: ignore[union-attr]
    assert Dossier.objects.get(pk=filed.pk).account_id == shared.pk
    assert (sees(client, filed), sees(client, dossier), claims_of_number(LANS_NUMBER)) == (True, False, [hers])


def test_card_that_does_not_fit_leaves_things_as_they_are(citizen: Actor, reception: Actor, dossier: Dossier) -> None:
    client = back_with_a_new_phone(citizen)
    claim = claims_of_number(LANS_NUMBER)[0]
    desk = client_of_actor(reception)
    assert desk.post(CARD, {"number": LANS_NUMBER, "viec": "khong-khop", "ma": str(claim.pk)}).url == CARD
    assert not sees(client, dossier)
    assert "không khớp với số đã khai" in client.get("/tai-khoan").content.decode()
    client.post("/tai-khoan", {"number": LANS_NUMBER})
    assert claims_of_number(LANS_NUMBER) == []


@pytest.mark.parametrize("code", ["", "abc", "\x00", "another"])
def test_stranger_who_claimed_the_same_number_is_not_joined_by_a_wrong_press(
    citizen: Actor, reception: Actor, dossier: Dossier, code: str
) -> None:
    """Both wait; the card's holder reads out the code of her own phone."""
    stranger, _answer = enter("0987654321")
    stranger.post("/tai-khoan", {"number": LANS_NUMBER})
    client = back_with_a_new_phone(citizen)
    theirs, hers = claims_of_number(LANS_NUMBER)
    assert hers.code in client.get("/tai-khoan").content.decode()
    pressed = {"number": LANS_NUMBER, "viec": "khop", "ma": str(theirs.pk)}
    answer = client_of_actor(reception).post(CARD, pressed | {"bon-so": hers.code if code == "another" else code})
    assert answer.status_code == 422
    assert (sees(stranger, dossier), NumberClaim.objects.filter(fits=None).count()) == (False, 2)


def test_card_of_another_number_confirms_nothing(citizen: Actor, reception: Actor) -> None:
    back_with_a_new_phone(citizen)
    claim = NumberClaim.objects.get()
    answer = client_of_actor(reception).post(
        CARD, {"number": "093079000456", "viec": "khop", "ma": str(claim.pk), "bon-so": claim.code}
    )
    assert answer.status_code == 422
    assert NumberClaim.objects.get().fits is None


def test_only_reception_confirms_and_the_attempt_stays(citizen: Actor, case_officer: Actor, reception: Actor) -> None:
    back_with_a_new_phone(citizen)
    claim = NumberClaim.objects.get()
    for actor in (case_officer, citizen):
        with pytest.raises(Forbidden):
            confirm_card(claim, number=LANS_NUMBER, code=claim.code, by=actor)
    assert Entry.objects.filter(action="signin.decide_claim", denied=True).count() == 2
    confirm_card(claim, number=LANS_NUMBER, code=claim.code, by=reception)
    with pytest.raises(Stale):
        confirm_card(claim, number=LANS_NUMBER, code=claim.code, by=reception)


def test_somebody_the_commune_did_not_know_is_written_down_from_the_card(reception: Actor) -> None:
    client, _answer = enter(NEW_PHONE)
    client.post("/tai-khoan", {"number": "093190000555"})
    claim = claims_of_number("093190000555")[0]
    desk = client_of_actor(reception)
    asked = {"number": "093190000555", "viec": "khop", "ma": str(claim.pk), "bon-so": claim.code}
    assert desk.post(CARD, asked).status_code == 422  # without a name
    assert desk.post(CARD, asked | {"ho-ten": "Phạm Văn Út"}).url == CARD
    assert "Phạm Văn Út" in client.get("/tai-khoan").content.decode()


def test_dossiers_of_a_phone_that_was_given_up_come_back_to_their_owner_alone(
    reception: Actor, one_stop: Office
) -> None:
    """Nobody knew whose account it was; the answers say whose dossier it is."""
    client, _answer = enter(LANS_PHONE)
    former = account_in(client)
    assert former is not None
    own, of_another = (sent_extract(Actor(account=former.pk), one_stop) for _ in range(2))
    Dossier.objects.filter(pk=of_another.pk).update(owner_id_sealed="", owner_id_index="")
    Account.objects.filter(pk=former.pk).update(phone_seen_at=clock.now() - timedelta(days=91))
    client, _answer = enter(LANS_PHONE)
    client.post("/dang-nhap/so-cua-ai", {"action": "anew"})
    back, _answer = enter(NEW_PHONE)
    back.post("/tai-khoan", {"number": LANS_NUMBER})
    claim = claims_of_number(LANS_NUMBER)[0]
    confirm_card(claim, number=LANS_NUMBER, code=claim.code, full_name="Nguyễn Thị Lan", by=reception)
    assert (sees(back, own), sees(back, of_another)) == (True, False)


def helped_once(citizen: Actor, office: Office) -> tuple[Client, Dossier]:
    """Somebody with a new phone filled in for Mrs Lan, who sent it and lets them follow."""
    client, _answer = enter(NEW_PHONE)
    helper = Actor(account=account_in(client).pk)  # type: ignore[union-attr]
    draft = opened(helper, citizen, office)
    return client, actions.confirm_draft(draft, revision=draft.revision, may_follow=True, may_answer=False, by=citizen)


def test_phone_that_only_helped_others_is_asked_as_well(citizen: Actor, one_stop: Office) -> None:
    helped_once(citizen, one_stop)
    Account.objects.filter(phone="+84912345678").update(phone_seen_at=clock.now() - timedelta(days=91))
    cache.clear()
    client, answer = enter(NEW_PHONE)
    assert answer.url == "/dang-nhap/so-cua-ai"
    owner = Dossier.objects.get()
    assert is_known_by(Account.objects.get(phone="+84912345678"), LANS_NUMBER) is bool(owner.owner_id_index)
    assert prove(client, citizen_number(77)).status_code == 422


def test_helper_joined_at_the_counter_goes_on_helping(
    citizen: Actor, neighbour: Actor, reception: Actor, one_stop: Office
) -> None:
    client, dossier = helped_once(citizen, one_stop)
    claim_number(account_in(client), number="093079000456", by=neighbour)  # type: ignore[arg-type]
    claim = claims_of_number("093079000456")[0]
    confirm_card(claim, number="093079000456", code=claim.code, by=reception)
    assert [one.helper_id for one in Assistance.objects.all()] == [neighbour.account]
    assert Dossier.objects.get(pk=dossier.pk).account_id == citizen.account


def test_sixth_number_claimed_sent_to_the_counter() -> None:
    client, _answer = enter(NEW_PHONE)
    for serial in range(5):
        client.post("/tai-khoan", {"number": citizen_number(700 + serial)})
    answer = client.post("/tai-khoan", {"number": citizen_number(800)})
    assert answer.status_code == 422
    assert "mang thẻ căn cước ra bộ phận một cửa" in answer.content.decode()
    assert NumberClaim.objects.count() == 5


def test_officials_have_no_residents_account_page(reception: Actor) -> None:
    assert client_of_actor(reception).get("/tai-khoan").status_code == 404


def test_looking_at_a_card_leaves_a_row_with_the_person(citizen: Actor, reception: Actor) -> None:
    client_of_actor(reception).post(CARD, {"number": LANS_NUMBER})
    entry = Entry.objects.get(action="signin.look_at_card")
    assert (entry.subject_kind, entry.subject_id, entry.post) == ("person", str(citizen.person), reception.post)
