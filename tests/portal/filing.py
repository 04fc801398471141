"""A resident at work in a browser: what is typed on each page, and how it is sent. All people are invented."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.dossiers.walks import EXTRACT
from tests.factories.files import photo

HERE = {"province": "92", "commune": "31441", "line": "Ấp 5"}


def address(key: str) -> dict[str, str]:
    return {f"{key}-{part}": value for part, value in HERE.items()}


def day(key: str, text: str) -> dict[str, str]:
    return dict(zip((f"{key}-day", f"{key}-month", f"{key}-year"), text.split("/"), strict=True))


BIRTH: dict[str, dict[str, str]] = {
    "relation": {"relation": "mother"},
    "child": {"child_name": "Trần Nguyễn Bảo Ngân", "child_sex": "female"},
    "child_born": day("child_born", "17/11/2026"),
    "birth_place": {"birth_facility": "Trạm Y tế xã Vị Thủy", **address("birth_place")},
    "child_origin": {"child_ethnicity": "Kinh", "child_nationality": "Việt Nam", **address("child_hometown")},
    "mother": {"mother_name": "Nguyễn Thị Lan", **day("mother_born", "20/11/1988")},
    "mother_id": {"mother_id": "093 188 000 123"},
    "mother_origin": {
        "mother_ethnicity": "Kinh",
        "mother_nationality": "Việt Nam",
        "mother_alive": "yes",
        **address("mother_residence"),
    },
    "father": {"father_named": "no"},
    "delivery": {"delivery": "pickup", "copies": "1", "contact_phone": "0912 000 001"},
}


def start(client: Client, code: str = "1.001193") -> str:
    """Presses "Nộp hồ sơ tại đây" and returns the draft's address, `/nhap/<id>/`."""
    answer = client.post(f"/thu-tuc/{code}/nop")
    assert answer.status_code == 302
    return "/".join(answer["Location"].split("/")[:3]) + "/"


def revision(page: HttpResponse | Any) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page.content.decode())
    assert found, "the page carries no revision"
    return found.group(1)


def send_page(client: Client, url: str, typed: dict[str, str], **more: Any) -> Any:
    """Opens the page, types, presses "Tiếp tục"; presses again when a warning is shown."""
    opened = client.get(url)
    assert opened.status_code == 200, url
    sent = client.post(url, {"revision": revision(opened), **typed, **more})
    if sent.status_code == 200 and b'name="nhac"' in sent.content:
        read = re.findall(r'name="nhac" value="([^"]+)"', sent.content.decode())
        sent = client.post(url, {"revision": revision(sent), **typed, "nhac": read, **more})
    return sent


def fill(client: Client, draft: str, pages: dict[str, dict[str, str]]) -> None:
    for key, typed in pages.items():
        answer = send_page(client, f"{draft}{key}", typed)
        assert answer.status_code == 302, (key, answer.content.decode()[:20000])


def attach(
    client: Client, draft: str, paper: str = "birth_certificate", content: bytes = b"", name: str = "a.jpg"
) -> Any:
    file = SimpleUploadedFile(name, content or photo(), "image/jpeg")
    return client.post(f"{draft}giay-to/gui", {"giay": paper, "tep": file})


def submit(client: Client, draft: str) -> Any:
    return client.post(f"{draft}xem-lai", {"revision": revision(client.get(f"{draft}xem-lai"))})


def file_extract(client: Client) -> str:
    """A whole dossier for a copy of an entry; returns its number."""
    draft = start(client, "2.000635")
    fill(client, draft, EXTRACT)
    answer = submit(client, draft)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"].split("/")[2])


def file_birth(client: Client) -> str:
    draft = start(client)
    fill(client, draft, BIRTH)
    assert attach(client, draft).status_code == 302
    return str(submit(client, draft)["Location"].split("/")[2])
