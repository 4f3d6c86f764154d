"""The words by which a lead's printed text is told apart: posts, groups, bodies, and not names.

All in lower case. The lists come from published multi-agency plans (seed, Lead column, and the
posts of police, health, council and schools); a word that is missing only makes a reading less
fine, since the printed text is kept whole.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


RANKS = _words("""
    acting assistant chief commander constable dci dcs deputy det detective di ds dsu dsupt
    insp inspector pc pcso ps sergeant sgt superintendent supt temporary
    """)
"""Words that stand before a name and are a post: `DCI Matt Darnell`."""

POST_WORDS = RANKS | _words("""
    administrator adviser advisor analyst associate ceo chair chairperson clerk clinician
    co-ordinator commissioner commissioners consultant coordinator dcs director directors
    doctor executive facilitator governor gp guardian head heads headteacher headteachers
    lead leader leaders leads manager managers midwife nurse nurses officer officers
    paediatrician planner practitioner practitioners principal psychiatrist psychologist
    registrar secretary senco specialist supervisor teacher therapist treasurer worker
    workers
    """)

GROUP_WORDS = _words("""
    cell committee forum group groups meeting network panel sub-committee sub-group
    subcommittee subgroup team teams workgroup workstream
    """)
"""Words a group ends in: `MH JTAI T&F Group`."""

BODY_WORDS = _words("""
    agencies all alliance association authorities authority board boards cabinet centre
    charity clinic college commission constabulary council councils department directorate
    hospital hospitals office organisation organisations partner partners partnership
    partnerships police provider providers school schools together trust trusts university
    """)
"""Words a body ends in, whatever stands before: `Thames Valley Police`."""

FIELD_WORDS = _words("""
    a&e above adolescent adult adults agreed alcohol applicable area as assessment
    attendance audit be below borough business caldicott care central child children
    children's children’s city clinical combined commissioned commissioning community
    complex confirmed contact contracts corporate county crime criminal custody data decided
    delivery designated development disability district domestic drug drugs duty early east
    education emergency england english exploitation families family finance follow force
    foundation front frontline governance health help holder home hospital housing human
    independent information inspection integrated intelligence intervention joint justice
    keynes known learning legal level local london looked mash medical mental midlands
    multi-agency named national neighbourhood north northern not nursing offending
    operational operations other paediatric parenting performance police policy portfolio
    practice practices prevention primary probation programme project protection psychology
    public quality resources review reviewing royal safeguarding school secondary see senior
    serious service services social south southern special strategic strategy support system
    systems thames the therapeutic to training transformation university vacant valley
    various victim violence virtual voluntary vulnerable well-being wellbeing west workforce
    young youth
    """)
"""Words of the field and of places that are nobody's name."""

TOPICS = _words("ce cic cin cla cp cse cyp da eh ehc ehcp gp hr ict iro it lac mh qa sen send")
"""Acronyms that name a subject, not an organisation: `SEND Lead`."""

HONORIFICS = _words("cllr dr lord lady mr mrs ms miss mx prof professor rev sir dame")

PARTICLES = _words("al bin da de del der di du el ibn la le van von y ó ní mac mc")
"""Words within a surname."""

JOINERS = frozenset({"and", "&", "+", "/"})
