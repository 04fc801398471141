"""How satisfied people are, about an opaque subject: a dossier, a call, a report.

A *rating* is one press, 1 (very unhappy) to 5 (very happy), with room for words. People are *asked* for it once, by a message
whose link needs no sign-in; whoever is signed in gives the same one on the page of their dossier. Whom it is about never sees who
gave it: no official sees a single rating, only what at least five of them come to."""
