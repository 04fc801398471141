"""portal: what a resident sees, on a phone first and without JavaScript if need be.

Owns the public pages: find a procedure, read it, fill and send a dossier, follow it, answer a request for supplements,
fetch the result, check a document. Decides nothing: asks `access`, draws, and calls one action.
"""
