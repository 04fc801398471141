"""What invented residents answer in the three forms that can be filed from home, and the papers they photograph."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from PIL import Image, ImageDraw

from xaso.demo.names import invented_name

Answers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody with a phone who files. All invented."""

    name: str
    sex: str
    born: date
    id_number: str
    phone: str
    line: str

    @property
    def home(self) -> dict[str, str]:
        return {"province": "92", "commune": "31441", "line": self.line}


def invented_resident(serial: int) -> Resident:
    """The same one for the same number."""
    chance = Random(f"resident/{serial}")  # noqa: S311  the same people each time
    sex = chance.choice(("female", "male"))
    born = date(chance.randint(1962, 1999), chance.randint(1, 12), chance.randint(1, 28))
    digits = f"093{'1' if sex == 'female' else '0'}{born.year % 100:02d}{700_000 + serial:06d}"
    line = f"Số {chance.randint(1, 220)}, ấp {chance.randint(1, 22)}"
    return Resident(invented_name(chance, sex), sex, born, digits, f"+84900000{10 + serial:03d}", line)


def answers_for(code: str, who: Resident, *, day: date, serial: int) -> Answers:
    """A whole form of the procedure, as this person would fill it on that day."""
    return _FORMS[code](who, day, Random(f"answers/{serial}"))  # noqa: S311


def _birth(who: Resident, day: date, chance: Random) -> Answers:
    sex = chance.choice(("female", "male"))
    child = invented_name(chance, sex)
    mother = who if who.sex == "female" else None
    answers: Answers = {
        "relation": "mother" if mother else "father",
        "child_name": child,
        "child_sex": sex,
        "child_born": (day - timedelta(chance.randint(4, 40))).isoformat(),
        "birth_facility": "Trung tâm Y tế khu vực Vị Thủy",
        "birth_place": {"province": "92", "commune": "31441", "line": "Ấp 3"},
        "child_ethnicity": "Kinh",
        "child_nationality": "Việt Nam",
        "child_hometown": who.home,
        "father_named": "yes",
        "delivery": chance.choice(("pickup", "electronic")),
        "copies": chance.choice((0, 1, 2)),
        "contact_phone": who.phone,
    }
    other_born = date(1996, 5, 12)
    for parent, sign in (("mother", "1"), ("father", "0")):
        told = who.sex == ("female" if parent == "mother" else "male")
        name = who.name if told else invented_name(chance, "female" if parent == "mother" else "male")
        number = who.id_number if told else f"093{sign}96{800_000 + chance.randrange(100_000):06d}"
        answers |= {
            f"{parent}_name": name,
            f"{parent}_born": (who.born if told else other_born).isoformat(),
            f"{parent}_id": number,
            f"{parent}_ethnicity": "Kinh",
            f"{parent}_nationality": "Việt Nam",
            f"{parent}_alive": "yes",
            f"{parent}_residence": who.home,
        }
    return answers


def _person(who: Resident) -> Answers:
    return {
        "relation": "self",
        "person_name": who.name,
        "person_born": who.born.isoformat(),
        "person_sex": who.sex,
        "person_id": who.id_number,
        "person_ethnicity": "Kinh",
        "person_nationality": "Việt Nam",
        "person_residence": who.home,
        "contact_phone": who.phone,
    }


def _marital(who: Resident, _day: date, chance: Random) -> Answers:
    purpose = chance.choice(("property", "loan"))
    more = {"status": "never", "lived": "now", "purpose": purpose, "delivery": "pickup", "copies": 1}
    return _person(who) | more


def _extract(who: Resident, _day: date, chance: Random) -> Answers:
    return _person(who) | {
        "event": "birth",
        "registered_at": "UBND xã Vị Thắng, huyện Vị Thủy, tỉnh Hậu Giang",
        "registered_on": (who.born + timedelta(20)).isoformat(),
        "entry_number": str(chance.randint(3, 240)),
        "book": f"01/{who.born.year}",
        "delivery": chance.choice(("pickup", "electronic")),
        "copies": chance.choice((1, 2, 3)),
    }


_FORMS: Mapping[str, Callable[[Resident, date, Random], Answers]] = {
    "1.001193": _birth,
    "1.004873": _marital,
    "2.000635": _extract,
}


@cache
def photographed(paper: str, serial: int = 0) -> bytes:
    """A sheet of paper on a table, as a phone sees it: written lines without words, and nobody's name."""
    picture = Image.new("RGB", (900, 1200), "#8a6f52")
    draw = ImageDraw.Draw(picture)
    draw.polygon([(70, 60), (845, 85), (830, 1140), (55, 1120)], fill="#f4f1e8")
    chance = Random(f"{paper}/{serial}")  # noqa: S311
    draw.rectangle((300, 130, 620, 150), fill="#30332f")
    for row in range(14):
        start = 140
        while start < 720:
            end = min(start + chance.randint(30, 110), 760)
            draw.line((start, 230 + row * 56, end, 231 + row * 56), fill="#3a3d66", width=5)
            start = end + 18
    draw.ellipse((560, 960, 700, 1100), outline="#b3261e", width=6)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=70)
    return written.getvalue()
