"""Short forms of first names, and spellings of one, as people in Britain write them.

Only pairs that people use for one and the same person. A form may be short for several names;
whether one is meant is for a person to say.
"""

from __future__ import annotations

_FORMS = """
    al alan alastair alexander alfred
    alex alexander alexandra
    andy andrew
    ann anne
    barbs barbara
    becky rebecca
    ben benjamin
    bernie bernard bernadette
    beth elizabeth bethany
    bill william
    bob robert
    cath catherine
    cathy catherine
    charlie charles charlotte
    chris christine christopher christina
    dan daniel danielle
    dave david
    deb deborah
    debbie deborah
    di diana diane
    dot dorothy
    ed edward edmund
    eddie edward
    fran frances francesca francis
    gav gavin
    gill gillian
    greg gregory
    ian iain
    jackie jacqueline
    jan janet janice
    jen jennifer
    jenny jennifer
    jim james
    jo joanna joanne josephine
    joe joseph
    jon jonathan
    josh joshua
    judy judith
    kate katherine catherine
    kath katherine kathleen
    kathy katherine kathleen
    katie katherine
    ken kenneth
    kev kevin
    kim kimberley
    liz elizabeth lizzie
    mandy amanda
    matt matthew
    maggie margaret
    mel melanie melinda melissa
    mick michael
    mike michael
    mo mohammed
    nat natalie nathan nathaniel
    nick nicholas nicola
    nicky nicola
    nikki nicola
    pam pamela
    pat patricia patrick
    pete peter
    phil philip phillip
    rach rachel
    ray raymond
    rich richard
    rob robert
    ron ronald
    sally sarah
    sam samantha samuel
    sandy sandra alexander
    sara sarah
    steph stephanie
    steve stephen steven
    stephen steven
    stu stuart
    sue susan suzanne
    tim timothy
    tom thomas
    tony anthony
    tracey tracy
    trish patricia
    val valerie
    vicky victoria
    viv vivien vivienne
    will william
    """


def _pairs() -> frozenset[tuple[str, str]]:
    lines = (line.split() for line in _FORMS.strip().splitlines())
    return frozenset((short, full) for short, *fulls in lines for full in fulls)


SHORT_FORMS = _pairs()
"""Pairs of a short form and what it is short for, in lower case, without accents."""
