"""The world that the wall is asked about: Mrs Lan's dossiers and draft, and one of everything else that has an address.

All of it is made by actions, or by pressing pages. All people are invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.test import Client

from tests.cast import ADDRESS, account_of, client_of_actor
from tests.desk.office import sent_extract
from tests.dossiers.helping import LAN, invited
from tests.dossiers.walks import fill as filled
from tests.dossiers.walks import granted
from tests.factories.entering import enter
from tests.factories.files import photo
from tests.factories.hotline import Busy, busy_line
from tests.factories.messages import said_to
from tests.factories.news import published, refused, with_picture
from tests.factories.outreach import helped
from tests.factories.petitions import WORDS, Reported, released
from tests.factories.surveys import asked_everybody, link_of
from tests.factories.zalo import SAID, conversing
from tests.portal.filing import BIRTH, attach, fill, start
from tests.portal.office_work import bring_to_result
from tests.privacy.asking import asked as request_of
from xaso.core import clock
from xaso.core.actor import Actor
from xaso.core.identifiers import CitizenId, masked_phone, show_phone
from xaso.core.sessions import kept_as
from xaso.demo.cast import SECOND_FACTOR, player
from xaso.demo.town import let_in
from xaso.dossiers import actions
from xaso.dossiers.access import get_dossier
from xaso.dossiers.models import Dossier, Draft
from xaso.files.actions import begin_upload, quarantine, store_file
from xaso.journal.actions import take_digest
from xaso.messages.actions import add_email
from xaso.messages.jobs import drain
from xaso.messages.models import Article, Message
from xaso.offices.actions import appoint
from xaso.offices.models import Office
from xaso.offices.rules import Role
from xaso.people.actions import register_person
from xaso.privacy.actions import ask_for_export, carry_out_copy, open_breach, open_request
from xaso.privacy.jobs import make_export
from xaso.signin.access import actor_of
from xaso.signin.actions import add_totp, begin_visit, open_official_account, open_token, propose_entry, totp_code
from xaso.signin.models import Account, Visit
from xaso.signin.rules import Reads

SYSTEM = Actor.system("test")
NUMBER, EMAIL, INFECTED = "093188000123", "lan@thu.example.vn", "can-cuoc-ba-lan.jpg"
CONTACT, REPORTER = "+84912000001", "+84912000055"  # of the dossiers and the call; of the report

ASKING = (("desk", "questionnaire"), ("desk", "questionnaire-edit"), ("portal", "questionnaire"))


@dataclass(frozen=True, slots=True)
class World:
    """Mrs Lan's: a dossier at each stage, and a draft with a photograph."""

    stages: dict[str, Dossier]
    draft: Draft
    paper: int
    paper_of_draft: int
    letter: int
    article: int
    broadcast: int
    upload: UUID
    official: Actor
    export: UUID
    breach: UUID
    hotline: Busy
    reported: Reported
    message: UUID
    only: dict[str, dict[str, Any]]  # parts of one address
    clients: dict[str, Client]

    @property
    def secrets(self) -> set[str]:
        """What a page that speaks of her says, in every spelling: who she is, what she sent, wrote, asked and was promised.
        Mr Năm is asked about with her: his copy is the one that is handed out at the counter."""
        of_each = {text for one in self.stages.values() for text in (one.number, one.title)}
        names = {"Nguyễn Thị Lan", "Trần Nguyễn Bảo Ngân", "Nguyễn Văn Năm"}
        number = CitizenId(NUMBER)
        spelled = {number.digits, number.show(), EMAIL}
        for phone in (LAN, CONTACT, REPORTER):
            spelled |= {phone, show_phone(phone), show_phone(phone).replace(" ", ""), masked_phone(phone)}
        names |= {name.upper() for name in names}  # as certificates have them
        return of_each | names | spelled | {WORDS, SAID, INFECTED, self.hotline.promise.words}


