"""The legal clock: a ledger of starts, pauses, resumes and stops, and the due time derived from it.

A *limit* is what the law gives (3 working days, 8 hours, the same day). A *clock* is one running of it for one office. The
*derivation* is the due time with every line that leads to it and the article each line rests on: recomputed from the
ledger, it equals what is stored. The package knows nothing of what the clock is for."""
