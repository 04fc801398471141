"""News for the packages above."""

from django.dispatch import Signal

# A due time changed although nothing happened to the clock: the calendar did. Sent with `moved`, a mapping of clock id to
# the new due time (None while paused), in the transaction that changed them.
due_times_moved = Signal()
