"""Forms as data: what a procedure asks, one thing a page, versioned with the procedure.

A *schema* is a tree of pages and fields; *raw* is what a browser sent; an *answer* is a checked value, fit to store;
a *warning* never stops anybody. Nothing here knows a screen, a dossier or the database."""
