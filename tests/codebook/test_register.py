from __future__ import annotations

import csv
import os
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polybius.codebook.naming import abbreviation_key, name_key
from polybius.codebook.party_files import parse_file
from polybius.codebook.register import NameKind, Register, load_register, party_kinds, shipped_files
from polybius.errors import CodebookError

register = load_register()
entries = list(register.entries.values())
codes = st.sampled_from(list(register.entries))
forms = st.sampled_from(list(register.names()))


def codes_for(name: str, among: Register = register) -> list[str]:
    return [entry.code for entry in among.by_name(name)]


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


# --- the data -------------------------------------------------------------------------------


def test_the_register_is_large_and_has_every_kind() -> None:
    kinds = Counter(entry.kind for entry in entries)
    assert set(kinds) == set(party_kinds)
    assert kinds["state"] >= 193
    assert kinds["armed_group"] >= 500


def test_no_code_stands_in_two_shipped_files() -> None:
    folder = files("polybius.codebook") / "data" / "parties"
    assert sorted(f.name for f in folder.iterdir()) == sorted(f"{n}.yaml" for n in shipped_files)
    texts = {name: (folder / f"{name}.yaml").read_text("utf-8") for name in shipped_files}
    rows = [row.code for name, text in texts.items() for row in parse_file(text, f"{name}.yaml")]
    assert rows == list(register.entries)


def test_links_lead_to_entries_and_never_to_the_party_itself() -> None:
    for entry in entries:
        for target in (*entry.parents, *entry.allies, *entry.adversaries):
            assert target in register.entries
            assert target != entry.code


def test_no_party_is_ally_and_adversary_of_one_other() -> None:
    for entry in entries:
        assert not set(entry.allies) & set(entry.adversaries), entry.code


def test_ucdp_ids_belong_to_one_entry_each() -> None:
    ids = Counter(entry.ucdp for entry in entries if entry.ucdp is not None)
    assert len(ids) > 500
    assert max(ids.values()) == 1
    assert min(ids) > 0


def test_countries_are_those_of_states_or_known_territories() -> None:
    known = {c for e in entries if e.code.startswith("state.") for c in e.countries}
    assert len({c for e in entries if e.kind == "state" for c in e.countries}) >= 193
    for entry in entries:
        assert set(entry.countries) <= known | {"HK", "PR"}, entry.code


def test_states_have_their_iso_code_as_code() -> None:
    # YAML 1.1 reads a bare NO as false
    assert register.entries["state.no"].countries == ("NO",)
    for entry in entries:
        if entry.kind == "state" and len(entry.code) == len("state.xx") and not entry.until:
            assert entry.countries == (entry.code.removeprefix("state.").upper(),)


def test_names_are_clean_and_stand_once_in_an_entry() -> None:
    for entry in entries:
        every = [entry.name, *entry.aliases, *entry.former_names]
        assert all(form == form.strip() and name_key(form) for form in every), entry.code
        # lower-case twins are there on purpose: "Peshmerga" alone would need its capital
        keys = [name_key(form) for form in every if not form.islower()]
        assert len(keys) == len(set(keys)), (entry.code, keys)


def test_main_names_are_unique() -> None:
    names = Counter(name_key(entry.name) for entry in entries)
    assert [name for name, times in names.items() if times > 1] == []


def test_since_never_follows_until() -> None:
    for entry in entries:
        assert not (entry.since and entry.until) or entry.since <= entry.until, entry.code


@pytest.mark.gold
def test_ucdp_ids_carry_the_name_or_place_of_the_entry() -> None:
    gold = Path(os.environ.get("POLYBIUS_GOLD", "../shared/gold"))
    path = gold / "losses" / "ucdp_actor_v22.1.csv"
    if not path.exists():
        pytest.skip("the gold data is not here")
    with path.open(encoding="utf-8-sig", newline="") as file:
        actors = {int(row["ActorId"]): row for row in csv.DictReader(file)}
    for entry in entries:
        if entry.ucdp is None:
            continue
        columns = ("NameData", "NameOrigFull", "NameOrigFullEng", "NewNameFullEng")
        stated = name_key(" ".join(actors[entry.ucdp][c] for c in columns))
        known = [entry.name, *entry.abbreviations, *entry.aliases, *entry.former_names]
        words = {w for form in known for w in name_key(form).split() if len(w) > 1}
        assert words & set(stated.split()), (entry.code, stated)


