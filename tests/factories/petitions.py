"""A report with a photograph, released by an officer. All people and numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from tests.factories.files import photo
from xaso.core.actor import Actor
from xaso.core.scope import as_machine
from xaso.files.actions import begin_upload, store_file
from xaso.files.models import Upload
from xaso.offices.models import Office, Post
from xaso.petitions.actions import add_photo, assign_petition, release_petition, send_petition
from xaso.petitions.models import Petition, Photo

BY = Actor.system("tests")
WORDS = "Đèn đường trước trường hỏng ba đêm nay."


@dataclass(frozen=True, slots=True)
class Reported:
    petition: Petition
    photo: Photo
    upload: Upload

    @property
    def parts(self) -> dict[str, object]:
        """For the addresses of a report, which are named as those of a dossier are."""
        return {"number": self.petition.number, "token": self.petition.token, "upload_id": self.upload.pk}


def report(
    office: Office, *, category: str = "road", words: str = WORDS, phone: str = "0912 000 055", by: Actor | None = None
) -> Petition:
    """Sent by somebody without an account, unless one is named."""
    return send_petition(office, key=uuid4(), category=category, words=words, phone=phone, by=by or Actor())


def released(office: Office, *, reception: Actor) -> Reported:
    """With one photograph, and another on its way. Told to the public in other words than the reporter's."""
    petition = report(office, words=f"{WORDS} Nhà bà Nguyễn Thị Lan ở cạnh đó.")
    with as_machine("tests"):
        file = store_file(owner=petition.files_owner, name="den.jpg", content=photo(), by=BY)
        shot = add_photo(petition, file=file, by=BY)
        upload = begin_upload(owner=petition.files_owner, name="b.jpg", size=10, by=BY)
    assign_petition(petition, to=Post.objects.get(pk=reception.post or 0), by=reception)
    release_petition(petition, words="Đèn đường hỏng.", photos=[shot.pk], by=reception)
    return Reported(petition, shot, upload)