def built(cast: dict[str, Actor], one_stop: Office) -> World:
    """`cast`: who is asked, by the heads of the table. Signed in once each."""
    citizen, reception, case_officer = cast["owner"], cast["reception"], cast["case_officer"]
    approver, manager = cast["approver"], cast["manager"]
    stages = {name: sent_extract(citizen, one_stop) for name in ("new", "received", "proposed", "granted")}
    stages |= {name: sent_extract(citizen, one_stop) for name in ("numbered", "finished")}
    stages["asked"] = sent_with_paper(citizen, one_stop)
    stages["data"] = request_of("copy", by=citizen, office=one_stop, reception=reception)
    stages["copied"] = copied_at_counter(one_stop, reception, case_officer)
    for name in ("received", "asked", "proposed"):
        actions.receive_dossier(get_dossier(reception, stages[name].number), by=reception)
    propose(stages["proposed"], case_officer)
    items = [{"kind": "paper", "key": "old_paper", "what": "Chụp lại."}]
    asked = get_dossier(reception, stages["asked"].number)
    actions.request_supplements(asked, items=items, reason="Chưa rõ.", by=reception)
    for name in ("granted", "numbered"):
        granted(get_dossier(reception, stages[name].number), reception, case_officer, approver)
    numbered = get_dossier(reception, stages["numbered"].number)
    actions.number_result(numbered, book="TLHT", number=6, by=reception)
    actions.record_fee(get_dossier(reception, numbered.number), receipt="BL 1", by=reception)
    bring_to_result(stages["finished"].number, reception=reception, case_officer=case_officer, approver=approver)

    lan = client_of_actor(citizen)
    address = start(lan)
    fill(lan, address, BIRTH)
    attach(lan, address)
    draft = Draft.objects.get(dossier=None, account=citizen.account)
    only = only_of(cast, one_stop)
    only["portal:opinion"] = {"token": link_of(stages["finished"].subject).rpartition("/")[2]}
    asked_of_all = {"questionnaire_id": asked_everybody(approver).pk}
    for surface, name in ASKING:
        only[f"{surface}:{name}"] = asked_of_all
    only["portal:questionnaire-by-link"] = only["portal:opinion"] | asked_of_all
    article = published(manager, with_picture(manager))
    day = helped(reception).day
    only |= {"desk:support-day": {"day_id": day.pk}, "desk:support-day-sheet": {"day_id": day.pk}}
    only["portal:support-day-rate"] = {"token": day.token}
    only |= of_zalo(article, manager, citizen)
    kept_out(citizen)
    take_digest(by=SYSTEM)
    return World(
        stages=stages,
        draft=draft,
        paper=stages["asked"].papers.get(key="old_paper").pk,
        paper_of_draft=draft.papers.get().pk,
        letter=stages["asked"].letters.earliest("pk").pk,
        official=reception,
        export=copy_of(citizen),
        breach=breach_found_by(manager),
        hotline=busy_line(one_stop, reception=reception),
        reported=released(one_stop, reception=reception),
        message=Message.objects.filter(about_id=str(stages["asked"].pk)).earliest("id").pk,
        only=only,
        article=article.pk,
        broadcast=said_to(approver).pk,
        upload=begin_upload(owner=f"account:{citizen.account}", name="b.jpg", size=10, by=citizen).id,
        clients={
            **{role: client_of_actor(one) for role, one in cast.items()},
            "anonymous": Client(),
            "owner": lan,
            "approver": enter(Client(), account_of(approver), factor=True),
            "former": former(one_stop),
            "manager_elsewhere": enter(Client(), of_elsewhere("quan-ly")),
            "administrator_elsewhere": enter(Client(), of_elsewhere("quan-tri")),
            "machine": machine(cast["administrator"], "may.xa"),
            "machine_elsewhere": machine(actor_of(of_elsewhere("quan-tri"), address=ADDRESS), "may.ben"),
        },
    )


def only_of(cast: dict[str, Actor], one_stop: Office) -> dict[str, dict[str, Any]]:
    """What one address alone speaks of: of Mrs Lan's, the officer's or the commune's own."""
    citizen, reception, approver = cast["owner"], cast["reception"], cast["approver"]
    khoi = replace(cast["administrator"], proved_at=clock.now())
    email = add_email(EMAIL, by=citizen)
    drain()
    _draft, invitation = invited(reception, one_stop, phone=LAN)
    token, _text = open_token(username="may.ioc", name="Trung tâm điều hành", reads=Reads.FIGURES, days=30, by=khoi)
    return {
        "account_confirm_email": {"token": email.token},
        "account_stop": {"token": Message.objects.get(only=email).token},
        "portal:invitation": {"token": invitation},
        "account_identity": {"key": "thu"},
        "account_identity_back": {"key": "thu"},
        "account_leave_device": {"visit": visit_of(citizen)},
        "desk:leave-device": {"visit": visit_of(reception)},
        "desk:drop-factor": {"factor": factor_of(account_of(approver))},
        "desk:entry-answer": {"proposal": propose_entry(account_of(reception), by=khoi).pk, "word": "dong-y"},
        "desk:wish": {"word": "dong-y"},
        "desk:machine-end": {"machine": token.pk},
    }


