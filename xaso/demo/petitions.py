"""What people of xã Vị Thủy reported in the sample: one waits, one is late, one is answered and released, one is not the
commune's. Made through actions, where missing; everybody is invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.cast import player
from xaso.demo.hotline import official
from xaso.demo.town import office_of, post_of
from xaso.offices.models import Office
from xaso.petitions.actions import (
    answer_petition,
    assign_petition,
    refuse_petition,
    release_petition,
    send_petition,
)
from xaso.petitions.models import Petition
from xaso.petitions.queries import hamlets_to_choose

NINE = timedelta(hours=9)


def send_reports() -> None:
    """All of them or nothing; nothing when they are there."""
    office = office_of(player("tiep-nhan"))
    if Petition.objects.filter(unit=office.unit).exists():
        return
    with transaction.atomic():
        _tell(office)


def _tell(office: Office) -> None:
    hanh, phuc = official("tiep-nhan"), official("thu-ly")
    holder = post_of(player("thu-ly"))
    with clock.travel(_days_ago(12)):
        lamp = _sent(
            office,
            "road",
            "Đèn đường trước trường tiểu học tắt ba đêm, trẻ đi học về tối.",
            "gần trường",
            0,
            "0900000131",
        )
        assign_petition(lamp, to=holder, by=hanh)
        release_petition(lamp, words="Đèn đường trước trường tiểu học tắt ba đêm.", photos=[], by=hanh)
    with clock.travel(_days_ago(9)):
        answer_petition(lamp, answer="Xã đã thay ba bóng đèn và kiểm tra đường dây.", by=phuc)
        late = _sent(
            office, "rubbish", "Bãi rác tự phát bên bờ kênh bốc mùi, mùa nước nổi trôi khắp xóm.", "bờ kênh Xáng", 3
        )
        assign_petition(late, to=holder, note="Đi xem với ấp.", by=hanh)
    with clock.travel(_days_ago(3)):
        signal = _sent(office, "other", "Sóng điện thoại nhà tôi yếu quá, gọi không được.", "", 5, "0900000132")
        refuse_petition(signal, reason="Việc của nhà mạng: ông/bà gọi tổng đài của nhà mạng mình dùng.", by=hanh)
    with clock.travel(_days_ago(1)):
        _sent(
            office,
            "danger",
            "Trụ điện sau nhà văn hóa ấp nghiêng, dây sà xuống gần mặt ruộng.",
            "sau nhà văn hóa",
            1,
            "0900000133",
        )


def _days_ago(days: int) -> datetime:
    return clock.midnight(clock.today() - timedelta(days=days)) + NINE


def _sent(office: Office, category: str, words: str, place: str, hamlet: int, phone: str = "") -> Petition:
    hamlets = [key for key, _name in hamlets_to_choose(office.unit_id)]
    at = hamlets[hamlet % len(hamlets)] if hamlets else None
    return send_petition(
        office, key=uuid4(), category=category, words=words, place=place, hamlet=at, phone=phone, by=Actor()
    )
