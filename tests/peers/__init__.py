"""Other people's servers, as real as can be: programs of theirs, or small servers that speak the protocol and refuse what the
real one refuses."""
