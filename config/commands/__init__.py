"""Subcommands of `xaso`, one module a subject. They parse the line, call queries and actions, and print."""
