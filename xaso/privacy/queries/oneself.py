"""What is kept about somebody's account and person: who they are, what they agreed to, what they were told, what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from django.db.models import Q
from django.utils.functional import Promise as Text
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xaso.core.dates import show_moment
from xaso.core.identifiers import show_phone
from xaso.core.language import in_vietnamese
from xaso.core.secrets import blind_indices
from xaso.dossiers.queries.story import show_post
from xaso.dossiers.rules import Purpose
from xaso.files.models import Quarantined
from xaso.journal.models import Entry
from xaso.messages.models import Address, Message, Preference, Stop
from xaso.messages.queries import joined_accounts, remarks_of
from xaso.messages.rules import Channel
from xaso.offices.models import Office, Post
from xaso.people.models import Consent
from xaso.privacy.access import DataSubject
from xaso.privacy.models import Export
from xaso.privacy.queries.part import Part, Rows, columns, told
from xaso.signin.models import Account

MOST: Final = 1000  # rows of the journal, newest first
AGREED: Final = ("purpose", "version", "words", "given_at", "given_how", "withdrawn_at", "withdrawn_how")

# What a row of the journal about an account means to whoever it is about.
DEEDS: Mapping[str, str | Text] = {
    "signin.open_account": gettext_lazy("Mở tài khoản"),
    "signin.enter": gettext_lazy("Đăng nhập"),
    "signin.leave": gettext_lazy("Đăng xuất"),
    "signin.end_visit": gettext_lazy("Cho một thiết bị ra khỏi tài khoản"),
    "signin.end_visits": gettext_lazy("Cho các thiết bị khác ra khỏi tài khoản"),
    "signin.prove_phone": gettext_lazy("Hỏi số mà chỉ chủ điện thoại biết"),
    "signin.claim_number": gettext_lazy("Khai số định danh"),
    "signin.look_at_card": gettext_lazy("Xem thẻ căn cước tại quầy"),
    "signin.confirm_claim": gettext_lazy("Xác nhận số định danh theo thẻ"),
    "signin.refuse_claim": gettext_lazy("Thẻ không khớp số đã khai"),
    "signin.join_account": gettext_lazy("Gộp tài khoản cũ"),
    "signin.link_person": gettext_lazy("Ghi tên vào tài khoản"),
    "signin.release_phone": gettext_lazy("Tách số điện thoại khỏi tài khoản"),
    "messages.prefer": gettext_lazy("Chọn cách xã báo tin"),
    "messages.choose_language": gettext_lazy("Chọn tiếng xã nhắn tin"),
    "messages.add_address": gettext_lazy("Thêm nơi nhận tin"),
    "messages.confirm_address": gettext_lazy("Xác nhận nơi nhận tin"),
    "messages.drop_address": gettext_lazy("Bỏ nơi nhận tin"),
    "messages.join_follower": gettext_lazy("Nối Zalo với tài khoản"),
    "messages.leave_follower": gettext_lazy("Thôi nối Zalo"),
    "messages.open_conversation": gettext_lazy("Xem trò chuyện"),
    "messages.answer_follower": gettext_lazy("Trả lời qua Zalo"),
    "people.register": gettext_lazy("Ghi tên vào sổ người"),
    "people.correct": gettext_lazy("Sửa dữ liệu về ông/bà"),
    "privacy.ask_about_look": gettext_lazy("Hỏi xã về một lần mở"),
    "privacy.ask_export": gettext_lazy("Xin bản sao dữ liệu"),
    "privacy.finish_export": gettext_lazy("Làm xong bản sao dữ liệu"),
    "privacy.fetch_export": gettext_lazy("Tải bản sao dữ liệu"),
    "privacy.drop_export": gettext_lazy("Xóa bản sao đã quá hạn"),
    "petitions.send": gettext_lazy("Gửi phản ánh"),
    "petitions.add_photo": gettext_lazy("Thêm ảnh vào phản ánh"),
    "petitions.assign": gettext_lazy("Giao phản ánh cho cán bộ"),
    "petitions.answer": gettext_lazy("Trả lời phản ánh"),
    "petitions.refuse": gettext_lazy("Báo phản ánh không thuộc việc của xã"),
    "petitions.release": gettext_lazy("Công khai phản ánh"),
    "petitions.withdraw_release": gettext_lazy("Thôi công khai phản ánh"),
    "petition.look": gettext_lazy("Xem phản ánh"),
    "call.look": gettext_lazy("Xem cuộc gọi"),
    "promise.look": gettext_lazy("Xem lời hẹn"),
    "hotline.type_call": gettext_lazy("Ghi cuộc gọi"),
    "hotline.pick_up": gettext_lazy("Nghe cuộc gọi"),
    "hotline.give_answer": gettext_lazy("Trả lời trong cuộc gọi"),
    "hotline.finish_call": gettext_lazy("Ghi lại cuộc gọi"),
    "hotline.prepare_filing": gettext_lazy("Lập hồ sơ giúp người gọi"),
    "hotline.open_recording": gettext_lazy("Nghe lại ghi âm"),
    "hotline.promise": gettext_lazy("Ghi lời hẹn"),
    "hotline.take_promise": gettext_lazy("Nhận lời hẹn"),
    "hotline.keep_promise": gettext_lazy("Giữ lời hẹn"),
    "hotline.drop_promise": gettext_lazy("Ghi lời hẹn không cần nữa"),
    "draft.start": gettext_lazy("Bắt đầu khai hồ sơ"),
    "draft.help": gettext_lazy("Bắt đầu khai giúp"),
    "draft.save": gettext_lazy("Ghi một trang khai"),
    "draft.attach": gettext_lazy("Thêm giấy tờ"),
    "draft.detach": gettext_lazy("Bỏ giấy tờ"),
}


def deed_words(action: str) -> str:
    return str(DEEDS.get(action, "")) or _("Việc khác trong sổ")


@in_vietnamese
def whose(subject: DataSubject) -> Part:
    account, person = subject.account, subject.person
    rows: Rows = []
    data: dict[str, Any] = {}
    if person is not None:
        known = {
            "full_name": (_("Họ, chữ đệm, tên"), person.full_name),
            "born": (_("Ngày sinh"), person.born),
            "sex": (_("Giới tính"), person.get_sex_display()),
            "id_number": (_("Số định danh"), person.id_number),
            "ethnicity": (_("Dân tộc"), person.ethnicity),
            "nationality": (_("Quốc tịch"), person.nationality),
            "address": (_("Nơi ở"), str(person.address.get("line", ""))),
        }
        rows += known.values()
        data["person"] = {name: text for name, (_label, text) in known.items()} | {"address": person.address}
    if account is not None:
        of_account, said = _account(account)
        rows, data = of_account + rows, said | data
    if not rows:
        rows.append((_("Tài khoản"), _("Ông/bà chưa có tài khoản; xã chỉ giữ hồ sơ ghi tại quầy.")))
    return Part(_("Tài khoản") if account else _("Người có tên"), rows, data=data)


def _account(account: Account) -> tuple[Rows, dict[str, Any]]:
    rows: Rows = [
        (_("Số điện thoại"), show_phone(account.phone or "")),
        (_("Mở tài khoản"), show_moment(account.created_at)),
    ]
    identities = [(one.issuer, asdict(one.claims)) for one in account.identities.order_by("made_at")]
    rows += [(_("Định danh của %(issuer)s") % {"issuer": issuer}, said["full_name"]) for issuer, said in identities]
    claims = list(account.number_claims.order_by("made_at"))
    rows += [(_("Số định danh đã khai %(at)s") % {"at": show_moment(one.made_at)}, one.number) for one in claims]
    visits = list(account.visits.order_by("began_at"))
    rows += [
        (_("Đang đăng nhập trên %(device)s") % {"device": one.device}, f"{show_moment(one.seen_at)}, {one.address}")
        for one in visits
    ]
    exports = list(Export.objects.filter(account=account).order_by("asked_at"))
    rows += [(_("Xin bản sao dữ liệu"), show_moment(one.asked_at)) for one in exports]
    found = list(Quarantined.objects.filter(owner=f"account:{account.pk}").order_by("found_at"))
    rows += [(_("Tệp bị cách ly vì có mã độc"), f"{one.name}, {show_moment(one.found_at)}") for one in found]
    return rows, {
        "account": columns(account, "phone", "created_at", "phone_seen_at"),
        "identities": [{"issuer": issuer} | said for issuer, said in identities],
        "number_claims": [columns(one, "number", "made_at", "fits", "decided_at") for one in claims],
        "signed_in": [columns(one, "address", "browser", "system", "began_at", "seen_at") for one in visits],
        "exports": [columns(one, "asked_at", "state", "ready_at", "expires_at") for one in exports],
        "quarantined": [columns(one, "name", "found_at", "threat") for one in found],
    }


@in_vietnamese
def agreed(subject: DataSubject) -> Part:
    """What they agreed to, and for a child whom they answer for."""
    account, person = subject.account, subject.person
    theirs = Q(account=account.pk) if account else Q(pk=None)
    theirs |= Q(person=person.pk) | Q(guardian=person.pk) if person else Q(pk=None)
    consents = list(Consent.objects.filter(theirs).order_by("given_at"))
    rows = [
        (
            str(one.get_purpose_display()),
            _("đồng ý %(at)s") % {"at": show_moment(one.given_at)}
            + (_("; rút lại %(at)s") % {"at": show_moment(one.withdrawn_at)} if one.withdrawn_at else "")
            + f"\n{one.words}",
        )
        for one in consents
    ]
    said = [columns(one, *AGREED) for one in consents]
    return Part(_("Sự đồng ý"), rows or [(_("Chưa có"), _("Ông/bà chưa đồng ý việc nào."))], data={"consents": said})


@in_vietnamese
def messages_part(subject: DataSubject) -> Part | None:
    """How they are told, and what they were told beside their dossiers."""
    account = subject.account
    if account is None:
        return None
    about = Q(
        about_kind__in=[kind for kind, _id in subject.chains], about_id__in=[one for _kind, one in subject.chains]
    )
    rows, written = told(
        Message.objects.filter(Q(account=account.pk) | about).exclude(about_kind="dossier").order_by("id")
    )
    books = [account.pk, *([account.person_id] if account.person_id else [])]  # an official's is their person's
    addresses = list(Address.objects.standing().filter(account__in=books).order_by("made_at"))
    emails = [one.text for one in addresses if one.channel == Channel.EMAIL]
    wish = Preference.objects.filter(account__in=books).first()
    indices = [index for text in (*subject.phones, *emails) for index in blind_indices(text)]
    stops = list(Stop.objects.filter(index__in=indices).order_by("made_at"))
    remarks = remarks_of(account.pk)
    rows = [
        *((_("Nơi nhận tin: %(way)s") % {"way": one.get_channel_display()}, show_moment(one.made_at)) for one in addresses),
        *((_("Địa chỉ thư điện tử"), text) for text in emails),
        *([(_("Cách nhận tin đã chọn"), str(wish.get_first_display()))] if wish and wish.first else []),
        *([(_("Tiếng nhận tin đã chọn"), wish.get_language_display())] if wish else []),
        *((_("Đã báo thôi nhận tin"), show_moment(one.made_at)) for one in stops),
        *((_("Zalo"), f"{show_moment(one.said_at)}: {one.text}") for one in remarks),
        *rows,
    ]  # fmt: skip
    data = {
        "messages": written,
        "addresses": [columns(one, "channel", "made_at", "confirmed_at") for one in addresses],
        "emails": emails,
        "wish": columns(wish, "first", "language", "changed_at") if wish else None,
        "stopped": [columns(one, "channel", "scope", "made_at") for one in stops],
        "zalo_accounts": joined_accounts(account.pk),
        "zalo": [columns(one, "said_at", "ours", "kind", "text") for one in remarks],
    }
    return Part(_("Tin xã gửi ông/bà"), rows, data=data) if rows else None


@in_vietnamese
def journal_part(subject: DataSubject) -> Part | None:
    """What was done about them beside their dossiers: when, by whom, from which office, what for."""
    chains = subject.chains
    about = Q(pk=None)
    for kind in {kind for kind, _id in chains}:
        about |= Q(subject_kind=kind, subject_id__in=[one for this, one in chains if this == kind])
    entries = list(Entry.objects.filter(about).order_by("-at", "-pk")[:MOST])
    posts = Post.objects.select_related("office").in_bulk({one.post for one in entries if one.post})
    offices = Office.objects.in_bulk({one.office for one in entries if one.office})
    rows: Rows = []
    said = []
    for one in entries:
        post, office = posts.get(one.post or 0), offices.get(one.office or 0)
        who = show_post(post) if post else _("ông/bà") if _is_theirs(one, subject) else _("phần mềm của xã")
        why = str(Purpose(one.purpose).label) if one.purpose in Purpose.values else ""
        what = deed_words(one.action)
        refused = _("không được") if one.denied else ""
        where = office.name if office else ""
        rows.append((what, ", ".join(filter(None, (show_moment(one.at), who, where, why, refused)))))
        said.append(
            {"at": one.at, "what": one.action, "who": who, "office": where, "why": one.purpose, "denied": one.denied}
        )
    return Part(_("Nhật ký về ông/bà"), rows, data={"journal": said}) if entries else None


def _is_theirs(entry: Entry, subject: DataSubject) -> bool:
    return subject.account is not None and entry.account == subject.account.pk
