"""What residents report to their commune, and what became of it.

A *petition* is a report (phản ánh, kiến nghị): a category, a place, words, photographs, told by anybody, signed in or not. It
runs on the legal clock of its category until it is answered or refused. What the public reads of it is what an officer
*released*: the reporter's own words and photographs are never public by themselves. Complaints and denunciations that the Laws
on them govern need a signature and are not taken here."""
