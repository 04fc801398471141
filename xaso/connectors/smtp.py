"""E-mail by SMTP: any server that takes mail for the office. What comes back later (RFC 3464) is posted to
`/ket-noi/<name>/<secret>` by the mail server that takes letters for the address `bounces`."""

from __future__ import annotations

import re
import smtplib
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import formataddr
from typing import Any, ClassVar

from django.core.mail import EmailMessage, get_connection

from xaso.messages.ports import Call, CannotSend, Parcel, Receipt, Unreadable, Word
from xaso.messages.rules import Trouble

_NO_SUCH_BOX = re.compile(r"\b5\.1\.[0-9]+\b")  # RFC 3463: bad destination


class Smtp:
    """Options: host, port, sender (an address), name (of the sender), user, password, security (starttls, tls or none); bounces,
    the address to which undeliverable letters go back, and callback_secret."""

    knows_keys: ClassVar[bool] = False

    def __init__(
        self,
        *,
        host: str,
        sender: str,
        port: int = 587,
        name: str = "",
        user: str = "",
        password: str = "",
        security: str = "starttls",
        timeout: float = 15,
        bounces: str = "",
        callback_secret: str = "",
    ) -> None:
        self.secret, self.bounces = callback_secret, bounces or sender
        self.sender, self.host_of_keys = formataddr((name, sender)), sender.rpartition("@")[2]
        self.options: dict[str, Any] = {
            "backend": "django.core.mail.backends.smtp.EmailBackend",
            "host": host,
            "port": port,
            "username": user,
            "password": password,
            "use_tls": security == "starttls",
            "use_ssl": security == "tls",
            "timeout": timeout,
        }

    def send(self, parcel: Parcel) -> str:
        key = f"<{parcel.key}@{self.host_of_keys}>"
        connection = get_connection(**self.options)
        try:
            connection.open()
        except smtplib.SMTPAuthenticationError as error:
            raise CannotSend(_said(error), Trouble.BROKEN) from error
        except (OSError, smtplib.SMTPException) as error:
            raise CannotSend(str(error)) from error
        try:
            self._letter(parcel, key, connection).send()
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise CannotSend(f"{code} {_text(words)}", _of_receiver(code, _text(words))) from error
        except smtplib.SMTPSenderRefused as error:
            raise CannotSend(_said(error), Trouble.BROKEN if error.smtp_code >= 500 else Trouble.LATER) from error
        except smtplib.SMTPResponseException as error:
            trouble = Trouble.REFUSED if error.smtp_code >= 500 else Trouble.LATER
            raise CannotSend(_said(error), trouble) from error
        except (OSError, smtplib.SMTPException) as error:  # hung up in the middle: perhaps it was taken
            raise CannotSend(str(error) or "the server hung up", Trouble.UNSURE) from error
        finally:
            connection.close()
        return key

    def _letter(self, parcel: Parcel, key: str, connection: Any) -> EmailMessage:
        headers = {"From": self.sender, "Message-ID": key, "Auto-Submitted": "auto-generated"}
        if parcel.stop:
            headers |= {
                "List-Unsubscribe": f"<{parcel.stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            }
        body = f"{parcel.body}\n\n--\n{parcel.stop}\n" if parcel.stop else parcel.body
        return EmailMessage(
            parcel.title or parcel.body.split("\n", 1)[0][:60],
            body,
            self.bounces,  # of the envelope: whom the letter itself names is above
            [parcel.to],
            headers=headers,
            connection=connection,
        )

    def read(self, call: Call) -> list[Receipt | Word]:
        """What a mail server says of a letter that it took and could not bring. A delay is no end."""
        try:
            letter = message_from_bytes(call.body)
        except RecursionError:
            raise Unreadable("letters in letters without an end") from None
        failed = []
        reference = next((found for part in letter.walk() if (found := _letter_id(part))), "")
        for part in letter.walk():
            if part.get_content_type() == "text/plain" and str(part.get("Action", "")).strip().lower() == "failed":
                failed.append(f"{part.get('Status', '')} {part.get('Diagnostic-Code', '')}"[:250])
        why = next(iter(failed), "")
        return [Receipt(reference, False, why, gone=_NO_SUCH_BOX.search(why) is not None)] if reference and why else []


def _letter_id(part: Message) -> str:
    """Of the letter that comes back, whole or as its headers."""
    inside: object = part.get_payload()
    if part.get_content_type() == "text/rfc822-headers":
        return str(message_from_string(str(inside)).get("Message-ID", "")).strip()
    if part.get_content_type() == "message/rfc822" and isinstance(inside, list) and inside:
        return str(inside[0].get("Message-ID", "")).strip()
    return ""


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _of_receiver(code: int, words: str) -> Trouble:
    if code < 500:
        return Trouble.LATER
    return Trouble.DEAD if _NO_SUCH_BOX.search(words) else Trouble.REFUSED
