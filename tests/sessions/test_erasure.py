"""A person is erased from an interview and its trail: nothing names the person any more, and all else is as it was."""

from __future__ import annotations

import sqlite3
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.faults import Faulty, Note, Place
from diagnosis.intake.model import Statements
from diagnosis.interview import Event, Interview, begin, events_without, resume_from, without_member
from diagnosis.knowledge.base import Knowledge
from diagnosis.messages import verbatim
from diagnosis.sessions import NoSuchSession, Person, Session, Store, sellers_named
from tests.packaged import packaged_knowledge
from tests.sessions.keeping import SECRET, Hands, answer, bytes_of
from tests.terminal.commands import diagnosis
from tests.web.inside import inside

SELLER = Person(SECRET)
TABLE = f"seller,deals,remark\n{SECRET.upper()},2/14,\nS-3,5/20,of {SECRET}\n"


def named(knowledge: Knowledge) -> Interview:
    """An interview that begins with a seller to be erased, this quarter and the one before."""
    known = begin(knowledge, "North", "2026-Q2").answer_table(f"seller,attainment\n{SECRET},50%\nS-2,90%\n")
    again = begin(knowledge, "North", "2026-Q3", previous=known.team)
    return resume_from(knowledge, again.answer_table(f"seller,attainment\n{SECRET},55%\nS-2,95%\n").team)


def told(store: Store, knowledge: Knowledge) -> Session:
    """A session in which the seller is named in every kind of event."""
    note = Note(Place("sellers.csv", 2, 1), verbatim(f"{SECRET.lower()} is taken as {SECRET}"))
    session = store.start(named(knowledge), who="Ona", notes=[note])
    for event in (
        answer("82%"),
        Event("table", "seller", ("deals",), None, TABLE),
        Event("answer", "seller", ("tenure_months",), SECRET, "7"),
        Event("withdraw", "seller", ("attainment",), SECRET),
        Event("unknown", "seller", ("attainment",), SECRET),
        Event("table", "seller", ("attainment",), None, f"seller,attainment\n{SECRET},51%\n"),
        Event("remove", "seller", (), SECRET),
        Event("table", "seller", (), None, f"seller\n{SECRET}\n"),
        answer("84%"),
    ):
        session = store.record(session, event, knowledge, who="Ona")
    return session


