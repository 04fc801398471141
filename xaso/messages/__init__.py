"""Notices to people: a row is written with the decision it tells of, a job sends it after the commit.

A *notice* (Message) is written once and goes by one channel after the other, as its receiver wishes, until a carrier takes
it: a *delivery* is one channel's try. Queued, sending, sent (a carrier took it), delivered (its provider says so), failed (no
channel is left: somebody tells it by hand), told. A *carrier* is one provider's protocol (xaso.connectors). What is sealed:
numbers and addresses. A message carrying a code is blanked 15 minutes after it was written. An *article* is
news: drafted, published, corrected and withdrawn in the open by a unit, shown in places (units) between two days."""
