"""Whatever comes to a Word, Excel or CSV file: it is understood, or refused in one line."""

from __future__ import annotations

import io
import os
import random
import signal
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date
from functools import cache
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from db.errors import PlanError
from db.plan_document import read_plan_text, write_plan_text
from jtai_tui.exchange.document import incoming_of, plan_of
from jtai_tui.exchange.incoming.reading import read_source
from jtai_tui.exchange.reading.rows import Choices
from jtai_tui.exchange.reading.understanding import understand
from tests.exchange.odd_excel import ODD_EXCEL
from tests.exchange.odd_word import ODD_WORD
from tests.exchange.seed_files import seed_word, seed_workbook
from tests.exchange.source_values import SCHEME
from tests.torture.figures import KEY

SEED = 20210504
TOO_LONG = 10.0
TODAY = date(2021, 5, 4)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

for prefix, name in (("w", WORD), ("", SHEET)):
    ElementTree.register_namespace(prefix, name[1:-1])

Parts = dict[str, bytes]
Chance = random.Random
Harm = Callable[[Parts, Chance], Parts]


@cache
def originals() -> dict[str, bytes]:
    """Return the whole files that come to harm, by name."""
    word = ("two-line header", "drop-downs", "numbered by Word", "banding", "much before",
            "tracked changes", "milestones", "form of four columns")  # fmt: skip
    excel = ("titles and a legend", "merged findings", "sheet per agency", "American dates")
    odd = [ODD_WORD[name]() for name in word] + [ODD_EXCEL[name]() for name in excel]
    made = {each.name: each.data for each in odd}
    return made | {"seed.docx": seed_word(), "seed.xlsx": seed_workbook()}


