"""Letters and results on the Vietnamese office page, their numbers, the books results are entered in, and the public check
that a paper is real.

A *letter* is a template with declared fields (`letters/*.typ`, `*.yaml`); a *document* is one issued letter with its data.
A *series* gives numbers without gaps; a *book* is the office's register, whose numbers the officer writes."""
