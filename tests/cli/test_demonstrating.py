"""`jtai demo`, as somebody types it."""


def test_demo_makes_the_same_plan_each_time_and_says_how_to_look_at_it(jtai, home, made_demo):
    made = jtai("demo", "demo.db", "--author", "A. Nybody", "--today", "2033-03-03")
    assert (made.code, made.err) == (0, "")
    assert "a year that is made up, 30 Mar 2020 to 31 Mar 2021" in made.out
    assert "36 actions" in made.out and "4 reporting points" in made.out
    assert "jtai open demo.db --today 2021-03-31" in made.out

    assert (home / "demo.db").read_bytes() == made_demo.read_bytes()
    (home / "other.db").write_bytes(made_demo.read_bytes())
    ours, other = (jtai("verify", name, "--format", "json") for name in ("demo.db", "other.db"))
    assert ours.data["sound"] and ours.data["tip"] == other.data["tip"]
    ours, other = (jtai("export", name, "-") for name in ("demo.db", "other.db"))
    assert ours.out == other.out

    again = jtai("demo", "demo.db")
    assert again.code == 1
    assert again.err.startswith("jtai: demo.db: there is a file already")


def test_demo_needs_the_name_of_a_file(jtai, home):
    assert jtai("demo").code == 2
    assert jtai("demo", "").code != 0
    assert list(home.iterdir()) == []
