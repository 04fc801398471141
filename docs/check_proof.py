"""Checks, with nothing but Python, that a dossier's history is the one a published hash pins: check_proof.py PROOF.json HASH"""

import hashlib
import json
import sys


def text(value):  # one way to write every value, whoever writes it: of keys the shorter first
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return "{" + ", ".join(f"{text(key)}: {text(value[key])}" for key in keys) + "}"
    return "[" + ", ".join(map(text, value)) + "]" if isinstance(value, list) else json.dumps(value, ensure_ascii=False)


def sha(data):
    return hashlib.sha256(data).digest()


with open(sys.argv[1], encoding="utf-8") as file:  # from the dossier's page
    proof = json.load(file)
head = bytes(32)
for place, entry in enumerate(proof["entries"], start=1):  # the chain: each entry is hashed with all before it
    head = sha(head + text([place, *entry]).encode())
node = sha(b"\0" + text([*proof["chain"], len(proof["entries"]), head.hex()]).encode())  # its leaf in the day's tree
for side, beside in proof["path"]:  # up to the root, each time together with its neighbour
    node = sha(b"\1" + (bytes.fromhex(beside) + node if side == "left" else node + bytes.fromhex(beside)))
digest = {key: proof["digest"][key] for key in ("number", "at", "chains", "previous")} | {"root": node.hex()}
right = sha(text(digest).encode()).hex() == sys.argv[2].replace(" ", "").lower()  # from the notice board of that day
print("The history is the one that was published." if right else "NOT what was published.")
sys.exit(not right)
