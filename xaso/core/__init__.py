"""What every package may lean on and that leans on nothing: refusals, actors, the clock, the queue, Vietnamese text,
identifiers, dates, money, secrets, key paging. No tables."""
