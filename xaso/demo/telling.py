"""Tells a story: each thing that happened, at its moment, by whoever did it, through the action that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.cast import player
from xaso.demo.commune_2026 import BIRTH, LAN, Story
from xaso.demo.forms import Resident, answers_for, invented_resident, photographed
from xaso.demo.town import let_in, office_of, post_of
from xaso.desk.forms.proposal import HEAD, known_details
from xaso.documents.rules import load_letter
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier, Draft
from xaso.dossiers.rules import Channel, HelperKind
from xaso.files.actions import store_file
from xaso.files.models import StoredFile
from xaso.files.rules import owner_key
from xaso.forms.rules import raw_of
from xaso.journal.models import Entry
from xaso.offices.models import Office, Post
from xaso.people.actions import give_consent, register_person
from xaso.people.rules import ASKED, Purpose
from xaso.procedures.rules import papers_asked
from xaso.signin.access import account_by_phone, actor_of
from xaso.signin.actions import open_resident_account

BY = Actor.system("sample district")
ONLINE = (Channel.PORTAL, Channel.HELPER)
_REFUSAL = (
    "Việc này thuộc nơi ông/bà đang cư trú giải quyết, không thuộc xã Vị Thủy.",
    "Nghị định 118/2025/NĐ-CP",
)
_NEED = "Ảnh chụp bị lóa, chưa đọc được số và ngày cấp. Xin chụp lại, đặt giấy nằm phẳng, đủ bốn góc."


def told() -> set[str]:
    """Purposes of the stories that are there already."""
    rows = Entry.objects.filter(action__in=("dossier.submit", "dossier.register"), purpose__startswith="sample: ")
    return set(rows.values_list("purpose", flat=True))


def _amounts(dossier: Dossier) -> dict[int, int]:
    """What the officer writes in where the province sets the fee."""
    return {place: 15_000 for place, line in enumerate(dossier.fee_lines) if line["amount"] is None}


class Teller:
    """Knows the people of the commune. About twelve statements a step."""

    def __init__(self) -> None:
        for key in ("tiep-nhan", "thu-ly", "phe-duyet"):
            let_in(player(key))
        self.office: Office = office_of(player("tiep-nhan"))
        self.officer: Post = post_of(player("thu-ly"))
        self.serial = 0

    def tell(self, story: Story, moments: list[datetime]) -> None:
        """All of the story or nothing of it."""
        with transaction.atomic():
            with clock.travel(moments[0]):
                filed = self._file(story) if story.channel in ONLINE else self._register(story)
            for verb, at in zip(story.verbs, moments[1:], strict=True):
                with clock.travel(at):
                    dossier = get_dossier(BY, filed.number)
                    self._VERBS[verb](self, dossier, story)

    # ---- filing ------------------------------------------------------------------------------------------------------

    def _file(self, story: Story) -> Dossier:
        who, by = self._resident(story)
        owner, helped = by, story.channel == Channel.HELPER
        if helped:
            by = self._official("tiep-nhan", story)
        draft = self._begin(story, who, by)
        schema = draft.version.schema
        assert schema is not None
        answers = answers_for(story.code, who, day=clock.today(), serial=story.resident)
        for page in schema.visible_pages(answers):
            raw: dict[str, str | list[str]] = {}
            for field in page.fields:
                raw |= raw_of(field, answers.get(field.key))
            actions.save_page(draft, page=page.key, raw=raw, revision=draft.revision, by=by)
        for paper in papers_asked(draft.version.content, answers):
            if paper["required"] or (story.resident % 2 and paper["key"] == "identity"):
                actions.attach_file(draft, paper=paper["key"], file=self._photograph(paper["key"], by), by=by)
        return (
            self._confirmed(draft, by, owner) if helped else actions.submit_draft(draft, revision=draft.revision, by=by)
        )

    def _begin(self, story: Story, who: Resident, by: Actor) -> Draft:
        if story.channel != Channel.HELPER:
            return actions.start_draft(code=story.code, office=self.office, by=by)
        return actions.start_helping(
            code=story.code,
            office=self.office,
            kind=HelperKind.OFFICER,
            helper_name=by.name,
            owner_name=who.name,
            owner_phone=who.phone,
            by=by,
        )

    def _confirmed(self, draft: Draft, helper: Actor, owner: Actor) -> Dossier:
        """The owner opens the link of the message and agrees."""
        token = actions.invite_owner(draft, revision=draft.revision, by=helper).token
        seen = actions.open_invitation(str(token), by=owner)
        return actions.confirm_draft(seen, revision=seen.revision, by=owner)

    def _register(self, story: Story) -> Dossier:
        who = invented_resident(story.resident)
        version_papers = [{"key": f"paper_{number}", "originals": 1, "copies": 0} for number in (1, 2)]
        return actions.register_dossier(
            code=story.code,
            office=self.office,
            owner_name=who.name,
            phone=who.phone,
            citizen_id=who.id_number,
            papers=version_papers,
            channel=story.channel,
            by=self._official("tiep-nhan", story),
        )

    def _photograph(self, paper: str, by: Actor, serial: int = 0) -> StoredFile:
        return store_file(owner=owner_key(by), name=f"{paper}.jpg", content=photographed(paper, serial), by=by)

    # ---- people ------------------------------------------------------------------------------------------------------

    def _resident(self, story: Story) -> tuple[Resident, Actor]:
        if story.resident == LAN:
            lan = player("cong-dan")
            born = datetime.fromisoformat(lan.born).date()
            who = Resident(lan.name, lan.sex, born, lan.id_number, lan.phone, lan.address["line"])
            return who, replace(actor_of(let_in(lan), address=""), purpose=story.purpose)
        who = invented_resident(story.resident)
        account = account_by_phone(who.phone)
        if account is None:
            person = register_person(
                full_name=who.name,
                born=who.born.isoformat(),
                sex=who.sex,
                id_number=who.id_number,
                phone=who.phone,
                address=who.home,
                invented=True,
                by=BY,
            )
            account = open_resident_account(phone=who.phone, person=person.pk, sample=True, by=BY)
            if story.resident % 2:  # so that there is somebody to send a broadcast to
                asked = Purpose.BROADCASTS
                give_consent(purpose=asked, version=ASKED[asked].version, by=actor_of(account, address=""))
        return who, replace(actor_of(account, address=""), purpose=story.purpose)

    def _official(self, key: str, story: Story) -> Actor:
        return replace(actor_of(let_in(player(key)), address=""), purpose=story.purpose)

    def _owner(self, story: Story) -> Actor:
        """Who speaks for the owner: the account that filed, or reception for somebody who came in person."""
        return self._resident(story)[1] if story.channel in ONLINE else self._official("tiep-nhan", story)

    # ---- what happened -----------------------------------------------------------------------------------------------

    def _receive(self, dossier: Dossier, story: Story) -> None:
        actions.receive_dossier(dossier, by=self._official("tiep-nhan", story))

    def _refuse(self, dossier: Dossier, story: Story) -> None:
        reason, basis = _REFUSAL
        advice = "Nộp tại Ủy ban nhân dân nơi đang cư trú."
        actions.refuse_dossier(
            dossier, reason=reason, legal_basis=basis, advice=advice, by=self._official("tiep-nhan", story)
        )

    def _pass(self, dossier: Dossier, story: Story) -> None:
        actions.pass_dossier(dossier, to_post=self.officer, by=self._official("tiep-nhan", story))

    def _request(self, dossier: Dossier, story: Story) -> None:
        assert dossier.version is not None
        keys = [paper["key"] for paper in dossier.version.papers]
        chosen = [key for key in ("birth_certificate", "identity") if key in keys] or keys[:1]
        items = [{"kind": "paper", "key": key, "what": _NEED} for key in chosen[:2]]
        player_key = "thu-ly" if dossier.step else "tiep-nhan"
        reason = "Giấy tờ gửi lên chưa đọc được."
        actions.request_supplements(dossier, items=items, reason=reason, by=self._official(player_key, story))

    def _answer(self, dossier: Dossier, story: Story) -> None:
        by = self._owner(story)
        for item in dossier.requests.get(answered_at__isnull=True).items:
            actions.attach_supplement(dossier, key=item["key"], file=self._photograph(item["key"], by, 1), by=by)
        actions.answer_supplements(dossier, by=by)

    def _ask_fee(self, dossier: Dossier, story: Story) -> None:
        actions.request_payment(dossier, amounts=_amounts(dossier), by=self._official("tiep-nhan", story))

    def _propose(self, dossier: Dossier, story: Story) -> None:
        by = self._official("thu-ly", story)
        actions.propose_result(dossier, outcome="granted", details=self._details(dossier, story, by), by=by)

    def _details(self, dossier: Dossier, story: Story, by: Actor) -> Mapping[str, Any]:
        """As the officer's form would have them: what is known, and what only the officer knows."""
        template = dossier.result_template
        if not template:
            return {}
        letter = load_letter(template)
        known = {name: text for name, text in known_details(dossier, letter, by).items() if text and name not in HEAD}
        rows = {field.name for field in letter.fields if field.kind == "rows"}
        details: dict[str, Any] = {name: text for name, text in known.items() if name not in rows}
        if story.code == BIRTH:
            details["child_id"] = f"0932{clock.today().year % 100:02d}{600_000 + abs(story.resident):06d}"
        return details

    def _reject(self, dossier: Dossier, story: Story) -> None:
        reason = "Thửa đất nằm trong hành lang bảo vệ kênh, chưa đủ điều kiện cấp phép (Luật Xây dựng 50/2014/QH13, Điều 93)."
        actions.propose_result(dossier, outcome="rejected", reason=reason, by=self._official("thu-ly", story))

    def _return(self, dossier: Dossier, story: Story) -> None:
        reason = "Xem lại nơi cư trú: tờ khai ghi ấp 12, dữ liệu dân cư ghi ấp 2."
        actions.return_proposal(dossier, reason=reason, by=self._official("phe-duyet", story))

    def _approve(self, dossier: Dossier, story: Story) -> None:
        actions.approve_result(dossier, by=self._official("phe-duyet", story))

    def _number(self, dossier: Dossier, story: Story) -> None:
        self.serial += 1
        number = 100 + 10 * self.serial  # leaves room for those who play
        book = f"Sổ {dossier.procedure.field}"
        actions.number_result(dossier, book=book, number=number, by=self._official("tiep-nhan", story))

    def _hand_over(self, dossier: Dossier, story: Story) -> None:
        by = self._official("tiep-nhan", story)
        if dossier.fee_is_open:
            receipt = f"BL {1000 + abs(story.resident)}"
            actions.record_fee(dossier, receipt=receipt, amounts=_amounts(dossier), by=by)
            dossier = get_dossier(BY, dossier.number)
        actions.hand_over(dossier, by=by)

    def _rate(self, dossier: Dossier, story: Story) -> None:
        actions.rate_dossier(dossier, score=5 if story.resident % 3 else 4, by=self._owner(story))

    def _withdraw(self, dossier: Dossier, story: Story) -> None:
        reason = "Gia đình chưa cần nữa, sẽ nộp lại sau."
        actions.withdraw_dossier(dossier, reason=reason, by=self._owner(story))

    def _stop(self, dossier: Dossier, story: Story) -> None:
        reason = "Có tranh chấp đang được Tòa án thụ lý; giải quyết lại khi có bản án."
        basis = "Nghị định 118/2025/NĐ-CP"
        actions.stop_dossier(dossier, reason=reason, legal_basis=basis, by=self._official("thu-ly", story))

    _VERBS: Mapping[str, Callable[[Teller, Dossier, Story], None]] = {
        "receive": _receive,
        "refuse": _refuse,
        "pass": _pass,
        "request_supplements": _request,
        "answer_supplements": _answer,
        "request_payment": _ask_fee,
        "propose": _propose,
        "reject": _reject,
        "return_proposal": _return,
        "approve": _approve,
        "number": _number,
        "hand_over": _hand_over,
        "rate": _rate,
        "withdraw": _withdraw,
        "stop": _stop,
    }