# --- look-up --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("the Taliban", "af.taliban"),
        ("Taleban", "af.taliban"),
        ("AL QAIDA", "alqaeda"),
        ("al-Qa’ida", "alqaeda"),
        ("Hizbullah", "lb.hezbollah"),
        ("the U.S.", "state.us"),
        ("Pakistan's", "state.pk"),
        ("Nigerien", "state.ne"),
        ("Côte d’Ivoire", "state.ci"),
        ("Cote dIvoire", "state.ci"),
        ("the Kremlin", "state.ru"),
        ("Balochistan Liberation Army", "pk.bla"),
        ("Baloch Liberation Army", "pk.bla"),
        ("FARC/EP", "co.farc"),
        ("Sendero Luminoso", "pe.sendero"),
        ("peshmerga", "iq.peshmerga"),
    ],
)
def test_known_spellings_find_their_party(name: str, code: str) -> None:
    assert codes_for(name)[0] == code


def test_abbreviations_match_in_case_only() -> None:
    assert "is" in codes_for("IS")
    assert codes_for("is") == []
    assert codes_for("who") == []
    assert codes_for("us") == []


def test_one_word_names_need_their_capital() -> None:
    # ordinary words that are also names: a newspaper, a people, a movement
    assert codes_for("Dawn") == ["media.dawn"]
    for word in ("dawn", "fur", "shan", "amal", "polish", "turkey"):
        assert codes_for(word) == []


def test_the_form_written_just_so_comes_first() -> None:
    assert codes_for("The Hindu")[0] == "media.thehindu"
    assert codes_for("Hindu")[0] == "people.hindus"


def test_abbreviations_may_stand_for_several() -> None:
    found = {entry.code for entry in register.by_abbreviation("RSF")}
    assert {"sd.rsf", "org.rsf"} <= found
    assert register.by_abbreviation("Rsf") == ()


def test_expansions_give_main_names_first() -> None:
    names = register.expansions("BLA")
    assert names[0] == "Balochistan Liberation Army"
    assert "Baloch Liberation Army" in names
    assert register.expansions("QQX") == ()


@given(forms)
def test_every_form_finds_its_party(form: tuple[str, str, NameKind]) -> None:
    text, code, _ = form
    assert code in codes_for(text)


@given(forms)
def test_hyphens_and_apostrophes_make_no_difference(form: tuple[str, str, NameKind]) -> None:
    text, code, kind = form
    if kind is not NameKind.ABBREVIATION:
        assert code in codes_for(text.replace("-", " ").replace("'", "’"))
        assert code in codes_for(text.upper())


@given(st.text(max_size=30))
def test_keys_are_stable(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@given(st.text(max_size=30))
def test_look_ups_take_any_text(text: str) -> None:
    assert set(codes_for(text)) <= set(register.entries)
    assert len(register.near_misses(text, 2)) <= 2


@given(st.text(alphabet="ABCxyz.-/ ", max_size=12))
def test_dots_do_not_count_in_abbreviations(text: str) -> None:
    assert abbreviation_key(text.replace(".", "")) == abbreviation_key(text)


# --- near misses ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Balochistan Liberaton Army", "pk.bla"),
        ("Rapid Suport Forces", "sd.rsf"),
        ("Hezbolah", "lb.hezbollah"),
        ("Afganistan", "state.af"),
    ],
)
def test_misspellings_find_their_party(name: str, code: str) -> None:
    assert register.near_misses(name, 3)[0].code == code


def test_known_short_and_distant_names_have_no_near_miss() -> None:
    for name in ("Balochistan Liberation Army", "Iran", "Irak", "Blue Ridge Garden Society", ""):
        assert register.near_misses(name, 3) == ()


