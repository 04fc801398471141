"""What each role may do with data, as the code that decides it says: for the list of rights and the review of accounts."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from xaso.core.dates import show_date, show_moment
from xaso.dossiers.access import WORKING_ROLES
from xaso.dossiers.rules import MOVES
from xaso.offices.rules import Role
from xaso.signin.models import Account
from xaso.signin.queries import Right


def reads(role: str) -> str:
    if role == Role.ADMINISTRATOR:
        return _("tài khoản và vai trò của đơn vị; không mở hồ sơ nào")
    if role == Role.MANAGER:
        return _("hồ sơ của đơn vị; số liệu của các đơn vị bên dưới, hồ sơ ở đó khi nêu lý do")
    return _("hồ sơ của đơn vị") if role in WORKING_ROLES else ""


def does(role: str) -> str:
    """Every move of the table of moves that is this role's."""
    if role == Role.ADMINISTRATOR:
        return _("mở, đóng, rà soát tài khoản; giao và thôi vai trò")
    return ", ".join(str(move.label) for move in MOVES.values() if role in move.who) or _("không đổi gì")


def heads() -> list[str]:
    return [
        _("Họ tên"),
        _("Chức danh"),
        _("Vai trò"),
        _("Bộ phận"),
        _("Từ ngày"),
        _("Đến trước ngày"),
        _("Tên đăng nhập"),
        _("Lớp bảo vệ thứ hai"),
        _("Được đọc"),
        _("Được làm"),
        _("Vào lần cuối"),
        _("Rà soát lúc"),
        _("Người rà soát"),
    ]


def line(right: Right) -> Sequence[str]:
    post, account = right.post, right.account
    until = show_date(post.valid_to) if post.valid_to else ""
    known = [post.holder_name, post.title, str(post.get_role_display()), post.office.name]
    dated = [show_date(post.valid_from), until]
    entered = [account.username or "", _("có") if right.factor else _("không")] if account else ["", ""]
    last = show_moment(account.last_login) if account and account.last_login else ""
    return [*known, *dated, *entered, reads(post.role), does(post.role), last, *reviewed(account)]


def reviewed(account: Account | None) -> tuple[str, str]:
    """When, and by whom."""
    if account is None or account.reviewed_at is None:
        return "", ""
    by = account.reviewed_by
    name = by.person.full_name if by and by.person else ""
    return show_moment(account.reviewed_at), name
