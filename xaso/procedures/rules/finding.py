"""Finding the procedure a person means, from the words they type: in a hurry, without diacritics, with a letter wrong.

A hundred procedures fit in memory, so nothing here asks the database. A word of the query counts for as much as it is rare
(log(1 + N/df)), less when it fits only as a beginning, with other diacritics, or with one letter changed; phrases people say
(`catalogue/search.yaml`) and words standing together count most."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from xaso.core.text import normalise, search_key, tone_canonical

_WORD = re.compile(r"[\w.]+")
_LONGEST = 200  # of a query, in characters
_MOST_WORDS = 14
EXACT, OTHER_ACCENT, BEGINNING, TYPO = 1.0, 0.55, 0.7, 0.55


@dataclass(frozen=True, slots=True)
class Speech:
    """How people speak of things: `rewrites` (key of what is typed → how it is spelt, the key it means), words that say
    nothing, phrases per code."""

    rewrites: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    empty: frozenset[str] = frozenset()
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One procedure to be found. `phrases` are (weight, text); `rank` is its place among the common ones, 0 for none."""

    code: str
    phrases: tuple[tuple[float, str], ...]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    accented: str

    @property
    def has_accents(self) -> bool:
        return self.key != self.accented


@dataclass(frozen=True, slots=True)
class _Phrase:
    weight: float
    keys: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    size: float  # sum of the rarity of its words


