"""The rights of whoever the data are about (Law 91/2025/QH15): what is kept and how long, consent, requests, export, erasure,
breaches.

A *record* is one kind of data the commune keeps, with purpose, legal basis, who receives it, how long and how guarded: the
processing register, the privacy notice and the nightly purge all read the same table (`rules.records`). An *export* is one
archive of everything about one account. A *breach* is a file that only grows. This package knows all others, none knows it."""
