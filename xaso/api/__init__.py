"""What machines read: JSON under /api/v1/, in English. Open data needs no key; what is a unit's own needs
a token that its administrator opened (`Authorization: Bearer xaso_…`).

A *page* has `next`, the path of what follows, or null."""
