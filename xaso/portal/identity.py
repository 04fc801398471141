"""National identity: the code flow of OpenID Connect with PKCE and a nonce, for the issuers that the settings name.

Tokens are read and forgotten. An ID token counts only when it is signed by a key of its issuer, for us, for this very visit, and
not too old; whatever else an issuer's server answers is bounded and doubted."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xaso.core import clock
from xaso.core.identifiers import random_token
from xaso.core.refused import NotFound, Refused
from xaso.core.text import clean
from xaso.signin.models import Account
from xaso.signin.rules import Claims

CLOCKS_DIFFER = 60  # seconds that an issuer's clock may be wrong
VISIT_LIVES = 10 * 60
VISITS_AT_ONCE = 5  # of one browser: pages left open
PATIENCE = (3, 6)  # seconds to connect, to answer
LONGEST_ANSWER = 100_000
KEPT_SECONDS = 600  # an issuer's configuration and keys
KEY_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC", "EdDSA": "OKP"}
STASH = "identity_visits"
CAME_BY = "identity_issuer"  # in the session of somebody who came in by one: its key


class NotIdentified(Refused):
    """The visit to an issuer ended without letting anybody in. `reason` goes to the journal, the message to the person."""

    def __init__(self, reason: str, message: str, *, status: int = 422) -> None:
        super().__init__(message, f"identity_{reason}")
        self.reason = reason
        self.status = status


@dataclass(frozen=True, slots=True)
class Issuer:
    """One entry of XASO_ISSUERS; docs/operating.md says what each part means."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str
    scope: str = "openid"
    acr_values: str = ""
    accepted_loa: tuple[str, ...] = ()
    claims: Mapping[str, str] = field(default_factory=dict)
    endpoints: Mapping[str, str] = field(default_factory=dict)
    userinfo: bool = True


@dataclass(frozen=True, slots=True)
class Visit:
    """What a browser took along to the issuer."""

    issuer: str
    nonce: str
    verifier: str
    at: float
    then: str


@dataclass(frozen=True, slots=True)
class Identified:
    """Who came back, and where they were going."""

    claims: Claims
    loa: str
    visit: Visit


def issuers() -> list[Issuer]:
    return [Issuer(**entry) for entry in settings.XASO_ISSUERS]


def issuer_by_key(key: str) -> Issuer:
    """Raises NotFound: without an entry in the settings there is no such page."""
    for issuer in issuers():
        if issuer.key == key:
            return issuer
    raise NotFound(_("Xã không dùng cách đăng nhập này."), "issuer_unknown")


def ways_into(account: Account) -> list[tuple[str, str]]:
    """What opens an account besides its phone: the issuer's name and the level it vouches for. One query."""
    names = {one.issuer: one.name for one in issuers()}
    return [(names.get(one.issuer, one.issuer), one.loa) for one in account.identities.order_by("made_at")]


