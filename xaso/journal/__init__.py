"""One append-only trace of every action: who, as what, what, on what, when, from where, and what came of it.

A *chain* is all entries about one subject; each entry's hash covers the one before. Personal text stays outside the hash,
a salted digest of it is inside, so that a person can be erased and the chain still holds."""
