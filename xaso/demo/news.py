"""What xã Vị Thủy and the city above it tell residents in the sample: shown, ahead of its day, a draft, corrected, withdrawn.
Made through actions, where missing; the events are invented."""

from __future__ import annotations

import io
from datetime import timedelta

from django.db import transaction
from PIL import Image, ImageDraw

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.demo.cast import player
from xaso.demo.town import let_in, office_of
from xaso.files.actions import store_file
from xaso.files.rules import owner_key
from xaso.messages.actions import Copy, correct_article, publish_article, withdraw_article, write_article
from xaso.messages.models import Article
from xaso.signin.access import actor_of


def write_news() -> None:
    """All of it or nothing; nothing when the commune has written any."""
    home = office_of(player("tiep-nhan")).unit
    if Article.objects.filter(unit=home).exists():
        return
    with transaction.atomic():
        hanh, bao, diep = (
            actor_of(let_in(player(key)), address="127.0.0.1") for key in ("tiep-nhan", "quan-ly", "quan-ly-tinh")
        )
        tell_of_home(hanh, bao)
        _published(
            Copy(
                title="Mưa lớn kèm gió giật, bà con ven sông chú ý",
                summary="Từ nay đến cuối tuần, miền Tây có mưa lớn. Xin chằng chống nhà cửa, không đi ghe xuồng khi có dông.",
                body="Nước trên sông lên nhanh vào buổi chiều.\n\nCần giúp dời nhà, xin gọi số ở đầu trang, ngày hay đêm.",
                units=[home.pk, *([diep.unit] if diep.unit else [])],
                shown_to=clock.today() + timedelta(days=7),
            ),
            diep,
            diep,
            days_ago=0,
        )


def tell_of_home(hanh: Actor, bao: Actor) -> None:
    today = clock.today()
    picture = store_file(owner=owner_key(hanh), name="tram-y-te.jpg", content=_health_post(), by=hanh)
    _published(
        Copy(
            title="Lịch tiêm chủng tháng này ở trạm y tế xã",
            summary="Trẻ dưới 5 tuổi tiêm vào các sáng thứ Bảy, từ 7 giờ đến 10 giờ. Không mất tiền.",
            body="Bà con mang theo sổ tiêm của trẻ.\n\nTrẻ đang sốt thì đợi tuần sau.\n\nHỏi thêm: gọi số ở đầu trang.",
            picture=picture,
            picture_words="Tranh vẽ trạm y tế mái ngói bên bờ kênh",
        ),
        hanh,
        bao,
        days_ago=2,
    )
    late = _published(
        Copy(
            title="Cúp điện ấp 3 và ấp 4 ngày Chủ nhật",
            summary="Ngành điện sửa đường dây từ 8 giờ đến 12 giờ. Xin trữ nước trước.",
            body="Trạm bơm ngừng trong lúc cúp điện.\n\nSửa xong sớm thì đóng điện ngay, không báo lại.",
        ),
        hanh,
        bao,
        days_ago=4,
    )
    told = Copy(
        title=late.title,
        summary="Ngành điện sửa đường dây từ 8 giờ đến 14 giờ. Xin trữ nước trước.",
        body=late.body,
    )
    correct_article(
        late, copy=told, why="Ngành điện báo sửa đến 14 giờ, không phải 12 giờ.", revision=late.revision, by=bao
    )
    gone = _published(
        Copy(
            title="Họp dân ấp 7 bàn làm đường",
            summary="19 giờ thứ Sáu, tại nhà văn hóa ấp.",
            body="Mỗi nhà một người dự.",
        ),
        hanh,
        bao,
        days_ago=6,
    )
    withdraw_article(gone, why="Dời sang tuần sau, xã sẽ báo lại.", revision=gone.revision, by=bao)
    write_article(
        copy=Copy(
            title="Phát thẻ bảo hiểm y tế năm mới",
            summary="Nhận ở một cửa xã, mang theo căn cước.",
            body="Người già, người bệnh: cán bộ mang đến nhà.",
            shown_from=today + timedelta(days=20),
        ),
        by=hanh,
    )


def _published(copy: Copy, writer: Actor, leader: Actor, *, days_ago: int) -> Article:
    with clock.travel(clock.now() - timedelta(days=days_ago)):
        article = write_article(copy=copy, by=writer)
        publish_article(article, revision=article.revision, by=leader)
    return Article.objects.get(pk=article.pk)


def _health_post() -> bytes:
    picture = Image.new("RGB", (1280, 800), "#cfe6f2")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 560, 1280, 800), fill="#5e9a6b")
    draw.polygon([(0, 700), (1280, 640), (1280, 720), (0, 790)], fill="#7fb4cf")
    draw.rectangle((360, 330, 920, 590), fill="#f6efdd")
    draw.polygon([(310, 340), (640, 190), (970, 340)], fill="#b5533c")
    draw.rectangle((590, 430, 690, 590), fill="#3f6f8f")
    for left in (420, 760):
        draw.rectangle((left, 410, left + 100, 490), fill="#86b3cc")
    draw.rectangle((625, 250, 655, 320), fill="#ffffff")
    draw.rectangle((605, 270, 675, 300), fill="#ffffff")
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=80)
    return written.getvalue()
