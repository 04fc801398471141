"""Messages to people: a row is written with the decision it tells of, a job sends it after the commit.

Queued: not yet handed to the carrier. Sent: the carrier took it. Failed: given up, with the reason, for somebody to see.
What is sealed: the receiver's number. A message carrying a code is blanked 15 minutes after it was written."""
