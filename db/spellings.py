"""Which spellings of leads and agencies look like one: proposals, for a person to judge.

A plan that several hands wrote has "Jo Hooper" and "Jo Hooper MKC". Nothing is made one by this:
it only says what looks alike, and why. Whoever is proposed wrongly costs trust, so people who
share a surname, and "J Culley" where there are two that it fits, are left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from db.bonds import Alike, Bonds
from db.lead_words import HONORIFICS, JOINERS, PARTICLES
from db.leads import Lead, LeadKind
from db.short_names import SHORT_FORMS
from db.similar import bind_texts, folded_words, initials, is_slip

LONGEST = 200
"""Characters of a text that is compared with others."""

MOST_OF_A_NAME = 60
"""More people than these who share a surname are not told apart by an initial."""

MOST_SLIPS = 150
"""Names that begin alike, of which each is held against each."""


def alike_leads(leads: Iterable[Lead]) -> tuple[Alike, ...]:
    """Return the leads that look like one, by their printed text; each stands in one at most."""
    people: list[_Person] = []
    texts: list[tuple[str, str]] = []
    order = list({lead.raw: lead for lead in leads}.values())
    for lead in order:
        if len(lead.raw) <= LONGEST:
            person = _read_person(lead)
            if person is None:
                texts.append((lead.raw, lead.raw))
            else:
                people.append(person)
    bonds = Bonds(lead.raw for lead in order)
    _bind_people(bonds, people)
    bind_texts(bonds, texts)
    return bonds.alike()


def alike_agencies(agencies: Mapping[str, Sequence[str]]) -> tuple[Alike, ...]:
    """Return the agencies that look like one; `agencies` maps ids to names, aliases after them."""
    bonds = Bonds(agencies)
    texts = [(key, name) for key, names in agencies.items() for name in names]
    bind_texts(bonds, [(key, name) for key, name in texts if len(name) <= LONGEST])
    return bonds.alike()


@dataclass(frozen=True, slots=True)
class _Person:
    """A person as they are compared; all words folded. Without first names, `given` is empty."""

    key: str
    title: str
    given: tuple[str, ...]
    surname: str
    owner: tuple[str, ...]
    post: tuple[str, ...]


_MALE, _FEMALE = {"mr", "sir", "lord"}, {"mrs", "ms", "miss", "lady", "dame"}
_LEARNED = {"dr", "prof", "professor", "cllr", "rev"}


def _read_person(lead: Lead) -> _Person | None:
    if lead.kind is not LeadKind.PERSON or not lead.name:
        return None
    words = lead.name.split()
    if any(word.casefold() in JOINERS or "/" in word for word in words) or "," in lead.name:
        return None
    title = ""
    while len(words) > 1 and words[0].strip(".").casefold() in HONORIFICS:
        title = words.pop(0).strip(".").casefold()
    start = len(words) - 1
    for place, word in enumerate(words[1:-1], 1):
        if word.casefold() in PARTICLES:
            start = place
            break
    shouted = lead.name.isupper()
    given = tuple(each for word in words[:start] for each in _given(word, shouted=shouted))
    surname = "".join(each for word in words[start:] for each in folded_words(word))
    if not surname:
        return None
    owner, post = folded_words(lead.organisation), folded_words(lead.post)
    return _Person(lead.raw, title, given, surname, owner, post)


def _given(word: str, *, shouted: bool) -> tuple[str, ...]:
    """Return a first name, or the initials that stand in its place: `JP` is two of them."""
    plain = "".join(folded_words(word))
    if word.isupper() and 1 < len(plain) <= 3 and not shouted:
        return tuple(plain)
    return (plain,) if plain else ()


def _bind_people(bonds: Bonds, people: Sequence[_Person]) -> None:
    known = {person.key: person for person in people}
    doubtful = _bind_same_names(bonds, known, people)
    by_surname = _grouped(people, lambda person: person.surname)
    sharing = [each for each in by_surname.values() if 1 < len(each) <= MOST_OF_A_NAME]

    def bind_the_only_one(reading: Reading) -> None:
        for same in sharing:
            asked = [person for person in same if person.key not in doubtful]
            _bind_the_only_one(bonds, known, asked, same, reading)

    bind_the_only_one(_short_for)
    _bind_slips(bonds, known, [person for person in people if person.key not in doubtful])
    bind_the_only_one(_initials_of)
    bind_the_only_one(_initials_of)  # "J", once "JA" is known to be John
    bind_the_only_one(_surname_of)


def _bind_same_names(
    bonds: Bonds, known: Mapping[str, _Person], people: Sequence[_Person]
) -> set[str]:
    """Bind who has the same name; return those of whom nobody can say which of two they are.

    Two of one name in two organisations are two people, and one without any is either of them.
    """
    doubtful: set[str] = set()
    for same in _grouped(people, lambda each: "".join((*each.given, each.surname))).values():
        owned: list[list[_Person]] = []
        for person in (each for each in same if each.owner):
            fitting = [others for others in owned[:MOST_OF_A_NAME] if not _apart(person, others[0])]
            if fitting:
                fitting[0].append(person)
            else:
                owned.append([person])
        bare = [person for person in same if not person.owner]
        if len(owned) > 1:
            doubtful |= {person.key for person in same}
        groups = [*owned, bare] if len(owned) > 1 else [[*(owned[0] if owned else []), *bare]]
        for group in groups:
            why = _how_the_same(group)
            for other in group[1:]:
                if _may_join(bonds, known, group[0].key, other.key, posts=False):
                    bonds.bind(group[0].key, other.key, why)
    return doubtful


def _how_the_same(group: Sequence[_Person]) -> str:
    said = [
        _with_or_without({person.owner for person in group}, "an organisation", "organisations"),
        _with_or_without({person.post for person in group}, "a post", "posts"),
        _with_or_without({person.title for person in group}, "a title", "titles"),
    ]
    ways = " and ".join(filter(None, said))
    return f"same name, {ways}" if ways else "the same words, written in two ways"


def _with_or_without(found: set[tuple[str, ...]] | set[str], one: str, several: str) -> str:
    if len(found) < 2:
        return ""
    return f"one with {one}" if any(not each for each in found) else f"two {several}"


def _apart(one: _Person, two: _Person) -> bool:
    """Return whether two people can't be one, by what is said of them besides their names."""
    titles = {one.title, two.title}
    if titles & _MALE and titles & _FEMALE:
        return True
    if not one.owner or not two.owner:
        return False
    first, second = set(one.owner), set(two.owner)
    if first <= second or second <= first:
        return False
    return initials(one.owner) != "".join(two.owner) and initials(two.owner) != "".join(one.owner)