def test_near_misses_keep_to_the_limit() -> None:
    assert len(register.near_misses("Jundalah", 5)) > 1
    assert len(register.near_misses("Jundalah", 1)) == 1


# --- sides ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("pk.bla", "force.pk.fc", True),
        ("pk.majeed", "force.pk.army", True),
        ("force.pk.isi", "force.pk.rangers", False),
        ("pk.bla", "pk.blf", False),
        ("pk.bla", "pk.ttp", None),
        ("sd.rsf", "force.sd.saf", True),
        ("is.khorasan", "af.haqqani", True),
        ("ps.qassam", "force.il.air_force", True),
        ("co.eln", "media.reuters", None),
        # both belong to the Sinaloa Cartel, and fight each other
        ("mx.chapitos", "mx.mayos", True),
    ],
)
def test_opposing_sides(a: str, b: str, expected: bool | None) -> None:
    assert register.adverse(a, b) is expected


@given(codes, codes)
def test_opposition_is_mutual(a: str, b: str) -> None:
    assert register.adverse(a, b) is register.adverse(b, a)


@given(codes)
def test_nobody_is_adverse_to_themselves_or_their_side(code: str) -> None:
    assert register.adverse(code, code) is False
    top = register.side(code)
    assert not register.entries[top].parents
    assert register.side(top) == top


def test_a_force_is_on_the_side_of_its_state() -> None:
    assert register.side("force.ir.quds") == "state.ir"
    with pytest.raises(CodebookError, match=r"no party 'xx\.none'"):
        register.side("xx.none")


# --- the user's files -----------------------------------------------------------------------


def test_the_shipped_register_is_loaded_once() -> None:
    assert load_register() is load_register(())


def test_a_yaml_file_adds_and_extends(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "mine.yaml",
        "xx.river:\n  name: River Valley Front\n  kind: armed_group\n  abbreviations: [RVF]\n"
        "  adversaries: [state.no]\n  since: 1999\n"
        "pk.bla:\n  aliases: [Invented Alias]\n  note: ours\n",
    )
    mine = load_register([path])
    assert codes_for("RVF", mine) == ["xx.river"]
    assert mine.entries["xx.river"].since == "1999"
    assert mine.adverse("xx.river", "state.no") is True
    assert codes_for("invented alias", mine) == ["pk.bla"]
    assert mine.entries["pk.bla"].note == "ours"
    assert codes_for("Baloch Liberation Army", mine) == ["pk.bla"]
    assert codes_for("invented alias") == []


def test_a_csv_file_does_the_same(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "mine.csv",
        "code,name,kind,aliases,countries,ucdp\n"
        'xx.river,"River, Valley Front",armed_group,RV Front; Valley Men,NO;SE,99999\n'
        "\npk.bla,,,Invented Alias,,\n",
    )
    entry = load_register([path]).entries["xx.river"]
    assert entry.name == "River, Valley Front"
    assert entry.aliases == ("RV Front", "Valley Men")
    assert entry.countries == ("NO", "SE")
    assert entry.ucdp == 99999
    extended = load_register([path]).entries["pk.bla"]
    assert extended.name == "Balochistan Liberation Army"
    assert "Invented Alias" in extended.aliases


def test_later_files_lie_over_earlier_ones(tmp_path: Path) -> None:
    one = write(tmp_path, "1.yaml", "xx.a: {name: First, kind: armed_group}\n")
    two = write(tmp_path, "2.yaml", "xx.a: {name: Second}\n")
    assert load_register([one, two]).entries["xx.a"].name == "Second"