def test_nothing_names_a_seller_who_was_erased(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    before = told(store, knowledge)
    assert SECRET.encode() in bytes_of(tmp_path)
    erased = store.erase(before.id, SELLER, knowledge, who="Jonas")
    assert (erased.was_there, erased.still_named, erased.is_gone) == (True, False, True)
    kept = bytes_of(tmp_path).lower()
    assert SECRET.lower().encode() not in kept
    assert b"S-2".lower() in kept and b"s-3" in kept
    after = store.load(before.id, knowledge)
    assert after.interview == without_member(before.interview, "seller", SECRET)
    assert (after.number, after.changed, after.lost) == (before.number + 1, before.changed, ())
    trail = store.trail(before.id)
    assert [entry.event.kind for entry in trail] == [
        "answer", "table", "erased", "erased", "erased", "unknown", "erased", "unknown", "answer", "erase",
    ]  # fmt: skip
    assert (trail[-1].who, trail[-1].event.member, trail[-1].new) == ("Jonas", None, {})
    assert trail[1].new["sellers[S-3].deals"] == "5/20"
    assert sellers_named(after.interview, trail) == ["S-2", "S-3"]


def test_all_states_of_before_are_without_the_seller(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    session = told(store, knowledge)
    other = Store.open(tmp_path / "sessions.sqlite3")
    shown = [other.load(session.id, knowledge, number=number) for number in range(session.number + 1)]
    assert SECRET in str(shown[2].interview.members)
    store.erase(session.id, SELLER, knowledge)
    # Another process has the earlier states in memory, and does not show them; soon it has them no longer.
    for number in range(session.number + 2):
        assert SECRET not in str(other.load(session.id, knowledge, number=number).interview)
    assert other.tidy()
    assert other._remembered.states == [(session.id, session.number + 1)]


def test_what_was_shown_before_brings_nobody_back(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    session = told(store, knowledge)
    Store.open(tmp_path / "sessions.sqlite3").erase(session.id, SELLER, knowledge)
    with pytest.raises(Faulty, match="there is no"):
        store.record(session.id, Event("answer", "seller", ("tenure_months",), SECRET, "8"), knowledge)
    assert SECRET not in str(store.record(session.id, answer("85%"), knowledge).interview)


def test_somebody_who_answered_is_erased(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    known = begin(knowledge, "North", "2026-Q3").answer("otif", "82%").team
    session = store.start(resume_from(knowledge, known), who="Ona")
    for who in ("Ona", SECRET, "Ona"):
        session = store.record(session, answer(f"{80 + session.number}%"), knowledge, who=who)
    store.links.use(store.links.new(session.id), SECRET)
    assert store.erase(session.id, Person(SECRET, answered=True), knowledge, who="Ona").was_there
    assert [entry.who for entry in store.trail(session.id)] == ["Ona", "erased", "Ona", "Ona"]
    assert store.links.guests_of(session.id) == []
    assert store.load(session.id, knowledge).interview == session.interview
    assert SECRET.encode() not in bytes_of(tmp_path)
    assert store.erase(session.id, Person("Ona", answered=True), knowledge, who="Ona").was_there
    assert {entry.who for entry in store.trail(session.id)} == {"erased"}
    assert store.load(session.id, knowledge).owner == "erased"


def test_who_is_not_there_leaves_no_mark(store: Store, knowledge: Knowledge) -> None:
    session = told(store, knowledge)
    assert not store.erase(session.id, Person("S-99"), knowledge).was_there
    assert not store.erase(session.id, Person("S-2", answered=True), knowledge).was_there
    assert len(store.trail(session.id)) == session.number
    with pytest.raises(NoSuchSession):
        store.erase("gone", SELLER, knowledge)


def test_a_name_in_a_text_is_told(store: Store, knowledge: Knowledge) -> None:
    known = begin(knowledge, f"Team of {SECRET}", "2026-Q3").answer_table(f"seller\n{SECRET}\n")
    id_ = store.start(resume_from(knowledge, known.team)).id
    erased = store.erase(id_, SELLER, knowledge)
    assert erased.still_named and "still stands in a text" in str(erased.notes[0])


@pytest.mark.parametrize("person", [SELLER, Person(SECRET, answered=True)])
def test_no_reason_names_who_was_erased(tmp_path: Path, store: Store, knowledge: Knowledge, person: Person) -> None:
    begun = begin(knowledge, "North", "2026-Q3").answer("otif", "82%")
    said = Statements({}, {"pricing": f"{SECRET} says so"}, SECRET, {}, {"otif": f"{SECRET} (CFO)"})
    session = store.start(replace(begun, particulars=replace(begun.particulars, statements=said)), who="Ona")
    for event in (
        Event("does_not_apply", "team", ("price_index",), None, f"asked {SECRET.upper()}, and S-2: no prices"),
        Event("does_not_apply_by", "team", (), None, "Jonas"),
        Event("does_not_apply_by", "team", (), None, SECRET.lower()),
        Event("does_not_apply", "team", ("return_rate",), None, "nothing comes back"),
        Event("since", "team", ("otif",), None, "2026-Q2"),
    ):
        session = store.record(session, event, knowledge, who="Ona")
    erased = store.erase(session.id, person, knowledge, who="Ona")
    assert (erased.was_there, erased.still_named) == (True, False)
    assert SECRET.lower().encode() not in bytes_of(tmp_path).lower()
    after = store.load(session.id, knowledge)
    assert after.lost == ()
    left = after.interview.particulars.statements
    assert left == Statements(
        {"otif": "2026-Q2"},
        {
            "pricing": "erased says so",
            "price_index": "asked erased, and S-2: no prices",
            "return_rate": "nothing comes back",
        },
        "erased",
        {},
        {"otif": "erased (CFO)"},
    )
    trail = store.trail(session.id)
    assert trail[0].new == {"does_not_apply.price_index": "asked erased, and S-2: no prices"}
    assert [entry.event.text for entry in trail[1:4]] == ["Jonas", "erased", "nothing comes back"]
    assert (trail[1].old, trail[2].new) == ({"does_not_apply_by": "erased"}, {"does_not_apply_by": "erased"})
    assert not store.erase(session.id, person, knowledge).was_there


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("Ona  Žilė knows", "ona žilė", "erased knows"),
        ("Fiona and Onaitis know", "Ona", "Fiona and Onaitis know"),
        (unicodedata.normalize("NFD", "Žilė knows"), "Žilė", "erased"),
        ("7 of 12 said so", "12", "7 of 12 said so"),
        ("12", "12", "erased"),
        ("Jo " + "x" * 197, "Jo", "erased"),
    ],
)
def test_a_name_in_a_text_is_a_word_of_it(knowledge: Knowledge, text: str, name: str, left: str) -> None:
    event = Event("does_not_apply", "team", ("delivery",), None, text)
    assert events_without(begin(knowledge, "North", "2026-Q3"), [event], "seller", name)[0].text == left


@pytest.mark.sqlite
def test_an_erased_person_is_in_no_backup_made_later_and_time_goes_on(tmp_path: Path, knowledge: Knowledge) -> None:
    clock, copy = Hands(), tmp_path / "copies" / "copy.sqlite3"
    store = Store.open(tmp_path / "sessions.sqlite3", clock)
    session = told(store, knowledge)
    clock.pass_(100 * 24 * 3600)
    store.erase(session.id, SELLER, knowledge)
    # Erasing is no answer: it keeps the interview no longer.
    assert store.list()[0].changed == session.changed
    assert diagnosis("sessions", "backup", copy, "--store", tmp_path / "sessions.sqlite3").exit_code == 0
    assert SECRET.encode() not in copy.read_bytes()
    assert diagnosis("sessions", "check", "--store", copy).exit_code == 0


# --- the command and the page -------------------------------------------------------------------------------------


def test_the_command_erases_everywhere(tmp_path: Path, store: Store, knowledge: Knowledge) -> None:
    place = tmp_path / "sessions.sqlite3"
    ids = [told(store, knowledge).id for _ in range(2)]
    nobody = diagnosis("sessions", "erase", ids[0][:8], "--seller", "S-99", "--store", place)
    assert nobody.exit_code == 2 and "nobody of that name" in nobody.stderr
    unsaid = diagnosis("sessions", "erase", "all", "--store", place)
    assert unsaid.exit_code == 2 and "not said who" in unsaid.stderr
    done = diagnosis("sessions", "erase", "all", "--seller", SECRET, "--store", place, "--who", "Jonas")
    assert (done.exit_code, done.stdout) == (0, "Erased from 2 interviews\n")
    assert done.stderr.count("copies that were made") == 1
    assert SECRET.encode() not in bytes_of(tmp_path)
    assert all(store.trail(id_)[-1].who == "Jonas" for id_ in ids)


@pytest.mark.sqlite
def test_a_reader_keeps_traces_and_that_is_told(
    tmp_path: Path, store: Store, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("diagnosis.sessions.database._LOG_SECONDS", 0)
    place, id_ = tmp_path / "sessions.sqlite3", told(store, knowledge).id
    reader = sqlite3.connect(place)
    reader.execute("begin")
    reader.execute("select count(*) from sessions").fetchone()
    done = diagnosis("sessions", "erase", id_, "--seller", SECRET, "--store", place)
    assert done.exit_code == 0 and "traces of what was deleted are still on the disk" in done.stderr
    reader.close()


def test_the_owner_erases_on_the_page_and_a_guest_may_not(tmp_path: Path) -> None:
    place = tmp_path / "sessions.sqlite3"
    with inside(place) as open_:
        owner, guest = open_(), open_()
        path = owner.begin()
        owner.get(f"{path}/table/seller")
        owner.post(f"{path}/table/seller", do="import", pasted=f"seller,attainment\n{SECRET},50%\nS-2,90%\n")
        owner.get(f"{path}/session")
        owner.post(f"{path}/link")
        link = owner.text.partition("/resume/")[2].partition('"')[0]
        guest.get(f"/resume/{link}")
        guest.post(f"/resume/{link}")
        assert "Erase a person" not in guest.get(f"{path}/session").text
        value = owner.get(f"{path}/session").text.partition(f'">{SECRET}</option>')[0].rpartition('"')[2]
        assert guest.post(f"{path}/erase", whom=value, sure="yes").status_code == 403
        assert owner.post(f"{path}/erase", whom=value).status_code == 422
        assert "Choose a person" in owner.text
        owner.post(f"{path}/erase", whom=value, sure="yes")
        assert "The person is erased." in owner.text and "copies that were made" in owner.text
        for page in ("", "/session", "/trail", "/answers", "?since=0", "/table/seller", "/result"):
            assert SECRET not in owner.get(f"{path}{page}").text
        assert "a person was erased" in owner.get(f"{path}/trail").text
        assert "S-2" in owner.text
        assert SECRET.encode() not in bytes_of(tmp_path)


# --- the law ------------------------------------------------------------------------------------------------------

IDS = ("A-1", "B-2", "C-3")
cells = st.sampled_from(["", "2/14", "9/20"])


@st.composite
def seller_events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(["table", "table", "remove", "answer", "unknown", "column"]))
    member, fact = draw(st.sampled_from(IDS)), draw(st.sampled_from(["deals", "attainment"]))
    if kind == "table":
        rows = draw(st.dictionaries(st.sampled_from(IDS), cells, min_size=1))
        text = "seller,deals\n" + "".join(f"{id_},{cell}\n" for id_, cell in rows.items())
        return Event("table", "seller", (), None, text)
    if kind == "column":
        return Event("unknown", "seller", (fact,))
    if kind == "remove":
        return Event("remove", "seller", (), member)
    text = {"deals": "3/30", "attainment": "71%"}[fact] if kind == "answer" else None
    return Event("answer" if text else "unknown", "seller", (fact,), member, text)


@settings(deadline=None)
@given(st.lists(seller_events(), max_size=8))
def test_what_is_left_is_the_state_without_the_member(given_events: list[Event]) -> None:
    begun = begin(packaged_knowledge(), "North", "2026-Q3")
    state, taken = begun, list[Event]()
    for event in given_events:
        try:
            state = state.apply(event)
        except Faulty:
            continue
        taken.append(event)
    left = begun
    for event in events_without(begun, taken, "seller", "B-2"):
        assert "B-2" not in str(event)
        left = left.apply(event, check=False)
    assert left == without_member(state, "seller", "B-2")