def of_zalo(article: Article, manager: Actor, citizen: Actor) -> dict[str, dict[str, Any]]:
    """An article that Zalo refused, and Mrs Lan's conversation with the account."""
    publication = refused(article, manager)
    return {
        "desk:article-spread-again": {"publication_id": publication.pk},
        "desk:account-template": {"account_id": publication.account_id},
        "desk:conversation": {"follower_id": conversing(publication.account, citizen).pk},
    }


def visit_of(somebody: Actor) -> UUID:
    """On another device than the one that asks."""
    key = f"elsewhere-{somebody.account}"[:40]
    begin_visit(account_of(somebody), session_key=key, address="127.0.0.1", agent="")
    return Visit.objects.get(session_key=kept_as(key)).pk


def factor_of(account: Account) -> int:
    code = totp_code(SECOND_FACTOR, clock.now())
    add_totp(account, secret=SECOND_FACTOR, code=code, by=SYSTEM)
    return Authenticator.objects.get(user=account, type=Authenticator.Type.TOTP).pk


def sent_with_paper(citizen: Actor, office: Office) -> Dossier:
    draft = filled(citizen, office)
    file = store_file(owner=f"account:{citizen.account}", name="a.jpg", content=photo(), by=citizen)
    actions.attach_file(draft, paper="old_paper", file=file, by=citizen)
    return actions.submit_draft(draft, revision=draft.revision, by=citizen)


def copied_at_counter(office: Office, reception: Actor, case_officer: Actor) -> Dossier:
    """All data of somebody without an account, ready to be handed out."""
    told = {"words": "Xin xã làm giúp.", "number": "093079001235", "full_name": "Nguyễn Văn Năm"}
    request = open_request(matter="copy", card_seen=True, office=office, by=reception, **told)
    export = carry_out_copy(get_dossier(case_officer, request.number), by=case_officer)
    make_export(str(export.pk))
    return request


def propose(dossier: Dossier, case_officer: Actor) -> None:
    details = {"person_name": "Nguyễn Thị Lan", "registered_at": "UBND xã Vị Thắng", "entry_number": "45"}
    details |= {"registered_on": "1988-11-20", "book": "01/1988"}
    standing = get_dossier(case_officer, dossier.number)
    actions.propose_result(standing, outcome="granted", details=details, by=case_officer)


def kept_out(citizen: Actor) -> None:
    """A file of hers in which the scanner found something."""
    owner = f"account:{citizen.account}"
    quarantine(owner=owner, name=INFECTED, content=b"X5O!P%@AP", threat="Eicar-Signature", by=citizen)


def copy_of(citizen: Actor) -> UUID:
    """All of her data in one file, ready to be fetched."""
    export = ask_for_export(by=citizen)
    make_export(str(export.pk))
    return export.pk


def breach_found_by(manager: Actor) -> UUID:
    told = {"title": "Mất máy tính", "happened": "Mất trộm.", "whose": "Người dân ấp 7.", "measures": "Đã khóa."}
    return open_breach(found_at=clock.now(), sensitive=False, by=manager, **told).pk


def former(office: Office) -> Client:
    """Somebody who was an approver here until today."""
    person = register_person(full_name="Hồ Văn Cựu", invented=True, by=SYSTEM)
    long_ago, today = date(2026, 1, 5), clock.today()
    appoint(
        person,
        office=office,
        role=Role.APPROVER,
        title="nguyên chủ tịch",
        valid_from=long_ago,
        valid_to=today,
        by=SYSTEM,
    )
    account = open_official_account(username="cuu.chutich", password="Xương rồng 7 tấc", person=person.pk, by=SYSTEM)
    return enter(Client(), account)


def of_elsewhere(key: str) -> Account:
    """Who does for xã Vĩnh Tường what this one of the cast does for xã Vị Thủy."""
    there = player("xa-khac")
    twin = replace(player(key), name="Phạm Văn Bên", username=f"ben.{key}", unit=there.unit, office=there.office)
    return let_in(twin)


def machine(administrator: Actor, username: str) -> Client:
    """A program that has a token for the figures of the administrator's unit."""
    by = replace(administrator, proved_at=clock.now())
    _token, text = open_token(username=username, name="Màn hình", reads=Reads.FIGURES, days=30, by=by)
    return Client(headers={"Authorization": f"Bearer {text}"})
