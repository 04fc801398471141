"""The offices of a unit, when they work, and who holds which post in them.

A *post* is a role held by a person in an office between two dates. *Office time* is what deadlines count: office hours of
working days. *Reception hours* are when people can come; they may include a Saturday morning that is no working day.
`valid_to` is exclusive everywhere: the first day on which it no longer holds."""
