"""`xaso demo load`, `xaso demo check`, `xaso demo cast`: the sample district. `load` and `cast` are for sample mode only."""

from __future__ import annotations

import sys


def demo(arguments: list[str]) -> int:
    verbs = {"load": _load, "check": _check, "cast": _cast}
    if len(arguments) != 1 or arguments[0] not in verbs:
        print("usage: xaso demo load | check | cast", file=sys.stderr)
        return 2
    import django

    django.setup()
    from django.conf import settings

    if not settings.XASO_SAMPLE and arguments[0] != "check":
        print("xaso: the sample belongs into a sample database; set XASO_SAMPLE=yes if this is one.", file=sys.stderr)
        return 1
    return verbs[arguments[0]]()


def _load() -> int:
    """Goes on where it was broken off; does nothing when all is there."""
    from xaso.demo.loader import AlreadyLoading, load

    try:
        loaded = load()
    except AlreadyLoading:
        print("xaso: another process is loading the sample.")
        return 0
    if loaded.stories or loaded.imported:
        print(f"xaso: sample loaded, {loaded.stories} dossiers of today, {loaded.imported} of 2024.")
    return 0


def _check() -> int:
    """Exit code 1 when a published figure and its recount differ."""
    from xaso.demo.figures import not_covered, recount

    wrong = 0
    print(f"{'Số liệu công bố 2024':<62}{'công bố':>10}{'đếm lại':>10}")
    for figure in recount():
        wrong += not figure.agrees
        print(
            f"{figure.name:<62}{figure.published:>10g}{figure.counted:>10g}  {'' if figure.agrees else 'KHÁC'}".rstrip()
        )
        for note in figure.notes:
            print(f"    {note}")
    print("Chưa có dữ liệu để đếm lại:")
    for name in not_covered():
        print(f"  - {name}")
    return 1 if wrong else 0


def _cast() -> int:
    """Where to go, and who can be played there."""
    from django.conf import settings

    from xaso.core.identifiers import show_phone
    from xaso.demo.cast import CAST, PASSWORD

    address = settings.XASO_ADDRESS
    print(
        f"\n  Xã Số chạy ở {address}\n  Vào thử bằng một nút bấm: {address}/mau/   ·   Hộp tin nhắn: {address}/mau/hop-thu\n"
    )
    for one in CAST:
        how = f"{one.username} / {PASSWORD}" if one.is_official else f"điện thoại {show_phone(one.phone)}"
        print(f"  {one.name:<20} {how:<36} {one.words}")
    print("\n  Người quản trị còn được hỏi một mã; mã lúc này ở trang /mau/.")
    print("\n  Mọi người và hồ sơ đều hư cấu. Dừng: Ctrl-C.\n")
    return 0
