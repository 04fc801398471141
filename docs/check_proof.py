"""Checks, with nothing but Python, that the history of a dossier is the one that was pinned by a published digest.

    python check_proof.py PROOF.json HASH

PROOF.json comes from the dossier's page; HASH (64 signs) from the notice board or the newspaper of that day."""

import hashlib
import json
import sys


def canonical(value):
    def ordered(one):
        if isinstance(one, dict):
            return {key: ordered(one[key]) for key in sorted(one, key=lambda key: (len(key.encode()), key.encode()))}
        return [ordered(item) for item in one] if isinstance(one, list) else one

    return json.dumps(ordered(value), ensure_ascii=False).encode()


def sha(data):
    return hashlib.sha256(data).digest()


def published(proof):
    """The hash that must have been published if every entry of this proof is true."""
    head = bytes(32)
    for seq, content in enumerate(proof["entries"], start=1):
        head = sha(head + canonical([seq, *content]))
    node = sha(b"\0" + canonical([*proof["chain"], len(proof["entries"]), head.hex()]))
    for side, beside in proof["path"]:
        node = sha(b"\1" + (bytes.fromhex(beside) + node if side == "left" else node + bytes.fromhex(beside)))
    said = {key: proof["digest"][key] for key in ("number", "at", "chains", "previous")}
    return sha(canonical(said | {"root": node.hex()})).hex()


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        right = published(json.load(file)) == sys.argv[2].replace(" ", "").lower()
    print("The history is the one that was published." if right else "NOT what was published.")
    sys.exit(not right)