def unzipped(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(parts: Parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


# What comes to the bytes of the zip.


def bits_flipped(data: bytes, chance: Chance) -> bytes:
    harmed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        harmed[chance.randrange(len(harmed))] ^= 1 << chance.randrange(8)
    return bytes(harmed)


def cut_off(data: bytes, chance: Chance) -> bytes:
    return data[: chance.randrange(1, len(data))]


def a_piece_missing(data: bytes, chance: Chance) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.choice((1, 16, 500)) :]


def noise_within(data: bytes, chance: Chance) -> bytes:
    start = chance.randrange(len(data))
    noise = chance.randbytes(chance.choice((1, 8, 64, 900)))
    return data[:start] + noise + data[start + len(noise) :]


# What comes to its parts.


def a_part_missing(parts: Parts, chance: Chance) -> Parts:
    gone = chance.choice(list(parts))
    return {name: data for name, data in parts.items() if name != gone}


def parts_exchanged(parts: Parts, chance: Chance) -> Parts:
    one, two = chance.sample(list(parts), 2)
    return parts | {one: parts[two], two: parts[one]}


def a_part_of_another_file(parts: Parts, chance: Chance) -> Parts:
    other = unzipped(chance.choice(list(originals().values())))
    taken = chance.choice(list(other))
    return parts | {taken: other[taken], chance.choice(list(parts)): other[taken]}


def a_part_emptied(parts: Parts, chance: Chance) -> Parts:
    rest = chance.choice((b"", b"\x00" * 40, b"<a/>", b"<?xml version='1.0'?>", b"\xff\xfe<\x00a"))
    return parts | {chance.choice(list(parts)): rest}


def wrong_types_of_content(parts: Parts, chance: Chance) -> Parts:
    said = parts["[Content_Types].xml"].replace(
        b"spreadsheetml" if chance.random() < 0.5 else b"wordprocessingml", b"presentationml"
    )
    return parts | {"[Content_Types].xml": chance.choice((said, b"<Types/>", b"no XML"))}


def targets_changed(parts: Parts, chance: Chance) -> Parts:
    relations = chance.choice([name for name in parts if name.endswith(".rels")])
    target = chance.choice((
        "../../../../etc/passwd", "", "/", ".", "word/document.xml", "xl/workbook.xml",
        "http://example.org/x", "\\\\host\\share", "styles.xml", "a" * 5000, "%2e%2e/x", "../",
    ))  # fmt: skip
    try:
        root = ElementTree.fromstring(parts[relations])
    except ElementTree.ParseError:
        return parts
    each = chance.choice(list(root))
    each.set(chance.choice(("Target", "Target", "Type", "Id")), target)
    if chance.random() < 0.3:
        each.set("TargetMode", chance.choice(("External", "", "Internal")))
    return parts | {relations: ElementTree.tostring(root)}


def letters_flipped(parts: Parts, chance: Chance) -> Parts:
    harmed = main_part(parts, chance)
    return parts | {harmed: bits_flipped(parts[harmed], chance)}


# What comes to the elements of a part.

_HOSTILE = (
    "", "-1", "0", "1", "2", "7", "63", "9999", "99999", "4294967296", "-2147483649", "1e308",
    "NaN", "١٢", "true", "auto", "restart", "continue", "FF0000", "XFD1048576", "A0",
    "A1:XFD1048576",
    "\u202e\u2066", "[/b]", "=cmd|'/C calc'!A0", "x" * 3000, "Heading1", "10000000000000000000000",
)  # fmt: skip


def main_part(parts: Parts, chance: Chance) -> str:
    """Return a part with content, mostly that of the document or of a sheet."""
    names = [name for name in parts if name.endswith(".xml") and "docProps" not in name]
    main = [name for name in names if "document" in name or "sheet" in name.lower()]
    return chance.choice(main if main and chance.random() < 0.6 else names)


def in_tree(change: Callable[[Element, list[tuple[Element, Element]], Chance], None]) -> Harm:
    """Return a harm that changes the tree of a part some times."""

    def harm(parts: Parts, chance: Chance) -> Parts:
        name = main_part(parts, chance)
        root = ElementTree.fromstring(parts[name])
        for _ in range(chance.choice((1, 1, 3, 10, 40))):
            pairs = [(above, each) for above in root.iter() for each in above]
            if pairs:
                change(root, pairs, chance)
        return parts | {name: ElementTree.tostring(root)}

    harm.__name__ = change.__name__
    return harm


@in_tree
def elements_gone(root, pairs, chance):
    above, each = chance.choice(pairs)
    above.remove(each)


@in_tree
def elements_twice(root, pairs, chance):
    above, each = chance.choice(pairs)
    above.insert(chance.randrange(len(above) + 1), each)


@in_tree
def elements_moved(root, pairs, chance):
    above, each = chance.choice(pairs)
    within = set(each.iter())
    others = [place for place in root.iter() if place not in within]
    above.remove(each)
    target = chance.choice(others)
    target.insert(chance.randrange(len(target) + 1), each)


@in_tree
def elements_renamed(root, pairs, chance):
    chance.choice(pairs)[1].tag = chance.choice(pairs)[1].tag


@in_tree
def attributes_gone(root, pairs, chance):
    having = [each for _, each in pairs if each.attrib]
    if having:
        each = chance.choice(having)
        del each.attrib[chance.choice(list(each.attrib))]


@in_tree
def attributes_hostile(root, pairs, chance):
    having = [each for _, each in pairs if each.attrib]
    if having:
        each = chance.choice(having)
        each.set(chance.choice(list(each.attrib)), chance.choice(_HOSTILE))


@in_tree
def texts_hostile(root, pairs, chance):
    having = [each for _, each in pairs if each.text and each.text.strip()]
    if having:
        chance.choice(having).text = chance.choice((*_HOSTILE, "a\u0301" * 500, "w " * 40_000))


def document_harm(change: Callable[[Element, Chance], None]) -> Harm:
    """Return a harm to the main part of a Word document; a workbook is left as it is."""

    def harm(parts: Parts, chance: Chance) -> Parts:
        name = "word/document.xml"
        if name not in parts:
            return texts_hostile(parts, chance)
        root = ElementTree.fromstring(parts[name])
        change(root, chance)
        return parts | {name: ElementTree.tostring(root)}

    harm.__name__ = change.__name__
    return harm


@document_harm
def tables_within_tables(root, chance):
    cell = chance.choice(list(root.iter(f"{WORD}tc")))
    for _ in range(chance.choice((3, 20, 50, 300))):
        table = ElementTree.SubElement(cell, f"{WORD}tbl")
        cell = ElementTree.SubElement(ElementTree.SubElement(table, f"{WORD}tr"), f"{WORD}tc")
        words = ElementTree.SubElement(ElementTree.SubElement(cell, f"{WORD}p"), f"{WORD}r")
        ElementTree.SubElement(words, f"{WORD}t").text = "deep"


@document_harm
def very_many_columns(root, chance):
    row = chance.choice(list(root.iter(f"{WORD}tr")))
    row.extend([Element(f"{WORD}tc")] * chance.choice((70, 10_000)))


@document_harm
def merges_without_a_start(root, chance):
    for cell in root.iter(f"{WORD}tc"):
        if chance.random() < 0.3:
            form = cell.find(f"{WORD}tcPr")
            if form is None:
                form = ElementTree.SubElement(cell, f"{WORD}tcPr")
            merge = ElementTree.SubElement(form, f"{WORD}{chance.choice(('vMerge', 'hMerge'))}")
            merge.set(f"{WORD}val", chance.choice(("continue", "restart", "", "x")))


@document_harm
def spans_of_all_sizes(root, chance):
    for cell in root.iter(f"{WORD}tc"):
        if chance.random() < 0.2:
            form = Element(f"{WORD}tcPr")
            ElementTree.SubElement(form, f"{WORD}gridSpan").set(
                f"{WORD}val", chance.choice(("0", "-3", "2", "5", "63", "64", "100000", "x"))
            )
            cell.insert(0, form)


@document_harm
def controls_within_controls(root, chance):
    above = {each: place for place in root.iter() for each in place}
    kinds = [f"{WORD}{kind}" for kind in ("r", "p", "tc", "tr", "tbl")]
    each = chance.choice([each for each in above if each.tag in kinds])
    place = list(above[each]).index(each)
    inner = each
    for _ in range(chance.choice((2, 30, 100, 400))):
        control = Element(f"{WORD}sdt")
        ElementTree.SubElement(control, f"{WORD}sdtPr")
        ElementTree.SubElement(control, f"{WORD}sdtContent").append(inner)
        inner = control
    above[each].remove(each)
    above[each].insert(place, inner)


@document_harm
def many_rows(root, chance):
    table = chance.choice(list(root.iter(f"{WORD}tbl")))
    rows = list(table.iter(f"{WORD}tr"))
    table.extend(chance.choices(rows, k=400))


def circles_of_styles(parts: Parts, chance: Chance) -> Parts:
    """Every style is based on another, in circles; so are kinds of lists."""
    harmed = dict(parts)
    for name in ("word/styles.xml", "word/numbering.xml"):
        if name not in parts:
            continue
        root = ElementTree.fromstring(parts[name])
        ids = [each.get(f"{WORD}styleId", "") for each in root.iter(f"{WORD}style")] or ["Loop"]
        for style in root.iter(f"{WORD}style"):
            for old in style.findall(f"{WORD}basedOn"):
                style.remove(old)
            kind = chance.choice(("basedOn", "link", "basedOn"))
            ElementTree.SubElement(style, f"{WORD}{kind}").set(f"{WORD}val", chance.choice(ids))
            form = ElementTree.SubElement(style, f"{WORD}pPr")
            number = ElementTree.SubElement(form, f"{WORD}numPr")
            ElementTree.SubElement(number, f"{WORD}numId").set(f"{WORD}val", "1")
        for kind in root.iter(f"{WORD}abstractNum"):
            tag = chance.choice(("numStyleLink", "styleLink"))
            ElementTree.SubElement(kind, f"{WORD}{tag}").set(f"{WORD}val", chance.choice(ids))
        for each in root.iter(f"{WORD}num"):
            each.set(f"{WORD}numId", chance.choice(("1", "2", "-1", "99999999999")))
        harmed[name] = ElementTree.tostring(root)
    return harmed


def sheets_of_all_sizes(parts: Parts, chance: Chance) -> Parts:
    """Cells, rows, merges and rules go beyond all bounds; a Word file is harmed otherwise."""
    names = [name for name in parts if name.startswith("xl/worksheets/sheet")]
    if not names:
        return spans_of_all_sizes(parts, chance)
    name = chance.choice(names)
    root = ElementTree.fromstring(parts[name])
    cells = list(root.iter(f"{SHEET}c"))
    for each in chance.sample(cells, min(len(cells), 6)):
        kind, value = chance.choice((
            ("r", "XFD1048576"), ("r", "A-1"), ("r", "ZZZZ9"), ("r", ""), ("s", "-1"),
            ("s", "999999999"), ("s", "x"), ("t", "s"), ("t", "b"), ("t", "d"), ("t", "e"),
            ("t", "n"), ("t", "str"), ("t", "nonsense"),
        ))  # fmt: skip
        each.set(kind, value)
    for row in chance.sample(list(root.iter(f"{SHEET}row")), 1):
        row.set("r", chance.choice(("0", "-5", "1048576", "99999999999", "1")))
    merges = ElementTree.SubElement(root, f"{SHEET}mergeCells")
    for _ in range(chance.choice((1, 50))):
        area = chance.choice(("A1:XFD1048576", "B2:A1", "A:A", "1:1", "", "C3:D9", "A1"))
        ElementTree.SubElement(merges, f"{SHEET}mergeCell").set("ref", area)
    rules = ElementTree.SubElement(root, f"{SHEET}conditionalFormatting")
    rules.set("sqref", chance.choice(("A1:XFD1048576", "A1", "x", "")))
    rule = ElementTree.SubElement(rules, f"{SHEET}cfRule")
    rule.set("type", chance.choice(("containsText", "cellIs", "expression", "x")))
    rule.set("dxfId", chance.choice(("0", "-1", "x", "99999")))
    ElementTree.SubElement(rule, f"{SHEET}formula").text = chance.choice(_HOSTILE)
    return parts | {name: ElementTree.tostring(root)}


ZIP_HARMS = (bits_flipped, cut_off, a_piece_missing, noise_within)
PART_HARMS: tuple[Harm, ...] = (
    a_part_missing, parts_exchanged, a_part_of_another_file, a_part_emptied,
    wrong_types_of_content, targets_changed, letters_flipped, elements_gone, elements_twice,
    elements_moved, elements_renamed, attributes_gone, attributes_hostile, texts_hostile,
    tables_within_tables, very_many_columns, merges_without_a_start, spans_of_all_sizes,
    controls_within_controls, many_rows, circles_of_styles, sheets_of_all_sizes,
)  # fmt: skip
HARMS = {each.__name__: each for each in (*ZIP_HARMS, *PART_HARMS)}


def harmed(kind: str, number: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a harmed file: always the same for a kind and a number."""
    chance = random.Random(f"{SEED} {kind} {number}")
    names = list(originals())
    name = names[(number * 5 + len(kind)) % len(names)]
    data = originals()[name]
    if HARMS[kind] in ZIP_HARMS:
        return name, HARMS[kind](data, chance)
    return name, zipped(HARMS[kind](unzipped(data), chance))


def harmed_text(number: int) -> tuple[str, bytes]:
    """Return a table as text that has come to harm."""
    chance = random.Random(f"{SEED} text {number}")
    data = ODD_EXCEL["semicolons" if number % 2 else "continuation in CSV"]().data
    harms = (bits_flipped, cut_off, a_piece_missing, noise_within)
    for _ in range(chance.choice((1, 2, 4))):
        data = chance.choice(harms)(data, chance)
    rows = data.split(b"\n")
    if chance.random() < 0.5:
        chance.shuffle(rows)
    return f"harmed-{number}.csv", b"\n".join(rows)


# The law.


class TooLong(BaseException):
    """A file takes longer than anybody waits."""


@contextmanager
def no_longer_than(seconds: float):
    def stop(_signal, _frame):
        raise TooLong(f"{seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Watch:
    """What a document's reading does outside: nothing. Python tells each opening of a file."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, given: tuple) -> None:
        if not self.on:
            return
        if event == "open":
            path, mode, flags = given
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) if flags else False
            if (writes or (mode and set(mode) & set("wax+"))) and "__pycache__" not in str(path):
                self.seen.append(f"{event} {path}")
        elif event.startswith(("os.", "socket.", "subprocess.", "shutil.", "urllib.")) and (
            event not in ("os.listdir", "os.scandir", "os.fspath")
        ):
            self.seen.append(event)


@cache
def watch() -> Watch:
    """Return the one watch there is, after all that reading brings in has been brought in."""
    for name, data in originals().items():
        look(name, data)
    return Watch()


def look(name: str, data: bytes) -> str:
    """Return `read` or `refused` for a file, by all that is done with one before it is kept.

    A plan that was made of it must be one that can be written and read again.
    """
    try:
        source = read_source(data, name)
        understand(source, SCHEME)
        read = understand(source, SCHEME, Choices(proposed=True), known_agencies=("Police",))
        incoming_of(read, name=name, sha256=source.sha256, today=TODAY)
        plan = plan_of(read, SCHEME, name=name, today=TODAY)
        assert read_plan_text(write_plan_text(plan)).actions == plan.actions
    except PlanError as error:
        told = str(error)
        assert told.strip(), "refused without a word"
        assert told.isprintable(), f"not one printable line: {told!r}"
        return "refused"
    return "read"


def try_all(files, tmp_path) -> tuple[Counter, float, list[str]]:
    """Look at files; return how many were read and refused, the slowest, and what went wrong."""
    eye = watch()
    tally, slowest, wrong = Counter(files=0, read=0, refused=0), 0.0, []
    for told, name, data in files:
        started = time.perf_counter()
        eye.on, fault = True, ""
        eye.seen.clear()
        try:
            with no_longer_than(TOO_LONG):
                tally[look(name, data)] += 1
        except (Exception, TooLong) as error:
            fault = f"{type(error).__name__}: {error}"[:500]
        finally:
            eye.on = False
        tally["files"] += 1
        slowest = max(slowest, time.perf_counter() - started)
        fault = fault or "; ".join(eye.seen)
        if fault:
            kept = tmp_path / f"{told}-{name}".replace(" ", "-")
            kept.write_bytes(data)
            wrong.append(f"{told}, {name}, kept as {kept}: {fault}")
    return tally, slowest, wrong


def of_kinds(numbers: range):
    for kind in HARMS:
        for number in numbers:
            yield (f"{kind} {number}", *harmed(kind, number))


def test_a_harmed_file_is_understood_or_refused_in_a_line(tmp_path):
    files = [*of_kinds(range(2)), *((f"text {at}", *harmed_text(at)) for at in range(10))]
    tally, _, wrong = try_all(files, tmp_path)
    assert wrong == [], f"{len(wrong)} of {tally['files']}, with seed {SEED}"
    assert tally["read"] > 10
    assert tally["refused"] > 10


@pytest.mark.torture
@pytest.mark.parametrize("kind", [*HARMS, "text"])
def test_many_harmed_files_are_understood_or_refused_in_a_line(kind, tmp_path, record_property):
    numbers = range(2, 32)
    if kind == "text":
        files = [(f"text {at}", *harmed_text(at)) for at in numbers]
    else:
        files = [(f"{kind} {at}", *harmed(kind, at)) for at in numbers]
    tally, slowest, wrong = try_all(files, tmp_path)
    assert wrong == [], f"{len(wrong)} of {tally['files']}, with seed {SEED}"
    record_property(KEY, ("harmed documents", {**tally, "slowest in seconds": slowest}))


_HEAD = "Ref,Agency,Finding,Action,Lead,Timescale,Progress,RAG"
_LONG = {
    "blank rows": ["1,a,b,c,d,e,f,g", *[",,,,,,,"] * 12_000, "2,a,b,c,d,e,f,g"],
    "gaps": ["1,a,b,c,d,e,f,g\n,,,,,,,"] * 4_000,
    "one reference": ["1,a,b,c,d,e,f,g"] * 4_000,
    "rows that go on": ["1,a,b,c,d,e,f,g", *[f",,,,,,more {at}," for at in range(12_000)]],
    "banners": [f"Priority {at}: aims,,,,,,,\n{at},a,b,c,d,e,f,g" for at in range(4_000)],
    "banners alone": [f"Priority {at}: aims,,,,,,," for at in range(12_000)],
    "all different": [
        f"{at},Agency {at},Finding {at},Act on {at},Person {at},May {at},Done {at},Status {at}"
        for at in range(1_500)
    ],
    "columns": ["x," * 20_000],
}


@pytest.mark.torture
@pytest.mark.parametrize("kind", _LONG)
def test_a_very_long_table_keeps_nobody_waiting(kind, tmp_path, record_property):
    data = "\n".join([_HEAD, *_LONG[kind]]).encode()
    tally, slowest, wrong = try_all([(kind, "long.csv", data)], tmp_path)
    assert wrong == []
    record_property(KEY, ("very long tables", {**tally, "slowest in seconds": slowest}))
