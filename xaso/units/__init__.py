"""Administrative units over time, from province down to hamlet.

A *unit* is one legal existence, from the day it begins to the day it ends. Its name, kind and parent are dated *facts*: a
commune that becomes a ward stays the same unit. A merger ends units and begins others; *successors* say who took over
what. A start left empty means "before the data". An end is the first day that is no longer valid."""
