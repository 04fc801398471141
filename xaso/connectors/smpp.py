"""SMS over SMPP 3.4, straight to a telephone network: one bound session in each process, kept while it answers."""

from __future__ import annotations

import logging
import re
import select
import struct
import threading
import time
from collections.abc import Sequence, Set
from typing import Any, ClassVar, Final

import smpplib.client
import smpplib.consts
import smpplib.exceptions
from django.db import connection
from smpplib.gsm import gsm_encode

from xaso.connectors.incoming import take
from xaso.core.scope import from_nobody
from xaso.messages.ports import CannotSend, Parcel, Receipt, Word
from xaso.messages.rules import Trouble, parts, split

log = logging.getLogger(__name__)

THROTTLED: Final = {smpplib.consts.SMPP_ESME_RTHROTTLED, smpplib.consts.SMPP_ESME_RMSGQFUL}
REFUSED: Final = {smpplib.consts.SMPP_ESME_RINVDSTADR, smpplib.consts.SMPP_ESME_RINVMSGLEN}
BROKEN: Final = {
    smpplib.consts.SMPP_ESME_RINVPASWD,
    smpplib.consts.SMPP_ESME_RINVSYSID,
    smpplib.consts.SMPP_ESME_RBINDFAIL,
    smpplib.consts.SMPP_ESME_RINVSRCADR,
}
RECEIPT: Final = re.compile(rb"id:(\S+).*?stat:(\w+)(?:.*?err:(\w+))?", re.DOTALL)
ARRIVED, FINAL = b"DELIVRD", {b"DELIVRD", b"EXPIRED", b"DELETED", b"UNDELIV", b"REJECTD"}
# Another network may be let in; who is out of reach (EXPIRED) is so for all.
NOT_HIS_FAULT: Final = {b"UNDELIV", b"REJECTD"}
# Of a receipt's err, as in GSM 03.40 and MAP, where the network does not say otherwise.
NOBODY: Final = ("1", "5", "9", "11", "13")
BASES: Final = {"hex": 16, "dec": 10}
BROKEN_OFF: Final = (smpplib.exceptions.ConnectionError, smpplib.exceptions.PDUError, OSError)
_WORD: Final = 5  # ton of a name of letters
LISTENS_EVERY, LIVES_EVERY = 0.2, 30.0
AT_ONCE: Final = 500  # then those who send have a turn, and what was heard is written down
_HEAD: Final = 12  # bytes after the length: command, status, sequence
_ANSWERS: Final = 0x80000000  # the bit of a command that answers another


class _Line(smpplib.client.Client):  # type: ignore[misc]
    """Knows what it read last, also when that could not be understood."""

    read = b""

    def _recv_exact(self, exact_size: int) -> bytes:
        self.read = super()._recv_exact(exact_size)
        return self.read

    def decline(self) -> None:
        """Says that the last command means nothing to us, as the protocol (3.4, 4.3) asks for. An answer is not answered."""
        if len(self.read) < _HEAD:  # where the next one begins, nobody knows
            raise smpplib.exceptions.ConnectionError("a command without a head")
        command, _status, sequence = struct.unpack(">LLL", self.read[:_HEAD])
        if command & _ANSWERS:
            return
        nack = smpplib.smpp.make_pdu("generic_nack", client=self)
        nack.status, nack.sequence = smpplib.consts.SMPP_ESME_RINVCMDID, sequence
        self.send_pdu(nack)


