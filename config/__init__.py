"""How the pieces are put together and run: settings, urls, the embedded database, the `xaso` command. Imported by nobody."""