def begin(request: HttpRequest, issuer: Issuer, *, back: str, then: str, fresh: bool) -> str:
    """Remembers the visit in this browser's session and answers with the issuer's address to go to. `back` is where it sends
    people back to; `fresh`: they sign in there anew, whoever this phone belongs to. Raises NotIdentified when the issuer
    can't be reached."""
    visit = Visit(issuer.key, random_token(), random_token(32), clock.now().timestamp(), then)
    state, page = random_token(), _endpoint(issuer, "authorization_endpoint")
    visits = dict(list(request.session.get(STASH, {}).items())[1 - VISITS_AT_ONCE :])
    request.session[STASH] = {**visits, state: [getattr(visit, name) for name in Visit.__slots__]}
    asked = {
        "response_type": "code",
        "client_id": issuer.client_id,
        "redirect_uri": back,
        "scope": issuer.scope,
        "state": state,
        "nonce": visit.nonce,
        "code_challenge": _url64(hashlib.sha256(visit.verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    if issuer.acr_values:
        asked["acr_values"] = issuer.acr_values
    if fresh:
        asked["prompt"] = "login"
    return f"{page}{'&' if '?' in page else '?'}{urlencode(asked)}"


def finish(request: HttpRequest, issuer: Issuer, *, back: str) -> Identified:
    """Who the issuer says came back. Each visit ends with the first return, whatever comes of it. Raises NotIdentified."""
    visit = _visit(request, issuer)
    if error := request.GET.get("error", ""):
        raise _stopped(issuer) if error == "access_denied" else _doubted(issuer, "error")
    code = request.GET.get("code", "")
    if not 0 < len(code) <= 2000:
        raise _doubted(issuer, "code")
    answer = _exchange(issuer, code, visit.verifier, back)
    told = _verified(issuer, answer.get("id_token"), visit.nonce)
    said = {**told, **_userinfo(issuer, answer.get("access_token"), told["sub"])}
    loa = str(told.get(issuer.claims.get("loa", "acr")) or "")
    if issuer.accepted_loa and loa not in issuer.accepted_loa:
        raise NotIdentified("loa", _low(issuer))
    try:
        return Identified(Claims.read(said, issuer.claims), clean(loa, max_length=40), visit)
    except Refused:
        raise _doubted(issuer, "subject") from None


def way_out(issuer: Issuer, *, back: str) -> str:
    """The issuer's own page to sign out on, from which people come to `back` (OpenID Connect RP-Initiated Logout 1.0). It asks
    them by itself whether they mean it: no token was kept that could say so. Empty where it has none, or does not answer."""
    try:
        page = _endpoint(issuer, "end_session_endpoint")
    except NotIdentified:
        return ""
    if urlsplit(page).scheme not in ("https", "http") or not page.isascii() or not page.isprintable():
        return ""
    return f"{page}{'&' if '?' in page else '?'}{urlencode({'client_id': issuer.client_id, 'post_logout_redirect_uri': back})}"


def door_after(request: HttpRequest) -> str:
    """Where somebody is led who is about to be signed out here and came in through an issuer, whose own session goes on; empty
    for everybody else. Asked before the session is gone."""
    key = request.session.get(CAME_BY, "")
    return reverse("account_identity_leave", args=[key]) if key in {one.key for one in issuers()} else ""


def _visit(request: HttpRequest, issuer: Issuer) -> Visit:
    visits = request.session.get(STASH, {})
    found = visits.get(request.GET.get("state", ""))
    if found is None:
        raise NotIdentified("state", _stale())
    visit = Visit(*found)
    request.session[STASH] = {state: one for state, one in visits.items() if one is not found}
    if visit.issuer != issuer.key or request.GET.get("iss", issuer.issuer) != issuer.issuer:  # RFC 9207: mixed up
        raise _doubted(issuer, "mixed_up")
    if abs(clock.now().timestamp() - visit.at) > VISIT_LIVES:
        raise NotIdentified("state", _stale())
    return visit


def _exchange(issuer: Issuer, code: str, verifier: str, back: str) -> dict[str, Any]:
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    status, answer = _fetch(
        issuer,
        "POST",
        _endpoint(issuer, "token_endpoint"),
        data=asked,
        auth=requests.auth.HTTPBasicAuth(_form(issuer.client_id), _form(issuer.client_secret)),
    )
    if status != 200:
        raise _doubted(issuer, "code")
    return answer


def _verified(issuer: Issuer, token: object, nonce: str) -> dict[str, Any]:
    """The claims of an ID token. OpenID Connect Core 3.1.3.7, the signature always included."""
    if not isinstance(token, str):
        raise _doubted(issuer, "no_token")
    try:
        head = jwt.get_unverified_header(token)
        told: dict[str, Any] = jwt.decode(
            token,
            key=_key(issuer, head),
            algorithms=list(KEY_TYPES),
            audience=issuer.client_id,
            issuer=issuer.issuer,
            leeway=CLOCKS_DIFFER,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except jwt.ExpiredSignatureError:
        raise NotIdentified("expired", _stale()) from None
    except (jwt.PyJWTError, ArithmeticError, RecursionError) as problem:
        raise _doubted(issuer, _REASONS.get(type(problem), "token")) from None
    if not compare_digest(str(told["nonce"]).encode("utf-8", "replace"), nonce.encode()):
        raise _doubted(issuer, "nonce")
    several = isinstance(told["aud"], list) and len(told["aud"]) > 1
    if told.get("azp", None if several else issuer.client_id) != issuer.client_id:
        raise _doubted(issuer, "audience")
    return told


_REASONS: dict[type[Exception], str] = {
    jwt.InvalidSignatureError: "signature",
    jwt.InvalidIssuerError: "issuer",
    jwt.InvalidAudienceError: "audience",
    jwt.ImmatureSignatureError: "too_early",
    jwt.InvalidAlgorithmError: "signature",
}


def _key(issuer: Issuer, head: Mapping[str, Any]) -> Any:
    """The issuer's key that a token names. Keys are fetched again when a new one is named, at most once a minute."""
    kind = KEY_TYPES.get(str(head.get("alg")))
    for again in (False, True) if kind else ():
        if again and not cache.add(f"issuer-asked:{_place(issuer)}", True, 60):
            break
        for one in _keys(issuer, again=again):
            named = one.get("kid") == head["kid"] if "kid" in head else True
            if named and one.get("kty") == kind and one.get("use", "sig") == "sig":
                return jwt.PyJWK(one, algorithm=head["alg"]).key
    raise jwt.InvalidSignatureError


def _keys(issuer: Issuer, *, again: bool) -> list[dict[str, Any]]:
    listed = _document(issuer, "keys", _endpoint(issuer, "jwks_uri"), again=again).get("keys")
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _userinfo(issuer: Issuer, token: object, subject: str) -> dict[str, Any]:
    """More claims than the ID token holds. Somebody else's (Core 5.3.2) are not taken."""
    if not issuer.userinfo:
        return {}
    address = _endpoint(issuer, "userinfo_endpoint")
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise _doubted(issuer, "no_token")
    status, said = _fetch(issuer, "GET", address, headers={"Authorization": f"Bearer {token}"})
    if status != 200:
        raise _down(issuer)
    if said.get("sub") != subject:
        raise _doubted(issuer, "subject")
    return said


def _endpoint(issuer: Issuer, name: str) -> str:
    """As the settings say, for issuers that publish no configuration of themselves; otherwise as the issuer says."""
    if name in issuer.endpoints:
        return issuer.endpoints[name]
    found = _document(issuer, "configuration", f"{issuer.issuer.rstrip('/')}/.well-known/openid-configuration")
    if found.get("issuer") != issuer.issuer or not isinstance(found.get(name), str):
        raise _down(issuer)
    return str(found[name])


def _document(issuer: Issuer, what: str, address: str, *, again: bool = False) -> dict[str, Any]:
    place = f"issuer-{what}:{_place(issuer)}"
    kept: dict[str, Any] | None = None if again else cache.get(place)
    if kept is None:
        status, kept = _fetch(issuer, "GET", address)
        if status != 200:
            raise _down(issuer)
        cache.set(place, kept, KEPT_SECONDS)
    return kept


def _place(issuer: Issuer) -> str:
    return hashlib.sha256(json.dumps([issuer.issuer, dict(issuer.endpoints)]).encode()).hexdigest()[:32]


def _fetch(issuer: Issuer, method: str, address: str, **asked: Any) -> tuple[int, dict[str, Any]]:
    """Status and JSON object of an answer; follows nobody elsewhere, waits seconds, reads a bounded number of bytes."""
    try:
        with requests.request(method, address, timeout=PATIENCE, allow_redirects=False, stream=True, **asked) as answer:
            status, body = answer.status_code, next(answer.iter_content(LONGEST_ANSWER), b"")
    except requests.RequestException:
        raise _down(issuer) from None
    if status >= 500:
        raise _down(issuer)
    try:
        said = json.loads(body)  # cut off when longer, and then no JSON
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        if status == 200:
            raise _down(issuer)
        said = {}
    return status, said


def _url64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _form(text: str) -> str:
    """RFC 6749, 2.3.1: name and secret are form-encoded before they are joined."""
    return urlencode({"": text})[1:]


def _stopped(issuer: Issuer) -> NotIdentified:
    said = _("Ông/bà đã dừng ở trang %(name)s nên chưa đăng nhập. Muốn vào thì bấm lại từ đầu.")
    return NotIdentified("stopped", said % {"name": issuer.name})


def _down(issuer: Issuer) -> NotIdentified:
    said = _("%(name)s đang không trả lời. Xin thử lại sau ít phút, hoặc đăng nhập bằng mã gửi về điện thoại.")
    return NotIdentified("down", said % {"name": issuer.name}, status=503)


def _doubted(issuer: Issuer, reason: str) -> NotIdentified:
    said = _(
        "Xã chưa xác minh được điều %(name)s báo về ông/bà nên chưa cho vào. Xin bấm đăng nhập lại từ đầu; nếu vẫn vậy, "
        "đăng nhập bằng mã gửi về điện thoại hoặc gọi cho xã."
    )
    return NotIdentified(reason, said % {"name": issuer.name})


def _low(issuer: Issuer) -> str:
    return _(
        "Tài khoản %(name)s của ông/bà chưa ở mức xác thực mà xã cần. Xin nâng mức ở cơ quan công an, hoặc đăng nhập bằng "
        "mã gửi về điện thoại."
    ) % {"name": issuer.name}


def _stale() -> str:
    return _(
        "Lần đăng nhập này không còn dùng được: đã quá 10 phút, đã dùng rồi, hoặc bắt đầu ở máy khác. Xin bấm đăng nhập lại "
        "từ đầu."
    )
