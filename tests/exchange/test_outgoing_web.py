"""The web page and the Markdown of a plan: words stay words, whatever they look like."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

from jtai_tui.exchange.outgoing.markdown import escaped, plan_markdown
from jtai_tui.exchange.outgoing.published import HEADINGS, published
from jtai_tui.exchange.outgoing.shading import LEAST_CONTRAST, contrast
from jtai_tui.exchange.outgoing.web import plan_html
from tests.exchange.plans_to_publish import ACTING, ANY_TEXT, SEED, TEXTS, large_plan, small_plan


class Page(HTMLParser):
    """What a browser sees: elements with their attributes, in order, and the text between."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.words = [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        self.elements.append(("comment", data))

    def all(self, tag):
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture(scope="module")
def seed():
    return Page(plan_html(SEED))


def test_a_page_is_in_british_english_and_fetches_and_runs_nothing(seed):
    assert seed.all("html") == [{"lang": "en-GB"}]
    policy = seed.all("meta")[1]
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert policy["content"].startswith("default-src 'none'; style-src 'sha256-")
    assert not {tag for tag, _ in seed.elements} & {"script", "img", "link", "iframe", "form"}
    targets = [attrs["href"] for attrs in seed.all("a")]
    assert all(target.startswith("#agency-") for target in targets)
    assert {target[1:] for target in targets} <= {each.get("id") for each in seed.all("section")}
    assert "url(" not in plan_html(SEED)
    assert "@import" not in plan_html(SEED)


def test_tables_have_captions_and_headings_with_their_scope(seed):
    tables = len(ACTING) + 1
    assert len(seed.all("table")) == len(seed.all("caption")) == len(seed.all("thead")) == tables
    scopes = [attrs.get("scope") for attrs in seed.all("th")]
    assert scopes.count("col") == len(HEADINGS) * len(ACTING) + 3
    assert scopes.count("row") == len(SEED.actions) + len(SEED.scheme)


def test_a_page_says_all_that_is_published(seed):
    for action in published(SEED).actions:
        for text in (action.finding, action.action, *(update.text for update in action.updates)):
            for line in text.split("\n"):
                words = re.sub(r"^(- |\d+\. )", "", line)
                assert " ".join(words.split()) in seed.text
    for rating in SEED.scheme:
        assert f"{rating.letter} {rating.name}" in seed.text


def test_a_page_prints_on_landscape_paper_with_headings_on_each_and_no_row_parted():
    page = plan_html(SEED)
    assert "size: A4 landscape" in page
    assert "display: table-header-group" in page
    assert "break-inside: avoid" in page


def test_colours_of_a_page_can_be_read():
    rules = re.findall(r"background: #([0-9a-f]{6}); color: #([0-9a-f]{6});", plan_html(SEED))
    assert len(rules) > len(SEED.scheme)
    assert all(contrast(one, other) >= LEAST_CONTRAST for one, other in rules)


@given(ANY_TEXT)
def test_whatever_people_type_adds_no_element_to_a_page(text):
    plan = small_plan(text)
    typed, plain = Page(plan_html(plan)), Page(plan_html(small_plan("Some text.")))
    set_apart = {"p", "br", "ul", "ol", "li", "strong"}
    shapes = [
        [(tag, sorted(attrs)) for tag, attrs in page.elements if tag not in set_apart]
        for page in (typed, plain)
    ]
    if published(plan).introduction:
        assert shapes[0] == shapes[1]
    assert not any(attrs for tag, attrs in typed.elements if tag in set_apart - {"p"})
    for line in published(plan).introduction.split("\n"):
        words = re.sub(r"^(- |\d+\. )", "", line)
        assert " ".join(words.split()) in typed.text


def test_numbers_in_braces_are_not_worked_out():
    assert "{{7*7}}" in plan_html(small_plan("{{7*7}}"))


def test_markdown_has_a_heading_and_a_table_for_each_agency():
    lines = plan_markdown(SEED).split("\n")
    headings = [line for line in lines if line.startswith("## ")]
    assert len(headings) == 3 + len(SEED.agencies)
    head = f"| {' | '.join(HEADINGS)} |"
    assert lines.count(head) == len(ACTING)
    rows = [line for line in lines if re.match(r"\| \d+", line)]
    assert len(rows) == len(SEED.actions)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {8}


@given(ANY_TEXT)
def test_whatever_people_type_adds_no_row_and_no_element_to_markdown(text):
    written = plan_markdown(small_plan(text))
    tables = [line for line in written.split("\n") if line.startswith("|")]
    assert len(tables) == 2 + len(SEED.scheme) + 2 + 1
    assert len(re.findall(r"(?<!\\)\|", tables[-1])) == 8
    assert set(re.findall(r"<[^>]*>", written)) <= {"<br>"}
    headings = [line for line in written.split("\n") if line.startswith("#")]
    assert len(headings) in (4, 6)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a | b", "a \\| b"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("# one", "\\# one"),
        ("  - one", "&#160;&#160;\\- one"),
        ("1. one", "&#49;. one"),
        ("10) ten", "&#49;0) ten"),
        ("*x* _y_ `z` ~~q~~", "\\*x\\* \\_y\\_ \\`z\\` \\~\\~q\\~\\~"),
        ("[a](b)", "\\[a\\](b)"),
        ("https://x.example www.x.example a@x", "https&#58;//x.example www&#46;x.example a&#64;x"),
        ("C:\\new", "C:\\\\new"),
        ("===", "\\==="),
        ("plain words, 3 of them.", "plain words, 3 of them."),
    ],
)
def test_signs_of_markdown_are_written_as_signs(typed, written):
    assert escaped(typed) == written


@given(TEXTS)
def test_no_line_of_markdown_starts_anything(text):
    line = escaped(" ".join(text.split()))
    assert not re.match(r"\s*(?:[-+*#=>~`|]|\d+[.)])", line)


def test_hundreds_of_actions_stand_in_a_page_of_bounded_size():
    assert len(plan_html(large_plan(300))) < 600_000
    assert len(plan_markdown(large_plan(300))) < 450_000
