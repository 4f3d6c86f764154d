"""What is pasted arrives as one text, whatever is in it and however it comes in."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from jtai_tui.whole_pastes import WholePastes

START, END = "\x1b[200~", "\x1b[201~"
PASTED = st.text(st.sampled_from("abxq[0~2 \r\n\x1b\x00\x07\x9b漢\u202e") | st.characters())


def read(*pieces: str) -> list[Message]:
    parser = WholePastes()
    return [message for piece in pieces for message in parser.feed(piece)]


def told(messages: list[Message]) -> list[tuple[str, str | None]]:
    return [
        ("paste", each.text) if isinstance(each, events.Paste) else ("key", each.key)
        for each in messages
        if isinstance(each, events.Paste | events.Key)
    ]


@given(PASTED.filter(lambda text: END not in text + END[:-1]), st.lists(st.integers(0, 200)))
def test_a_paste_is_one_text_to_the_letter_wherever_the_reading_stops(
    text: str, stops: list[int]
) -> None:
    data = f"a{START}{text}{END}b"
    at = [0, *sorted(each for each in set(stops) if each < len(data)), len(data)]
    pieces = [data[start:end] for start, end in pairwise(at) if start < end]
    assert told(read(*pieces)) == [("key", "a"), ("paste", text), ("key", "b")]


def test_a_paste_presses_no_keys() -> None:
    text = "\x1bx\r" + "\x1b[B" * 20 + "\x1bOQ\x03\x11q"
    assert told(read(START + text + END)) == [("paste", text)]


def test_keys_and_pastes_come_in_the_order_in_which_they_were_given() -> None:
    data = f"a\x1b[B{START}one{END}\r{START}{END}{START}two{END}\x1bOQ"
    assert told(read(data)) == [
        ("key", "a"), ("key", "down"), ("paste", "one"), ("key", "enter"), ("paste", ""),
        ("paste", "two"), ("key", "f2"),
    ]  # fmt: skip


def test_escape_pressed_before_a_paste_is_escape() -> None:
    assert told(read("\x1b", START + "x" + END)) == [("key", "escape"), ("paste", "x")]
