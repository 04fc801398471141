"""The door of the national identity, against an issuer that signs with a real key; `test_real_provider` uses one of others."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.factories.people import make_person
from tests.factories.signin import make_official, make_resident
from tests.peers.issuer import Issuer, running_issuer
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.sessions import kept_as
from xaso.journal.models import Entry
from xaso.portal.known import facts_of
from xaso.signin.actions import decide_claim
from xaso.signin.models import Account, Identity, NumberClaim, Visit

pytestmark = pytest.mark.django_db
START, BACK = "/dang-nhap/dinh-danh/thu", "/dang-nhap/dinh-danh/thu/ve"
HOA = {
    "SoDinhDanh": "093190000321",
    "HoVaTen": "Nguye\u0302\u0303n Thi\u0323 Hoa",
    "NgaySinh": "1990-05-12",
    "SoDienThoai": "0912345678",
    "email": "a@example.vn",
}


@pytest.fixture(scope="module")
def running() -> Iterator[Issuer]:
    with running_issuer() as issuer:
        yield issuer


@pytest.fixture
def issuer(running: Issuer, settings: Any, db: None) -> Issuer:
    cache.clear()
    running.people = {"hoa": dict(HOA)}
    running.spoil, running.forge = lambda claims: None, lambda token: token
    running.answers = {}
    settings.XASO_ISSUERS = [running.entry()]
    return running


def visit(client: Client, issuer: Issuer, subject: str = "hoa", **asked: str) -> Any:
    """Out to the issuer and back."""
    return client.get(BACK, issuer.allow(client.get(START, asked)["Location"], subject))


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def denied() -> list[str]:
    return [
        entry.detail["reason"] for entry in Entry.objects.filter(action="signin.identify", denied=True).order_by("pk")
    ]


def test_identity_opens_an_account_of_its_own(client: Client, issuer: Issuer) -> None:
    answer = visit(client, issuer)
    assert answer.url == "/ho-so/"
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    assert (account.kind, account.phone, account.person) == ("resident", None, None)
    identity = account.identities.get()
    assert (identity.issuer, identity.loa) == (issuer.address, "LoA2")
    claims = identity.claims
    assert (claims.national_id, claims.full_name, claims.birth_date) == ("093190000321", "Nguyễn Thị Hoa", "1990-05-12")
    assert client.get("/ho-so/").status_code == 200


def test_what_the_issuer_said_is_offered_in_forms(client: Client, issuer: Issuer) -> None:
    visit(client, issuer)
    assert facts_of(Actor(account=Account.objects.get().pk)) == {
        "full_name": "Nguyễn Thị Hoa", "id_number": "093190000321", "born": "1990-05-12", "phone": "+84912345678",
    }  # fmt: skip


def test_claims_and_subject_not_readable_in_any_row(client: Client, issuer: Issuer) -> None:
    visit(client, issuer)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(to_jsonb(i)::text, '') from signin_identity i")
        row = cursor.fetchone()[0]
        cursor.execute("select string_agg(to_jsonb(e)::text, '') from journal_entry e")
        row += cursor.fetchone()[0]
    for text in ("093190000321", "Hoa", "1990-05-12", "912345678", "hoa", "example.vn"):
        assert text not in row


def test_second_visit_opens_the_same_account_with_what_is_said_today(client: Client, issuer: Issuer) -> None:
    visit(client, issuer)
    first = client.session["_auth_user_id"]
    client.post("/dang-xuat")
    issuer.people["hoa"]["HoVaTen"] = "Nguyễn Thị Hoà"
    visit(client, issuer)
    assert client.session["_auth_user_id"] == first
    assert Identity.objects.get().claims.full_name == "Nguyễn Thị Hoà"


def test_phone_and_number_that_an_issuer_claims_open_nobody_elses_account(client: Client, issuer: Issuer) -> None:
    by_phone = make_resident("0912345678")
    visit(client, issuer)
    assert client.session["_auth_user_id"] != str(by_phone.pk)
    assert Account.objects.get(pk=client.session["_auth_user_id"]).person is None


def test_same_subject_of_another_issuer_is_somebody_else(client: Client, issuer: Issuer, settings: Any) -> None:
    visit(client, issuer)
    with running_issuer() as other:
        settings.XASO_ISSUERS = [other.entry()]
        stranger = Client()
        visit(stranger, other)
    assert stranger.session["_auth_user_id"] != client.session["_auth_user_id"]


def test_session_has_a_new_key_after_signing_in(client: Client, issuer: Issuer) -> None:
    back = issuer.allow(client.get(START)["Location"], "hoa")
    before = client.cookies["sessionid"].value
    client.get(BACK, back)
    assert client.cookies["sessionid"].value != before
    fixed = Client()
    fixed.cookies["sessionid"] = before
    assert not signed_in(fixed)


def test_request_carries_nonce_state_and_challenge_and_no_secret(client: Client, issuer: Issuer, settings: Any) -> None:
    settings.XASO_ISSUERS = [issuer.entry(acr_values="LoA2", scope="openid dinhdanh")]
    asked = parse_qs(urlsplit(client.get(START)["Location"]).query)
    assert set(asked) == {
        "response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
        "code_challenge_method", "acr_values",
    }  # fmt: skip
    assert asked["redirect_uri"] == [f"{settings.XASO_ADDRESS}{BACK}"]


def test_without_an_issuer_there_is_neither_button_nor_page(client: Client) -> None:
    assert "Đăng nhập bằng Định danh" not in client.get("/dang-nhap").content.decode()
    assert [client.get(address).status_code for address in (START, BACK)] == [404, 404]


def test_button_keeps_where_the_person_was_going(client: Client, issuer: Issuer) -> None:
    page = client.get("/dang-nhap", {"next": "/ho-so/?sau=1"}).content.decode()
    assert f'href="{START}?next=/ho-so/%3Fsau%3D1"' in page
    assert visit(client, issuer, next="/ho-so/?sau=1").url == "/ho-so/?sau=1"
    assert visit(Client(), issuer, next="https://evil.example/").url == "/ho-so/"


def test_level_of_assurance_too_low_not_let_in(client: Client, issuer: Issuer, settings: Any) -> None:
    settings.XASO_ISSUERS = [issuer.entry(accepted_loa=["LoA3"])]
    answer = visit(client, issuer)
    assert (answer.status_code, signed_in(client), denied()) == (422, False, ["loa"])
    assert "chưa ở mức xác thực mà xã cần" in answer.content.decode()


def spoiled(**changed: object) -> Callable[[dict[str, Any]], object]:
    def spoil(claims: dict[str, Any]) -> None:
        for name, value in changed.items():
            claims.pop(name, None)
            if value is not None:
                claims[name] = value

    return spoil


NOW = int(time.time())
LIES: list[tuple[str, dict[str, object]]] = [
    ("issuer", {"iss": "https://evil.example"}),
    ("audience", {"aud": "somebody-else"}),
    ("audience", {"aud": ["xaso", "somebody-else"]}),
    ("audience", {"azp": "somebody-else"}),
    ("nonce", {"nonce": "of-another-visit"}),
    ("token", {"nonce": None}),
    ("token", {"exp": None}),
    ("token", {"sub": None}),
    ("token", {"sub": 12}),
    ("subject", {"sub": "\ud800"}),
    ("subject", {"sub": "x" * 300}),
    ("expired", {"exp": NOW - 600, "iat": NOW - 900}),
    ("too_early", {"iat": NOW + 3600, "exp": NOW + 7200}),
]


@pytest.mark.parametrize(("reason", "lie"), LIES)
def test_token_that_is_not_for_this_visit_refused(
    client: Client, issuer: Issuer, reason: str, lie: dict[str, object]
) -> None:
    issuer.spoil = spoiled(**lie)
    answer = visit(client, issuer)
    assert (answer.status_code, signed_in(client), Account.objects.count()) == (422, False, 0)
    assert denied() == [reason]
    assert "Chưa đăng nhập được" in answer.content.decode()


def other_signature(token: str) -> str:
    head, body, _signature = token.split(".")
    return ".".join((head, body, jwt.encode({}, generate_private_key(65537, 2048), algorithm="RS256").split(".")[2]))


def unsigned(token: str) -> str:
    return jwt.encode(jwt.decode(token, options={"verify_signature": False}), None, algorithm="none")


def signed_with_our_secret(token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims, "chỉ để thử, dài thêm cho đủ", algorithm="HS256")


def other_body(token: str) -> str:
    head, body, signature = token.split(".")
    return ".".join((head, body[:-4] + "AAAA", signature))


@pytest.mark.parametrize(
    "forge",
    [other_signature, unsigned, signed_with_our_secret, other_body, lambda _: "", lambda _: None, lambda _: ["a"],
     lambda _: "a.b", lambda _: "." * 90_000],
)  # fmt: skip
def test_forged_token_refused(client: Client, issuer: Issuer, forge: Callable[[str], object]) -> None:
    issuer.forge = forge
    answer = visit(client, issuer)
    assert (answer.status_code, signed_in(client), len(denied())) == (422, False, 1)


def test_clock_a_minute_off_forgiven(client: Client, issuer: Issuer) -> None:
    issuer.spoil = spoiled(iat=int(time.time()) + 45, exp=int(time.time()) - 45)
    visit(client, issuer)
    assert signed_in(client)


def test_key_changed_by_the_issuer_fetched_again(client: Client, issuer: Issuer) -> None:
    visit(client, issuer)
    old, issuer.key = issuer.key, generate_private_key(65537, 2048)
    forget_kid, issuer.keys = issuer.keys, lambda: {"keys": [{**forget_kid()["keys"][0], "kid": "hai"}]}  # type: ignore
    issuer.forge = lambda token: jwt.encode(
        jwt.decode(token, options={"verify_signature": False}), issuer.key, algorithm="RS256", headers={"kid": "hai"}
    )
    later = Client()
    visit(later, issuer)
    del issuer.keys
    issuer.key = old
    assert signed_in(later)


def test_code_used_twice_refused(client: Client, issuer: Issuer) -> None:
    back = issuer.allow(client.get(START)["Location"], "hoa")
    client.get(BACK, back)
    client.post("/dang-xuat")
    again = client.get(BACK, back)
    assert (again.status_code, signed_in(client), denied()) == (422, False, ["state"])


def test_code_stolen_into_a_visit_of_somebody_else_refused(client: Client, issuer: Issuer) -> None:
    """The thief has a state of their own; the code was given for another verifier."""
    stolen = issuer.allow(client.get(START)["Location"], "hoa")
    thief = Client()
    own = issuer.allow(thief.get(START)["Location"], "duc")
    answer = thief.get(BACK, {"code": stolen["code"], "state": own["state"]})
    assert (answer.status_code, signed_in(thief), denied()) == (422, False, ["code"])


def test_state_of_another_browser_refused(client: Client, issuer: Issuer) -> None:
    back = issuer.allow(client.get(START)["Location"], "hoa")
    stranger = Client()
    stranger.get(START)
    answer = stranger.get(BACK, back)
    assert (answer.status_code, signed_in(stranger), denied()) == (422, False, ["state"])
    assert "bắt đầu ở máy khác" in answer.content.decode()


@pytest.mark.parametrize("asked", [{}, {"code": "x"}, {"state": "x"}, {"code": "\x00", "state": "\x00"}])
def test_return_without_a_visit_refused(client: Client, issuer: Issuer, asked: dict[str, str]) -> None:
    assert client.get(BACK, asked).status_code == 422
    assert denied() == ["state"]


def test_return_after_ten_minutes_refused(client: Client, issuer: Issuer) -> None:
    back = issuer.allow(client.get(START)["Location"], "hoa")
    session = client.session
    session["identity_visits"][back["state"]][3] -= 601
    session.save()
    assert client.get(BACK, back).status_code == 422
    assert denied() == ["state"]


@pytest.mark.parametrize(("error", "words"), [("access_denied", "đã dừng ở trang"), ("server_error", "chưa xác minh")])
def test_person_who_stopped_is_told_so(client: Client, issuer: Issuer, error: str, words: str) -> None:
    back = issuer.allow(client.get(START)["Location"], "hoa")
    answer = client.get(BACK, {"error": error, "state": back["state"]})
    assert words in answer.content.decode()
    assert answer.status_code == 422


def test_token_of_one_issuer_at_the_door_of_another_refused(client: Client, issuer: Issuer, settings: Any) -> None:
    with running_issuer() as other:
        settings.XASO_ISSUERS = [issuer.entry(), other.entry("khac")]
        back = other.allow(client.get("/dang-nhap/dinh-danh/khac")["Location"], "hoa")
        assert client.get(BACK, back).status_code == 422
        back = issuer.allow(client.get(START)["Location"], "hoa")
        assert client.get(BACK, {**back, "iss": other.address}).status_code == 422
        other.key = issuer.key  # even when both used one key
        other.spoil = spoiled(iss=issuer.address)
        back = other.allow(client.get("/dang-nhap/dinh-danh/khac")["Location"], "hoa")
        assert client.get("/dang-nhap/dinh-danh/khac/ve", back).status_code == 422
    assert denied() == ["mixed_up", "mixed_up", "issuer"]
    assert not signed_in(client)


BROKEN = [(500, b"{}"), (302, b"{}"), (200, b"<html>"), (200, b"[]"), (200, b"[" * 90_000), (200, b" " * 200_000)]


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token", "/me"])
def test_issuer_that_answers_nonsense_never_breaks_a_page(
    client: Client, issuer: Issuer, path: str, broken: tuple[int, bytes]
) -> None:
    issuer.answers = {path: broken}
    answer = client.get(START)
    if answer.status_code == 302:
        answer = client.get(BACK, issuer.allow(answer["Location"], "hoa"))
    assert answer.status_code in (422, 503)
    assert "Chưa đăng nhập được" in answer.content.decode()
    assert (signed_in(client), len(denied())) == (False, 1)


def test_issuer_that_is_away_is_said_to_be_away(client: Client, issuer: Issuer, settings: Any) -> None:
    settings.XASO_ISSUERS = [issuer.entry(issuer="http://127.0.0.1:9", key="thu")]
    answer = client.get(START)
    assert (answer.status_code, denied()) == (503, ["down"])
    assert "đang không trả lời" in answer.content.decode()
    assert "Đăng nhập bằng mã gửi về điện thoại" in answer.content.decode()


def test_userinfo_of_somebody_else_refused(client: Client, issuer: Issuer) -> None:
    issuer.answers = {"/me": (200, b'{"sub": "duc", "SoDinhDanh": "093190000321"}')}
    assert visit(client, issuer).status_code == 422
    assert denied() == ["subject"]


def test_claims_that_are_no_such_thing_left_out(client: Client, issuer: Issuer) -> None:
    issuer.people["hoa"] = {"SoDinhDanh": 12, "HoVaTen": "H" * 5000, "NgaySinh": "hôm qua", "SoDienThoai": "\x00"}
    visit(client, issuer)
    claims = Identity.objects.get().claims
    assert (claims.national_id, claims.full_name, claims.birth_date, claims.phone) == ("", "", "", "")
    assert not NumberClaim.objects.exists()


def test_closed_account_not_opened_by_an_identity(client: Client, issuer: Issuer) -> None:
    visit(client, issuer)
    Account.objects.update(is_active=False, closed_at=clock.now())
    later = Client()
    answer = visit(later, issuer)
    assert (answer.status_code, signed_in(later)) == (403, False)
    assert "đã ngừng dùng" in answer.content.decode()


def test_browser_still_in_to_an_account_that_was_joined_comes_in_to_the_one_kept(
    client: Client, issuer: Issuer, reception: Actor
) -> None:
    kept = make_resident(person=make_person(id_number=HOA["SoDinhDanh"]))
    visit(client, issuer)
    claim = NumberClaim.objects.get()
    decide_claim(claim, number=HOA["SoDinhDanh"], fits=True, code=claim.code, by=reception)
    assert client.get("/ho-so/").status_code == 302
    assert visit(client, issuer, muon="co").status_code == 302
    assert client.session["_auth_user_id"] == str(kept.pk)
    assert "borrowed" in client.session
    assert Visit.objects.get().session_key == kept_as(client.session.session_key)
    entered = Entry.objects.filter(action="signin.enter", subject_id=str(kept.pk))
    assert [entry.detail["method"] for entry in entered] == ["identity"]


def test_official_does_not_lose_the_desk_to_an_identity(issuer: Issuer) -> None:
    official = Client()
    official.force_login(make_official(), backend="xaso.signin.access.entering.AccountBackend")
    before = official.session["_auth_user_id"]
    assert official.get(BACK, {"code": "x", "state": "x"}).status_code == 302
    assert official.session["_auth_user_id"] == before


def test_sixty_failures_of_one_address_fill_no_journal(client: Client, issuer: Issuer) -> None:
    answers = [client.get(BACK).status_code for _ in range(62)]
    assert answers == [422] * 60 + [429] * 2
    assert len(denied()) == 60
