"""A line with somebody on duty, a call with a promise and an answer, a question. All people and numbers are invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from xaso.core import clock
from xaso.core.actor import Actor
from xaso.hotline.actions import (
    ask_to_take,
    finish_call,
    give_answer,
    keep_delivery,
    note_unanswered,
    open_line,
    promise_answer,
    put_on_duty,
    type_call,
    write_answer,
)
from xaso.hotline.models import Answer, Call, Duty, Line, Promise, Question, Wish
from xaso.offices.models import Office, Post
from xaso.offices.rules import Role

BY = Actor.system("tests")


@dataclass(frozen=True, slots=True)
class Busy:
    line: Line
    duty: Duty
    call: Call
    promise: Promise
    answer: Answer
    question: Question
    wish: Wish

    @property
    def parts(self) -> dict[str, object]:
        """For the addresses of all of them."""
        return {
            "line_id": self.line.pk,
            "duty_id": self.duty.pk,
            "call_id": self.call.pk,
            "promise_id": self.promise.pk,
            "answer_id": self.answer.pk,
            "question_id": self.question.pk,
            "wish_id": self.wish.pk,
        }


def busy_line(office: Office, *, reception: Actor, caller: str = "0912000001") -> Busy:
    """One of everything. The caller's number is the contact phone of the tests' dossiers."""
    now, post = clock.now(), Post.objects.get(pk=reception.post or 0)
    line = open_line(office, name="Đường dây hỗ trợ", number="02933571234", around_the_clock=True, by=BY)
    until = now + timedelta(hours=8)
    duty = put_on_duty(line, post=post, starts_at=now - timedelta(hours=1), ends_at=until, by=BY)
    colleague = Post.objects.get(office__unit=office.unit, role=Role.CASE_OFFICER)
    wish = ask_to_take(duty, to=colleague, note="", by=reception)
    answer = write_answer(title="Xin trích lục ở đâu?", body="Ở bộ phận một cửa.", code="2.000635", by=reception)
    call = type_call(line, caller=caller, by=reception)
    give_answer(call, answer=answer, send=True, by=reception)
    promise = promise_answer(call, words="Hỏi lại cán bộ hộ tịch.", within="2h", by=reception)
    note_unanswered(office.unit, words="nuôi ong có phải đăng ký không", by=Actor())
    keep_delivery(source="omicall", body=b"{}", by=BY)
    return Busy(line, duty, call, promise, answer, Question.objects.latest("pk"), wish)


def noted_twice(call: Call, *, by: Actor) -> None:
    """Once, and anew."""
    for note in ("Hỏi giấy khai sinh.", "Hỏi giấy khai sinh của con."):
        finish_call(call, name="", language="vi", note=note, solved=True, by=by)