class Index:
    """Built once; asking it changes nothing, so threads share it."""

    def __init__(self, entries: Iterable[Entry], speech: Speech) -> None:
        self._speech = speech
        self._entries = tuple(entries)
        self._accents: dict[str, dict[str, set[str]]] = {}
        documents: dict[str, set[str]] = {}
        phrases: dict[str, list[tuple[float, list[str]]]] = {}
        for entry in self._entries:
            spelt: dict[str, set[str]] = defaultdict(set)
            phrases[entry.code] = []
            for weight, text in (*entry.phrases, *((3.0, said) for said in speech.said.get(entry.code, ()))):
                words = _words(text)
                for word in words:
                    spelt[word.key].add(word.accented)
                phrases[entry.code].append((weight, [word.key for word in words]))
            self._accents[entry.code] = dict(spelt)
            documents[entry.code] = set(spelt)
        self._rarity = _rarity(documents.values())
        self._phrases = {
            code: tuple(self._phrase(weight, keys) for weight, keys in rows if keys) for code, rows in phrases.items()
        }

    def _phrase(self, weight: float, keys: list[str]) -> _Phrase:
        meaning = [key for key in keys if key not in self._speech.empty] or keys
        size = sum(self._rarity[key] for key in set(meaning))
        return _Phrase(weight, frozenset(keys), frozenset(pairwise(keys)), size)

    def search(self, text: str, limit: int = 20) -> list[tuple[str, float]]:
        """(code, score), best first; ties go to the more common procedure, then to the code."""
        asked = self._asked(text[:_LONGEST])
        if not asked:
            return []
        codes = " ".join(word.key for word in asked)
        if exact := [entry.code for entry in self._entries if entry.code == codes]:
            return [(exact[0], 100.0)]
        fits = [self._candidates(word, last=place == len(asked) - 1) for place, word in enumerate(asked)]
        scored = [(entry, self._score(entry.code, asked, fits)) for entry in self._entries]
        found = [(entry, score) for entry, score in scored if score > 0]
        if not found:
            return []
        best = max(score for _, score in found)
        found.sort(key=lambda pair: (-pair[1] - _favour(pair[0]) * best, pair[0].code))
        return [(entry.code, round(score, 3)) for entry, score in found if score >= best * 0.3][:limit]

    def coverage(self, code: str, text: str) -> float:
        """How much of what was asked the entry speaks of, from 0 to 1; a word known nowhere weighs most. For whoever would
        rather say that nothing was found."""
        asked = self._asked(text[:_LONGEST])
        rarest = math.log(1 + len(self._entries))
        weight = sum(self._rarity.get(word.key, rarest) for word in asked)
        known = self._accents.get(code, {})
        fits = [self._candidates(word, last=place == len(asked) - 1) for place, word in enumerate(asked)]
        spoken = [
            max((self._rarity[key] * fit for key, fit in one.items() if key in known), default=0.0) for one in fits
        ]
        return sum(spoken) / weight if weight else 0.0

    def _asked(self, text: str) -> list[_Word]:
        words = _words(text)
        words = [part for word in words for part in self._parted(word)]
        words = self._rewritten(words)
        return ([word for word in words if word.key not in self._speech.empty] or words)[:_MOST_WORDS]

    def _rewritten(self, words: list[_Word]) -> list[_Word]:
        out: list[_Word] = []
        place = 0
        while place < len(words):
            for length in (4, 3, 2, 1):
                typed = words[place : place + length]
                if len(typed) == length and (meant := self._meaning(typed)):
                    out += [_Word(key, key) for key in meant.split()]
                    place += length
                    break
            else:
                out.append(words[place])
                place += 1
        return out

    def _meaning(self, typed: list[_Word]) -> str | None:
        """Diacritics, where they were typed, must agree: "trẻ" is a child, "trễ" is late, "tre" may be either."""
        found = self._speech.rewrites.get(" ".join(word.key for word in typed))
        if found is None:
            return None
        spelt, meant = found
        agrees = all(
            word.accented == as_spelt or not word.has_accents
            for word, as_spelt in zip(typed, spelt.split(), strict=True)
        )
        return meant if agrees else None

    def _parted(self, word: _Word) -> list[_Word]:
        """Two words typed as one: khaisinh."""
        if word.key in self._rarity or word.key in self._speech.rewrites or len(word.key) < 5:
            return [word]
        for cut in range(2, len(word.key) - 1):
            first, second = word.key[:cut], word.key[cut:]
            if first in self._rarity and second in self._rarity:
                return [_Word(first, first), _Word(second, second)]
        return [word]

    def _candidates(self, word: _Word, *, last: bool) -> dict[str, float]:
        """Words of the catalogue this word may stand for, and how well."""
        if word.key in self._rarity:
            found = {word.key: EXACT}
        elif len(word.key) >= 3:
            found = {key: TYPO for key in self._rarity if _one_letter_apart(word.key, key)}
        else:
            found = {}
        if last and len(word.key) >= 2:
            for key in self._rarity:
                if key.startswith(word.key) and key not in found:
                    found[key] = BEGINNING * (0.5 if word.key in self._rarity and len(word.key) > 2 else 1.0)
        return found

    def _score(self, code: str, asked: list[_Word], fits: list[dict[str, float]]) -> float:
        accents = self._accents[code]
        matched: list[dict[str, float]] = []
        for word, candidates in zip(asked, fits, strict=True):
            here = {}
            for key, fit in candidates.items():
                if key in accents:
                    same = not word.has_accents or fit < EXACT or word.accented in accents[key]
                    here[key] = fit * (1.0 if same else OTHER_ACCENT)
            matched.append(here)
        overall = sum(max((self._rarity[key] * fit for key, fit in here.items()), default=0.0) for here in matched)
        if not overall:
            return 0.0
        return overall + max(self._phrase_score(phrase, matched) for phrase in self._phrases[code])

    def _phrase_score(self, phrase: _Phrase, matched: list[dict[str, float]]) -> float:
        inside = [{key: fit for key, fit in here.items() if key in phrase.keys} for here in matched]
        best: dict[str, float] = {}
        for here in inside:
            for key, fit in here.items():
                if key not in self._speech.empty:
                    best[key] = max(best.get(key, 0.0), fit)
        gained = sum(self._rarity[key] * fit for key, fit in best.items())
        if not gained:
            return 0.0
        together: float = sum(
            max(
                (
                    (self._rarity[one] + self._rarity[two]) / 2 * fit_one * fit_two
                    for one, fit_one in first.items()
                    for two, fit_two in second.items()
                    if (one, two) in phrase.pairs
                ),
                default=0.0,
            )
            for first, second in pairwise(inside)
        )
        return phrase.weight / 3 * (gained * (0.4 + 0.6 * gained / phrase.size) + 0.6 * together)


def _favour(entry: Entry) -> float:
    """Common procedures win near ties: up to 8 % of the best score."""
    return 0.08 * (12 - min(entry.rank, 11)) / 11 if entry.rank else 0.0


def _words(text: str) -> list[_Word]:
    spelt = tone_canonical(normalise(text)).lower()
    words = (word.strip(".") for word in _WORD.findall(spelt))
    return [_Word(search_key(word), word) for word in words if word]


def _rarity(documents: Iterable[set[str]]) -> dict[str, float]:
    documents = list(documents)
    count: dict[str, int] = defaultdict(int)
    for keys in documents:
        for key in keys:
            count[key] += 1
    return {key: math.log(1 + len(documents) / number) for key, number in count.items()}


def _one_letter_apart(one: str, two: str) -> bool:
    """One letter wrong, missing, too many, or two neighbours swapped."""
    if abs(len(one) - len(two)) > 1 or one == two:
        return False
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    left, right = one[start:], two[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (len(left) > 1 and left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right if len(left) > len(right) else left == right[1:]
