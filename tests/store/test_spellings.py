"""Which spellings look like one, and which do not: better too few proposals than a wrong one."""

import random
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.leads import read_lead
from db.seed import seed_document
from db.spellings import alike_agencies, alike_leads


def proposed(*spellings):
    """What is proposed for leads that are printed so: spellings and reason."""
    return [(each.keys, each.why) for each in alike_leads(map(read_lead, spellings))]


def test_the_published_plan_has_three_leads_with_two_spellings():
    leads = [lead for action in seed_document().actions for lead in action.leads]
    assert {each.keys for each in alike_leads(leads)} == {
        ("Jo Hooper", "Jo Hooper MKC"),
        ("Hannah Pugliese CCG", "Hannah Pugliese, CCG"),
        (
            "John Culley Community Health Service Director",
            "John Culley Community Health Service",
        ),
    }


ONE = {
    "an organisation": (("Jo Hooper", "Jo Hooper MKC"), "same name, one with an organisation"),
    "a post": (("Mac Heath", "Mac Heath Head of Early Help"), "same name, one with a post"),
    "two posts": (
        ("Mac Heath, Head of Early Help", "Mac Heath, Director"),
        "same name, two posts",
    ),
    "a rank": (("Matt Darnell", "DCI Matt Darnell"), "same name, one with a post"),
    "a title": (("Jane Hannon", "Dr Jane Hannon"), "same name, one with a title"),
    "signs": (("Mary-Ann O’Brien", "Mary Ann O'Brien"), "the same words, written in two ways"),
    "an accent": (("Siân Jones", "Sian Jones"), "the same words, written in two ways"),
    "an acronym of the organisation": (
        ("Jane Hannon, CNWL", "Jane Hannon, Central and North West London"),
        "same name, two organisations",
    ),
    "an initial": (("J Culley", "Jenny Culley"), "initial and surname"),
    "an initial with a dot": (("J. Culley MKC", "Jenny Culley"), "initial and surname"),
    "two initials": (("JA Culley", "Jenny Culley"), "initial and surname"),
    "a middle name": (("Jane Hannon", "Jane Mary Hannon"), "same name, one with a middle name"),
    "a short form": (
        ("Jon Eastwood", "Jonathan Eastwood"),
        "same surname, a short form of the first name",
    ),
    "a rank and a surname": (("DCI Darnell", "DCI Matt Darnell"), "title or rank and surname"),
    "a slip in the surname": (("Jane Hannon", "Jane Hannan"), "spelt almost the same"),
    "a slip in the first name": (("Micheal Brown", "Michael Brown"), "spelt almost the same"),
    "a group's signs": (
        ("MH JTAI T&F Group", "MH JTAI T and F group"),
        "the same words, written in two ways",
    ),
    "a post's plural": (
        ("Safeguarding lead MKUHT", "Safeguarding leads MKUHT"),
        "the same words, singular and plural",
    ),
    "a post's order": (
        ("Safeguarding lead MKUHT", "MKUHT Safeguarding Lead"),
        "the same words in another order",
    ),
    "a body's acronym": (("TVP", "Thames Valley Police"), "one is the acronym of the other"),
    "a slip in a board": (
        ("MK Safeguarding Board", "MK Safegaurding Board"),
        "spelt almost the same",
    ),
}


@pytest.mark.parametrize(("spellings", "why"), ONE.values(), ids=ONE)
def test_what_looks_like_one_is_proposed_with_the_reason(spellings, why):
    assert proposed(*spellings) == [(spellings, why)]
    assert proposed(*spellings[::-1]) == [(spellings[::-1], why)]


