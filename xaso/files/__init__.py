"""Photographs and papers people send: taken in piece by piece, looked into, made safe, stored once per owner.

An *owner* is an opaque key ("account:<uuid>", "office:<id>"). A file has no url of its own: the package that owns the
dossier or the letter guards the route. Bytes lie in Django's storage under their content hash."""
