"""The catalogue: what a commune can be asked to do, and by which rules on which day.

A *procedure* is the code of the national portal; a *version* is everything the law said of it from a day on (papers, fees,
limit, steps, form, result), never altered once published; *reviewed* means a person has read it against the law and it can
be filed here, the others say "nộp tại quầy". Version ends are exclusive: the first day that no longer counts."""
