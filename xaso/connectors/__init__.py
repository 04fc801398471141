"""Vendors at the side: each file speaks one provider's protocol, is named in the settings and imported by nobody.

What providers tell us comes in through `urls.py`, mounted by `config`: calls are kept as they came, answered fast, worked on in a
job. A *carrier* takes one message (xaso.messages.ports); what its provider's answers mean for the next try is sorted here."""
