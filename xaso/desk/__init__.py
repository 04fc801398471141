"""The officials' side: what waits today, one search box, the counter, a dossier with its papers and its lawful moves.

Keyboard first (static/desk/desk.js), complete without a script. A *row* is one dossier in a list, a *head* what stands above
an opened dossier, a *move page* the form of one lawful step. Rules and rights live in `xaso.dossiers`; nothing here decides."""