TWO = {
    "a surname": ("Jane Hannon", "John Hannon"),
    "an initial that does not fit": ("M Culley", "Jenny Culley"),
    "an initial that fits two": ("J Culley", "Jenny Culley", "John Culley"),
    "an initial elsewhere": ("J Hannon, TVP", "Jane Hannon, CNWL"),
    "one name in two organisations": ("Jane Smith, CNWL", "Jane Smith, TVP", "Jane Smith"),
    "an initial of either": ("Jane Smith, CNWL", "Jane Smith, TVP", "J Smith", "John Smith"),
    "a short form of two": ("Chris Smith", "Christine Smith", "Christopher Smith"),
    "two middle names": ("Jane Mary Hannon", "Jane Ann Hannon"),
    "first names that differ by a letter": ("Joan Hannon", "Jean Hannon"),
    "a daughter": ("Daniel Price", "Daniela Price"),
    "a husband": ("Mr J Hannon", "Mrs J Hannon"),
    "a title that may be another's": ("Mr Hannon", "Jane Hannon"),
    "a title of two": ("Dr Hannon", "Jane Hannon", "Mark Hannon"),
    "surnames": ("Paul Harris", "Paul Harrison"),
    "a couple": ("Jane Hannon & Mark Hannon", "Jane Hannon"),
    "posts of two areas": ("Head of Service North", "Head of Service South"),
    "numbers": ("Team Manager Area 1", "Team Manager Area 2"),
    "a board within another": ("Review Board", "MK Review Board"),
    "an acronym of two": ("CSB", "Children Safeguarding Board", "Community Safety Board"),
}


@pytest.mark.parametrize("spellings", TWO.values(), ids=TWO)
def test_who_may_be_two_is_not_proposed(spellings):
    assert proposed(*spellings) == []


def test_several_spellings_are_one_proposal_in_the_order_in_which_they_came():
    spellings = ("J Culley", "Jenny Culley", "Jenny Culley MKC", "JA Culley", "Ms Jenny Culley")
    (one,) = alike_leads(map(read_lead, ("Jo Hooper", *spellings, "Mac Heath")))
    assert one.keys == spellings
    assert one.why == (
        "same name, one with an organisation and one with a title; initial and surname"
    )


def test_an_initial_that_fits_two_leaves_the_others_proposed():
    assert proposed("J Culley", "Jenny Culley", "Jenny Culley MKC", "John Culley") == [
        (("Jenny Culley", "Jenny Culley MKC"), "same name, one with an organisation")
    ]


def alike(*names):
    """The agencies, by number from 1, that look like one; each is given its names."""
    agencies = {str(number): each for number, each in enumerate(names, 1)}
    return ["".join(each.keys) for each in alike_agencies(agencies)]


@pytest.mark.parametrize(
    "names",
    [
        [["Children's Social Care"], ["Childrens social care"]],
        [["Health & Care"], ["Health and Care"]],
        [["The Youth Offending Team"], ["Youth Offending Teams"]],
        [["Clinical Commissioning Group (CCG)"], ["CCG"]],
        [["Clinical Commissioning Group (CCG)"], ["Clinical Commissioning Group"]],
        [["Clinical Commissioning Group"], ["CCG"]],
        [["MKUHT", "MKUHFT"], ["Hospital", "mkuhft"]],
        [["Multi-agency / System areas", "Multi-agency"], ["Multi agency"]],
        [["Thames Valley Police"], ["Thames Vallye Police"]],
    ],
)
def test_agencies_that_look_like_one_are_proposed_by_any_of_their_names(names):
    assert alike(*names) == ["12"]
    assert alike(["Other"], *names) == ["23"]


def test_agencies_of_the_published_plan_are_all_different():
    names = {each.name: (each.name, *each.aliases) for each in seed_document().agencies}
    assert alike_agencies(names) == ()


def test_hundreds_of_leads_are_looked_through_at_once():
    numbers = random.Random(7)

    def word():
        return "".join(numbers.choices(string.ascii_lowercase[:12], k=7)).title()

    firsts = [word() for _ in range(30)]
    ends = ["", ", CNWL", " MKC", ", Head of Care", " Review Board"]
    plain = [f"{numbers.choice(firsts)} {word()}{numbers.choice(ends)}" for _ in range(500)]
    kin = [f"{word()} Smith" for _ in range(500)]
    boards = [f"MK {word()} Board" for _ in range(500)]
    for spellings in (plain, kin, boards):
        leads = [read_lead(each) for each in spellings]
        begun = time.perf_counter()
        alike_leads(leads)
        assert time.perf_counter() - begun < 1


@given(st.lists(st.text(max_size=20) | st.sampled_from([*ONE["an initial"][0], "TVP", "J J J"])))
def test_whatever_leads_are_called_each_is_proposed_once_at_most(spellings):
    leads = [read_lead(each) for each in spellings]
    keys = [key for each in alike_leads(leads) for key in each.keys]
    assert len(keys) == len(set(keys))
    assert set(keys) <= {lead.raw for lead in leads}
    assert alike_leads(leads) == alike_leads(leads)
