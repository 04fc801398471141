"""The case: a *dossier* (hồ sơ) from the first answer on a phone to the result in hand.

A *draft* is what a resident is still filling in; a *paper* is one document attached to it; a *move* is one lawful step with
who and when; a *request* is one complete list of what is missing; a *result* is what is handed back. The ten states are
those of the national portal; the steps inside state 4 are data of the procedure version."""
