"""How satisfied people are, about an opaque subject (a dossier now; calls and support days later).

A *rating* is one press, 1 (very unhappy) to 5 (very happy), with room for words."""