good = "name: A Front, kind: armed_group"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yaml", "xx.a: {GOOD, colour: red}", r"a\.yaml:1: .*'xx\.a'.*unknown.*colour"),
        ("a.yaml", "xx.a: {GOOD, parents: [xx.b]}", r"a\.yaml:1: .*parents.*'xx\.b'"),
        ("a.yaml", "xx.a: {GOOD, allies: [xx.b]}", r"allies.*'xx\.b'"),
        ("a.yaml", "xx.a: {GOOD, adversaries: [xx.b]}", r"adversaries.*'xx\.b'"),
        ("a.yaml", "xx.a: {GOOD}\nxx.a: {GOOD}", r"a\.yaml:2: .*twice.*line 1"),
        ("a.yaml", "xx.a: {name: A, name: B}", r"'name' twice"),
        ("a.yaml", "xx.a: {name: A}", r"'xx\.a'.*kind"),
        ("a.yaml", "xx.a: {name: A, kind: club}", r"kind must be one of state"),
        ("a.yaml", "xx.a: {GOOD, aliases: B}", r"'aliases' must be a list"),
        ("a.yaml", "xx.a: {name: [A], kind: state}", r"'name' must be a single value"),
        ("a.yaml", "xx.a: {GOOD, aliases: [{b: c}]}", r"single value is needed"),
        ("a.yaml", "xx.a: {GOOD, ucdp: many}", r"'xx\.a'.*ucdp"),
        ("a.yaml", "xx.a: {GOOD, countries: [Norway]}", r"'Norway' is no two-letter"),
        ("a.yaml", "xx.a: {GOOD, since: long ago}", r"'long ago' must be YYYY"),
        ("a.yaml", "XX A: {GOOD}", r"lower-case words"),
        ("a.yaml", "xx.a: {GOOD, parents: [xx.a]}", r"its own ancestor"),
        ("a.yaml", "- one\n- two\n", r"a\.yaml:1: .*must be a mapping"),
        ("a.yaml", "xx.a: text\n", r"'xx\.a' must be a mapping"),
        ("a.yaml", "xx.a:\n  name: [unclosed\n", r"a\.yaml:\d+: not YAML"),
        ("a.yaml", "xx.a: \x01", r"a\.yaml.*not YAML"),
        ("a.csv", "code,name,colour\nxx.a,A,red\n", r"a\.csv:2: .*unknown.*colour"),
        ("a.csv", "name,kind\nA,state\n", r"a\.csv:1: .*'code'"),
        ("a.csv", "code,name,name\n", r"each field once"),
        ("a.csv", "code,name\nxx.a,A,extra\n", r"a\.csv:2: 3 cells"),
        ("a.csv", "code,name,kind\n,A,state\n", r"a\.csv:2: .*no code"),
        ("a.csv", 'code,name\nxx.a,"A\n', r"a\.csv:.*not CSV"),
        ("a.csv", "code,name,kind\nxx.a,A,state\nxx.a,B,state\n", r"a\.csv:3: .*twice"),
        ("a.txt", "xx.a\n", r"cannot end in '\.txt'"),
    ],
)
def test_bad_files_are_refused_with_the_place(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(CodebookError, match=message):
        load_register([write(tmp_path, name, text.replace("GOOD", good))])


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"none\.yaml: cannot be read"):
        load_register([tmp_path / "none.yaml"])
    latin = tmp_path / "latin.csv"
    latin.write_bytes("code,name\nxx.a,Séléka\n".encode("latin-1"))
    with pytest.raises(CodebookError, match=r"latin\.csv@\d+: is not UTF-8"):
        load_register([latin])


def test_circles_of_parents_are_refused(tmp_path: Path) -> None:
    text = (
        "xx.a: {name: A, kind: armed_group, parents: [xx.b]}\n"
        "xx.b: {name: B, kind: armed_group, parents: [xx.a]}\n"
    )
    with pytest.raises(CodebookError, match="its own ancestor"):
        load_register([write(tmp_path, "a.yaml", text)])


@given(st.text(max_size=60))
def test_any_text_is_a_file_or_an_error(text: str) -> None:
    for name in ("a.yaml", "a.csv"):
        try:
            rows = parse_file(text, name)
        except CodebookError as error:
            assert str(error).startswith(name)
        else:
            assert all(row.code for row in rows)
