"""The public telephone of an office: lines, who is on duty when, calls, what was promised to callers, and the answers given.

A call is one ringing of one line; a promise is what somebody who called was told to expect, with a deadline on the legal clock;
an answer is a short dated text of the office; a question is what people asked and found no answer to. Telephone systems report
through `ports.py`: what they sent is kept as it came (`Delivery`) before anything is made of it."""
