"""E-mail by SMTP: any server that takes mail for the office."""

from __future__ import annotations

import re
import smtplib
from email.utils import formataddr
from typing import Any, ClassVar

from django.core.mail import EmailMessage, get_connection

from xaso.messages.ports import CannotSend, Parcel
from xaso.messages.rules import Trouble

_NO_SUCH_BOX = re.compile(r"\b5\.1\.[0-9]+\b")  # RFC 3463: bad destination


class Smtp:
    """Options: host, port, sender (an address), name (of the sender), user, password, security (starttls, tls or none)."""

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
    ) -> None:
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
        headers = {"Message-ID": key, "Auto-Submitted": "auto-generated"}
        if parcel.stop:
            headers |= {
                "List-Unsubscribe": f"<{parcel.stop}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            }
        body = f"{parcel.body}\n\n--\n{parcel.stop}\n" if parcel.stop else parcel.body
        return EmailMessage(
            parcel.title or parcel.body.split("\n", 1)[0][:60],
            body,
            self.sender,
            [parcel.to],
            headers=headers,
            connection=connection,
        )


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words


def _said(error: smtplib.SMTPResponseException) -> str:
    return f"{error.smtp_code} {_text(error.smtp_error)}"


def _of_receiver(code: int, words: str) -> Trouble:
    if code < 500:
        return Trouble.LATER
    return Trouble.DEAD if _NO_SUCH_BOX.search(words) else Trouble.REFUSED
