"""Address and key of each lawful move, in the order of the buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Verb:
    """`kind` is the look of its button: "m" leads on, "r" ends something, "" is beside the way."""

    name: str
    slug: str
    key: str
    kind: str = ""


VERBS: Final = {
    verb.name: verb
    for verb in (
        Verb("receive", "tiep-nhan", "N", "m"),
        Verb("answer_supplements", "nhan-bo-sung", "A", "m"),
        Verb("approve", "ky-duyet", "D", "m"),
        Verb("propose", "trinh-ky", "T", "m"),
        Verb("number", "vao-so", "V", "m"),
        Verb("record_fee", "thu-phi", "U", "m"),
        Verb("hand_over", "tra-ket-qua", "H", "m"),
        Verb("pass", "chuyen", "C"),
        Verb("request_supplements", "xin-them", "B"),
        Verb("scan", "quet-giay", "Q"),
        Verb("request_payment", "de-nghi-nop-phi", "P"),
        Verb("extend", "gia-han", "G"),
        Verb("return_proposal", "tra-lai", "L"),
        Verb("refuse", "tu-choi", "X", "r"),
        Verb("withdraw", "rut", "W", "r"),
        Verb("stop", "dung", "S", "r"),
    )
}
BY_SLUG: Final = {verb.slug: verb for verb in VERBS.values()}
# Keys that pages use for something else: lists J K, viewer R and + -, search /, map ?.
