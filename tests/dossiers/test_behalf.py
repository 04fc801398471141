"""Filing for somebody else: what is lawful, who may do which half of it, and what is remembered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from tests.dossiers.helping import DUC, LAN, code_sent_to, invited, opened, prepared, told
from tests.dossiers.walks import EXTRACT, sent
from tests.factories.files import photo
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.refused import Forbidden, Invalid, NotFound, Refused, Stale, TooMany
from xaso.dossiers import access, actions, queries
from xaso.dossiers.models import Assistance, Consent, Dossier, Draft
from xaso.dossiers.rules import FiledHow
from xaso.files.actions import store_file
from xaso.files.rules import owner_key
from xaso.journal.models import Entry
from xaso.offices.models import Office

pytestmark = pytest.mark.django_db
HERE = {"province": "92", "commune": "31441", "line": "Ấp 2"}


def confirmed(helper: Actor, owner: Actor, office: Office, **may: bool) -> Dossier:
    draft = opened(helper, owner, office)
    return actions.confirm_draft(draft, revision=draft.revision, by=owner, **may)


def test_owner_confirms_and_it_is_theirs(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    dossier = confirmed(neighbour, citizen, one_stop)
    dossier.refresh_from_db()
    assert (dossier.account_id, dossier.filed_how, dossier.channel) == (citizen.account, "assisted", "helper")
    assert dossier.assistance is not None
    consent = Consent.objects.get(assistance=dossier.assistance)
    assert (consent.how, consent.account_id, consent.may_follow, consent.ended_at) == (
        "phone",
        citizen.account,
        True,
        None,
    )
    found = access.my_dossier(citizen, dossier.number)
    assert queries.filing_words(found).startswith("Trần Văn Đức (người thân, hàng xóm) nhập giúp; chủ hồ sơ xác nhận")


def test_both_are_told_at_each_step(neighbour: Actor, citizen: Actor, reception: Actor, one_stop: Office) -> None:
    dossier = confirmed(neighbour, citizen, one_stop)
    assert "làm giúp ông/bà hồ sơ" in told(LAN)[0]
    assert [f"số {dossier.number}" in text for text in told(DUC)] == [True]
    actions.receive_dossier(access.get_dossier(reception, dossier.number), by=reception)
    assert "đã tiếp nhận" in told(DUC)[-1]
    assert "đã được tiếp nhận" in told("+84912000001")[-1]


def test_helper_without_consent_is_refused_and_traced(neighbour: Actor, one_stop: Office) -> None:
    draft = prepared(neighbour, one_stop)
    with pytest.raises(Forbidden) as refused:
        actions.submit_draft(draft, revision=draft.revision, by=neighbour)
    assert refused.value.code == "consent_missing"
    assert not Dossier.objects.exists()


def test_helper_can_not_confirm_for_the_owner(neighbour: Actor, one_stop: Office) -> None:
    draft, token = invited(neighbour, one_stop)
    with pytest.raises(NotFound):
        actions.open_invitation(token, by=neighbour)
    with pytest.raises(Forbidden):
        actions.confirm_draft(draft, revision=draft.revision, by=neighbour)


def test_link_is_nothing_to_a_third_account(
    neighbour: Actor, citizen: Actor, one_stop: Office, reception: Actor
) -> None:
    _draft, token = invited(neighbour, one_stop, phone="+84900000009")
    for stranger in (citizen, reception, neighbour):
        with pytest.raises(NotFound):
            actions.open_invitation(token, by=stranger)
    assert not Assistance.objects.filter(owner__isnull=False).exists()


def test_link_of_a_week_ago_says_so(
    neighbour: Actor, citizen: Actor, one_stop: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _draft, token = invited(neighbour, one_stop)
    later = clock.now() + timedelta(days=7, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Refused) as refused:
        actions.open_invitation(token, by=citizen)
    assert refused.value.code == "invitation_expired"


def test_confirmed_twice_is_one_dossier(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    draft = opened(neighbour, citizen, one_stop)
    first = actions.confirm_draft(draft, revision=draft.revision, by=citizen)
    again = actions.confirm_draft(access.get_draft(citizen, draft.id), revision=draft.revision, by=citizen)
    assert (again.pk, Dossier.objects.count(), Consent.objects.count()) == (first.pk, 1, 1)


def test_new_invitation_kills_the_link_before(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    draft, token = invited(neighbour, one_stop)
    actions.invite_owner(access.get_draft(neighbour, draft.id), revision=draft.revision, by=neighbour)
    with pytest.raises(NotFound):
        actions.open_invitation(token, by=citizen)


def test_owner_confirms_only_what_they_saw(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    draft = opened(neighbour, citizen, one_stop)
    seen = draft.revision
    mine = access.get_draft(neighbour, draft.id)
    actions.save_page(mine, page="delivery", raw=EXTRACT["delivery"] | {"copies": "9"}, revision=seen, by=neighbour)
    with pytest.raises(Stale):
        actions.confirm_draft(draft, revision=seen, by=citizen)
    assert not Consent.objects.exists()


def test_helper_is_told_when_the_owner_changed_an_answer(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    draft = opened(neighbour, citizen, one_stop)
    seen = draft.revision
    raw = EXTRACT["person_id"] | {"person_id": "093 188 000 456"}
    actions.save_page(draft, page="person_id", raw=raw, revision=seen, by=citizen)
    mine = access.get_draft(neighbour, draft.id)
    with pytest.raises(Stale):
        actions.save_page(mine, page="delivery", raw=EXTRACT["delivery"], revision=seen, by=neighbour)
    assert mine.assistance is not None
    assert mine.assistance.owner_typed == ["person_id"]


def test_consent_is_for_one_draft(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    draft = opened(neighbour, citizen, one_stop)
    other = prepared(neighbour, one_stop)
    with pytest.raises(NotFound):
        access.get_draft(citizen, other.id)
    with pytest.raises(Forbidden):
        actions.confirm_draft(other, revision=other.revision, by=citizen)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=other.pk).update(assistance=draft.assistance_id)


def test_code_opens_for_the_phone_it_was_sent_to(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    draft, _token = invited(neighbour, one_stop)
    assert actions.enter_invitation_code(f" {code_sent_to(LAN)} ", by=citizen).pk == draft.pk


def test_code_is_guessed_five_times_at_most(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    invited(neighbour, one_stop)
    right = code_sent_to(LAN)
    for number in range(5):
        with pytest.raises(NotFound):
            actions.enter_invitation_code(f"{(int(right) + number + 1) % 10**6:06d}", by=citizen)
    with pytest.raises(TooMany):
        actions.enter_invitation_code(right, by=citizen)


def test_refused_draft_is_gone_and_the_helper_told(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    actions.refuse_help(opened(neighbour, citizen, one_stop), by=citizen)
    assert (Draft.objects.count(), Assistance.objects.count()) == (0, 0)
    assert "không đồng ý" in told(DUC)[-1]


def test_helper_loses_sight_when_it_closes(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    dossier = confirmed(neighbour, citizen, one_stop)
    assert [one.pk for one in queries.dossiers_i_help(neighbour).rows] == [dossier.pk]
    actions.withdraw_dossier(access.my_dossier(citizen, dossier.number), reason="Thôi không cần.", by=citizen)
    assert queries.dossiers_i_help(neighbour).rows == []
    with pytest.raises(Forbidden) as refused:
        access.helped_dossier(neighbour, dossier.number)
    assert refused.value.code == "help_over"
    assert Consent.objects.get().ended_because == "closed"
    assert "không còn xem được" in told(DUC)[-1]


def test_helper_loses_sight_when_the_owner_says_no(
    neighbour: Actor, citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    dossier = confirmed(neighbour, citizen, one_stop)
    actions.revoke_consent(access.my_dossier(citizen, dossier.number), by=citizen)
    heard = len(told(DUC))
    actions.receive_dossier(access.get_dossier(reception, dossier.number), by=reception)
    assert (queries.dossiers_i_help(neighbour).rows, len(told(DUC))) == ([], heard)
    with pytest.raises(Refused):
        actions.revoke_consent(access.my_dossier(citizen, dossier.number), by=citizen)


def test_only_the_owner_and_reception_for_them_revoke(
    neighbour: Actor, citizen: Actor, reception: Actor, case_officer: Actor, other_commune: Actor, one_stop: Office
) -> None:
    dossier = confirmed(neighbour, citizen, one_stop)
    for other in (neighbour, case_officer, other_commune):
        with pytest.raises(Forbidden):
            actions.revoke_consent(Dossier.objects.get(pk=dossier.pk), by=other)
    actions.revoke_consent(Dossier.objects.get(pk=dossier.pk), by=reception)
    assert Consent.objects.get().ended_because == "revoked"


@pytest.mark.parametrize("may", [True, False])
def test_helper_answers_as_far_as_the_consent_says(
    may: bool, neighbour: Actor, citizen: Actor, reception: Actor, one_stop: Office
) -> None:
    dossier = confirmed(neighbour, citizen, one_stop, may_follow=True, may_answer=may)
    items = [{"kind": "field", "key": "registered_at", "what": "Ghi rõ nơi đăng ký."}]
    found = access.get_dossier(reception, dossier.number)
    actions.request_supplements(found, items=items, reason="Chưa rõ.", by=reception)
    seen = access.helped_dossier(neighbour, dossier.number)
    assert [move.verb for move in access.lawful_moves(seen, neighbour)] == (["answer_supplements"] if may else [])
    if may:
        actions.answer_supplements(seen, raw={"registered_at": "UBND xã Vị Thắng"}, by=neighbour)
        assert Dossier.objects.get().state == 1
    else:
        with pytest.raises(Forbidden):
            actions.answer_supplements(seen, raw={"registered_at": "UBND xã Vị Thắng"}, by=neighbour)


def test_helper_withdraws_nothing(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    dossier = confirmed(neighbour, citizen, one_stop)
    with pytest.raises(Forbidden):
        actions.withdraw_dossier(access.helped_dossier(neighbour, dossier.number), reason="Thôi.", by=neighbour)


def test_paper_with_a_witness_sends_it(neighbour: Actor, one_stop: Office, reception: Actor) -> None:
    draft = prepared(neighbour, one_stop, phone="")
    file = store_file(owner=owner_key(neighbour), name="giay.jpg", content=photo(), by=neighbour)
    for witness in ("", "Tran Van Duc", "Nguyễn Thị Lan"):
        with pytest.raises(Invalid):
            actions.submit_with_paper(draft, revision=draft.revision, file=file, witness=witness, by=neighbour)
    dossier = actions.submit_with_paper(draft, revision=draft.revision, file=file, witness="Lê Thị Chứng", by=neighbour)
    assert (dossier.account_id, dossier.filed_how) == (None, "assisted")
    assert [paper.key for paper in queries.papers_of(dossier)] == ["consent"]
    words = queries.filing_words(access.get_dossier(reception, dossier.number))
    assert words.endswith("người làm chứng Lê Thị Chứng.")


def test_no_phone_means_no_message(neighbour: Actor, one_stop: Office) -> None:
    draft = prepared(neighbour, one_stop, phone="")
    with pytest.raises(Refused) as refused:
        actions.invite_owner(draft, revision=draft.revision, by=neighbour)
    assert refused.value.code == "no_phone"


def test_messages_to_one_phone_have_a_limit(neighbour: Actor, one_stop: Office) -> None:
    draft, _token = invited(neighbour, one_stop)
    for _time in range(4):
        actions.invite_owner(access.get_draft(neighbour, draft.id), revision=draft.revision, by=neighbour)
    with pytest.raises(TooMany):
        actions.invite_owner(access.get_draft(neighbour, draft.id), revision=draft.revision, by=neighbour)


def test_who_helps_many_is_noted_and_then_stopped(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    for number in range(10):
        actions.start_helping(
            code="2.000635", office=one_stop, kind="relative", helper_name="Trần Văn Đức",
            owner_name=f"Người thứ {number}", owner_phone=f"09010000{number:02d}", by=neighbour,
        )  # fmt: skip
    with pytest.raises(TooMany) as refused:
        prepared(neighbour, one_stop)
    assert refused.value.code == "helped_many"
    assert list(Assistance.objects.order_by("started_at").values_list("others", flat=True)) == list(range(10))


def test_nobody_helps_themselves(neighbour: Actor, one_stop: Office) -> None:
    with pytest.raises(Invalid) as refused:
        prepared(neighbour, one_stop, phone=DUC)
    assert list(refused.value.errors) == ["owner_phone"]


def test_officer_of_another_commune_prepares_nothing_here(other_commune: Actor, one_stop: Office) -> None:
    with pytest.raises(Forbidden):
        prepared(other_commune, one_stop)


def test_officer_helps_in_a_post(reception: Actor, citizen: Actor, one_stop: Office) -> None:
    dossier = confirmed(reception, citizen, one_stop)
    assert dossier.assistance is not None
    assert (dossier.assistance.kind, dossier.assistance.post_id) == ("officer", reception.post)
    found = access.my_dossier(citizen, dossier.number)
    assert queries.filing_words(found).startswith("Trần Thị Mỹ Hạnh (cán bộ tại quầy, ")


def test_self_filed_is_so_for_good(citizen: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    assert (dossier.filed_how, dossier.by_right, dossier.assistance_id) == (FiledHow.SELF_FILED, "self", None)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(filed_how=FiledHow.CLERK_TYPED)


def test_assisted_without_a_helper_is_impossible(citizen: Actor, one_stop: Office) -> None:
    dossier = sent(citizen, one_stop)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(assistance=_somebody(citizen))


def _somebody(helper: Actor) -> Assistance:
    return Assistance.objects.create(
        helper_id=helper.account, kind="relative", helper_name="A", owner_name="B", started_at=clock.now()
    )


def test_filed_how_is_counted_by_procedure(
    neighbour: Actor, citizen: Actor, reception: Actor, manager: Actor, one_stop: Office
) -> None:
    sent(citizen, one_stop)
    confirmed(neighbour, citizen, one_stop)
    actions.register_dossier(code="2.000635", office=one_stop, owner_name="Lê Văn Giấy", by=reception)
    (counted,) = queries.filed_how_by_procedure(manager, since=clock.today(), until=clock.today())
    assert (counted.code, counted.self_filed, counted.assisted, counted.clerk_typed, counted.unknown, counted.total) == (
        "2.000635", 1, 1, 1, 0, 3,
    )  # fmt: skip


def test_journal_tells_every_step(neighbour: Actor, citizen: Actor, one_stop: Office) -> None:
    dossier = confirmed(neighbour, citizen, one_stop)
    assert dossier.draft is not None
    steps = Entry.objects.filter(subject_id__in=(str(dossier.draft.pk), str(dossier.pk))).order_by("at", "pk")
    kept = [step for step in steps.values_list("action", flat=True) if step != "draft.save"]
    assert kept == ["draft.help", "draft.invite", "draft.open", "dossier.submit", "dossier.consent"]


def test_confirming_pressed_twice_at_once_answers_with_the_same_dossier(
    citizen: Actor, neighbour: Actor, one_stop: Office
) -> None:
    """Both requests had read the draft before either wrote."""
    draft = opened(neighbour, citizen, one_stop)
    first, second, helpers = (
        access.get_draft(citizen, draft.id),
        access.get_draft(citizen, draft.id),
        access.get_draft(neighbour, draft.id),
    )
    file = store_file(owner=owner_key(neighbour), name="giay.jpg", content=photo(), by=neighbour)
    sent = actions.confirm_draft(first, revision=draft.revision, may_follow=True, by=citizen)
    assert actions.confirm_draft(second, revision=draft.revision, may_follow=False, by=citizen).pk == sent.pk
    late = actions.submit_with_paper(helpers, revision=draft.revision, file=file, witness="Lê Văn Năm", by=neighbour)
    consent = Consent.objects.get()
    assert (late.pk, consent.how, consent.may_follow, sent.papers.filter(file=file).count()) == (
        sent.pk,
        "phone",
        True,
        0,
    )
