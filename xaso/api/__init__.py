"""What machines read: JSON under /api/v1/, in English. Open data needs no key.

A *page* has `next`, the path of what follows, or null."""
