"""Vendors at the side: each file speaks one provider's protocol, is named in the settings and imported by nobody.

What providers tell us comes in through `urls.py`, mounted by `config`: kept as it came, answered fast, worked on in a job."""
