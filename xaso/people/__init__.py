"""Persons: who somebody is, apart from how they sign in (`signin`) and what they hold (`offices`).

A person's 12-digit number lies encrypted beside a keyed fingerprint: it can be looked up by its exact value and by
nothing less. `invented` marks everybody who does not exist."""
