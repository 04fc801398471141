"""How fast and how big, beside what would be possible: `make bench`, or `python -m bench submit reads …`.

`floor` is the same rows written by a bare Django view; `limit` is the same SQL from pgbench. Ratios inside one run count,
absolute figures are those of the machine. Nothing here fails because it was slow."""