def _posts_apart(one: _Person, two: _Person) -> bool:
    return bool(one.post and two.post) and not set(one.post) & set(two.post)


Reading = Callable[["_Person", "_Person"], str]
"""Why the first, which says less, may be the second; empty where it may not."""


def _bind_the_only_one(
    bonds: Bonds,
    known: Mapping[str, _Person],
    asked: Sequence[_Person],
    same: Sequence[_Person],
    reading: Reading,
) -> None:
    """Bind each of those `asked` to the only one of the `same` surname that they can be.

    Who is bound together counts as one; where there are two that somebody may be, nothing is done.
    """
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for one in asked:
        for two in same:
            if bonds.root(one.key) != bonds.root(two.key) and (why := reading(one, two)):
                found[bonds.root(one.key)].setdefault(bonds.root(two.key), (two.key, why))
    for key, others in found.items():
        ((other, why), *more) = others.values()
        if not more and _may_join(bonds, known, key, other):
            bonds.bind(key, other, why)


def _may_join(
    bonds: Bonds, known: Mapping[str, _Person], one: str, two: str, *, posts: bool = True
) -> bool:
    """Return whether nothing that is said of those who are bound to either speaks against it."""
    pairs = ((known[a], known[b]) for a in bonds.members(one) for b in bonds.members(two))
    return not any(_apart(a, b) or (posts and _posts_apart(a, b)) for a, b in pairs)


def _short_for(one: _Person, two: _Person) -> str:
    if not one.given or not two.given or len(one.given[0]) == 1 or not _middles_fit(one, two):
        return ""
    if one.given[0] == two.given[0] and len(one.given) < len(two.given):
        return "same name, one with a middle name"
    if (one.given[0], two.given[0]) in SHORT_FORMS:
        return "same surname, a short form of the first name"
    return ""


def _initials_of(one: _Person, two: _Person) -> str:
    if not one.given or not two.given or len(one.given[0]) > 1 or not _middles_fit(one, two):
        return ""
    if len(two.given[0]) == 1:
        fuller = one.given[0] == two.given[0] and len(one.given) < len(two.given)
        return "initials and surname" if fuller else ""
    return "initial and surname" if two.given[0].startswith(one.given[0]) else ""


def _middles_fit(one: _Person, two: _Person) -> bool:
    """Return whether second names agree as far as both have them, an initial with its name."""
    return all(
        a == b or (1 in (len(a), len(b)) and a[0] == b[0])
        for a, b in zip(one.given[1:], two.given[1:], strict=False)
    )


def _surname_of(one: _Person, two: _Person) -> str:
    if one.given or not two.given:
        return ""
    learned = not one.title or one.title in _LEARNED
    return "title or rank and surname" if learned or one.title == two.title else ""


def _bind_slips(bonds: Bonds, known: Mapping[str, _Person], people: Sequence[_Person]) -> None:
    """Bind names that are one but for a slip of the pen, in the first name or in the surname."""
    full = [each for each in people if each.given and len(each.given[0]) > 1]
    for same in _grouped(full, lambda each: (each.given, each.surname[0])).values():
        surnames = {each.surname: each for each in same}
        beside = " ".join((*same[0].given, ""))
        for one, two in _pairs(surnames):
            if is_slip(one, two, beside=beside):
                _bind_slip(bonds, known, surnames[one], surnames[two])
    for same in _grouped(
        full, lambda each: (each.given[0][0], each.given[1:], each.surname)
    ).values():
        names = {each.given[0]: each for each in same}
        for one, two in _pairs(names):
            if is_slip(one, two, same_end=True):
                _bind_slip(bonds, known, names[one], names[two])


def _pairs(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    return combinations(sorted(names)[:MOST_SLIPS], 2)


def _bind_slip(bonds: Bonds, known: Mapping[str, _Person], one: _Person, two: _Person) -> None:
    if _may_join(bonds, known, one.key, two.key):
        bonds.bind(one.key, two.key, "spelt almost the same")


def _grouped(
    people: Iterable[_Person], key: Callable[[_Person], Hashable]
) -> dict[Hashable, list[_Person]]:
    groups: dict[Hashable, list[_Person]] = defaultdict(list)
    for person in people:
        groups[key(person)].append(person)
    return groups