class Smpp:
    """Options: host, port, system_id, password, source (a brand name, or a number), callback_name (the carrier's own name, for
    receipts and answers), timeout, ids (how this network writes its ids, in answers and in receipts: `hex:dec`; empty: the same
    in both), nobody (the errors of its receipts that say: nobody has that number, or may use it)."""

    knows_keys: ClassVar[bool] = False

    def __init__(
        self,
        *,
        host: str,
        port: int,
        system_id: str,
        password: str,
        source: str,
        callback_name: str,
        timeout: float = 8,
        ids: str = "",
        nobody: Sequence[str] = NOBODY,
    ) -> None:
        answered, _colon, received = ids.partition(":")
        if ids and not {answered, received} <= BASES.keys():
            raise ValueError("ids is one of hex:dec, dec:hex, hex:hex, dec:dec, or empty")
        self.nobody = {one.lstrip("0") for one in nobody}
        self.bases = (BASES.get(answered), BASES.get(received))
        self.where, self.who, self.source = (host, port), {"system_id": system_id, "password": password}, source
        self.name, self.timeout = callback_name, timeout
        self.lock = threading.Lock()
        self.client: Any = None
        self.answers: dict[int, tuple[int, str]] = {}  # by sequence: status and the network's id
        self.heard: list[Receipt | Word] = []
        self.turn = 0
        self.listener: threading.Thread | None = None

    def send(self, parcel: Parcel) -> str:
        pieces = split(parcel.body)
        wide = parts(parcel.body).wide
        with self.lock:
            self._bind()
            reference, self.turn = "", (self.turn + 1) % 256
            for number, piece in enumerate(pieces, start=1):
                head = bytes((5, 0, 3, self.turn, len(pieces), number)) if len(pieces) > 1 else b""
                body = piece.encode("utf-16-be", "surrogatepass") if wide else gsm_encode(piece)
                last = number == len(pieces)
                reference = self._submit(
                    parcel.to, head + body, wide=wide, torn=bool(head), last=last, first=number == 1
                )
        return reference

    def _submit(self, to: str, body: bytes, *, wide: bool, torn: bool, last: bool, first: bool) -> str:
        try:
            asked = self.client.send_message(
                source_addr_ton=_WORD if not self.source.isdigit() else 1,
                source_addr_npi=0,
                source_addr=self.source,
                dest_addr_ton=1,
                dest_addr_npi=1,
                destination_addr=to.lstrip("+"),
                short_message=body,
                data_coding=8 if wide else 0,
                esm_class=0x40 if torn else 0,
                registered_delivery=last,
            )
            until = time.monotonic() + self.timeout
            while asked.sequence not in self.answers and time.monotonic() < until:
                self._listen(0.1)
        except BROKEN_OFF as error:
            self._hang_up()
            raise CannotSend("the line broke while sending", Trouble.UNSURE) from error
        if asked.sequence not in self.answers:
            self._hang_up()
            raise CannotSend("no answer from the network", Trouble.UNSURE)
        status, reference = self.answers.pop(asked.sequence)
        if status:
            said = smpplib.consts.DESCRIPTIONS.get(status, "unknown status")
            raise CannotSend(f"{status:#x} {said}", _meaning(status) if first else Trouble.UNSURE)
        return reference

    def _bind(self) -> None:
        if self.client is not None:
            return
        client = _Line(*self.where, timeout=self.timeout, allow_unknown_opt_params=True)
        client.logger.disabled = True  # it writes texts and passwords
        client.set_message_sent_handler(self._answered)
        client.set_error_pdu_handler(self._answered)
        client.set_message_received_handler(self._received)
        try:
            client.connect()
            if client.bind_transceiver(**self.who).command != "bind_transceiver_resp":
                raise smpplib.exceptions.ConnectionError("it greets with something else")
        except smpplib.exceptions.PDUError as error:
            client.disconnect()
            status = error.args[1] if len(error.args) > 1 else 0
            raise CannotSend(
                f"bind refused: {status:#x}", Trouble.BROKEN if status in BROKEN else Trouble.LATER
            ) from error
        except Exception as error:  # nobody there, or what answered is nothing we know: no message was taken
            client.disconnect()
            raise CannotSend("no connection", Trouble.LATER) from error
        self.client, self.answers = client, {}
        if self.listener is None or not self.listener.is_alive():
            self.listener = threading.Thread(target=self._keep_listening, name=f"smpp {self.name}", daemon=True)
            self.listener.start()

    def _hang_up(self) -> None:
        client, self.client = self.client, None
        if client is not None:
            client.disconnect()

    def close(self) -> None:
        """Leaves the network; the next message comes back."""
        with self.lock:
            self._hang_up()

    def _listen(self, wait: float) -> bool:
        """Reads one command if there is one within `wait` seconds; one that nobody here understands is declined."""
        readable, _writable, _odd = select.select([self.client._socket], [], [], wait)
        if not readable:
            return False
        try:
            self.client.read_once(auto_send_enquire_link=False)
        except BROKEN_OFF:
            raise
        except Exception as error:  # of another version, of the vendor's own, or torn: what follows is whole again
            log.warning("the network %s said what nobody understands: %r", self.name, error)
            self.client.decline()
        return True

    def _answered(self, pdu: Any) -> None:
        if pdu.command in ("submit_sm_resp", "generic_nack"):
            reference = getattr(pdu, "message_id", None) or b""
            self.answers[pdu.sequence] = (int(pdu.status), _name(reference, self.bases[0]))

    def _received(self, pdu: Any, **_more: Any) -> None:
        text = pdu.short_message or b""
        if int(pdu.esm_class) & 0x3C:
            found = RECEIPT.search(text)
            if found and found[2] in FINAL:
                self.heard.append(_receipt(found, self.bases[1], self.nobody))
            return
        words = text.decode("utf-16-be" if pdu.data_coding == 8 else "ascii", "replace")
        self.heard.append(Word(pdu.source_addr.decode("ascii", "replace"), words))

    def _keep_listening(self) -> None:
        """Until the line breaks: receipts come when nothing is sent, too; and a line that says nothing is cut by the network."""
        alive = time.monotonic()
        while self.client is not None or self.heard:
            with self.lock:
                try:
                    for _one in range(AT_ONCE if self.client is not None else 0):
                        if not self._listen(0):
                            break
                    if self.client is not None and time.monotonic() - alive > LIVES_EVERY:
                        self.client.send_pdu(smpplib.smpp.make_pdu("enquire_link", client=self.client))
                        alive = time.monotonic()
                except BROKEN_OFF:
                    self._hang_up()
                ready, self.heard = self.heard, []
            self._tell(ready)
            time.sleep(LISTENS_EVERY)

    def _tell(self, ready: list[Receipt | Word]) -> None:
        if not ready:
            return
        try:
            with from_nobody():
                take(self.name, ready)
        except Exception:
            log.exception("what the network said could not be written down")
        finally:
            connection.close()


def _receipt(found: re.Match[bytes], base: int | None, nobody: Set[str]) -> Receipt:
    state, error = found[2], (found[3] or b"").decode().lstrip("0")
    arrived = state == ARRIVED
    why = "" if arrived else f"the network says {state.decode()} {error}".strip()
    elsewhere = state in NOT_HIS_FAULT and error not in nobody
    return Receipt(_name(found[1], base), arrived, why, elsewhere=elsewhere)


def _name(said: bytes, base: int | None) -> str:
    """The network's id, written one way wherever it is a number of that base."""
    name = said.decode("ascii", "replace").strip()
    try:
        return str(int(name, base)) if base and name.isalnum() else name
    except ValueError:
        return name


def _meaning(status: int) -> Trouble:
    if status in THROTTLED:
        return Trouble.THROTTLED
    if status in REFUSED:
        return Trouble.REFUSED
    return Trouble.BROKEN if status in BROKEN else Trouble.LATER
