"""The tables of a plan file as SQLAlchemy Core sees them, for building queries."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text

from db.event import EVENT_FIELDS
from db.schema import ENTITY_FIELDS

metadata = MetaData()

event = Table(
    "event",
    metadata,
    *(
        Column(name, Integer if name in ("seq", "counter", "applied") else Text)
        for name in EVENT_FIELDS
    ),
)

ENTITY_TABLES: dict[str, Table] = {
    etype: Table(
        etype,
        metadata,
        Column("id", Text, primary_key=True),
        *(Column(field, Text) for field in fields),
    )
    for etype, fields in ENTITY_FIELDS.items()
}
plan = ENTITY_TABLES["plan"]
agency = ENTITY_TABLES["agency"]
action = ENTITY_TABLES["action"]
progress_update = ENTITY_TABLES["progress_update"]
evidence = ENTITY_TABLES["evidence"]
document = ENTITY_TABLES["document"]
proposal = ENTITY_TABLES["proposal"]
evidence_file = Table(
    "evidence_file", metadata, Column("sha256", Text), Column("data", LargeBinary)
)
action_now = Table(
    "action_now",
    metadata,
    Column("id", Text, primary_key=True),
    *(Column(field, Text) for field in ENTITY_FIELDS["action"]),
    Column("rating", Text),
)
