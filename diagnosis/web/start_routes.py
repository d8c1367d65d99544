"""The first page: interviews of one's own, and three ways to begin one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from fastapi import APIRouter
from starlette.responses import Response

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.model import Team
from diagnosis.intake.quarters import quarter_of, quarter_over
from diagnosis.interview import Interview, begin, follow_up, resume_from
from diagnosis.messages import say
from diagnosis.sessions.store import NoSuchSession
from diagnosis.web.faulty import Problem, field_id, problems
from diagnosis.web.forms import Form, Sent
from diagnosis.web.pages import Ask, Asking
from diagnosis.web.uploads import team_of

router = APIRouter()

FIELDS = ("team", "quarter", "as_of", "currency", "interview")


@router.get("/")
def show_start(asking: Ask) -> Response:
    """The first page."""
    return _start_page(asking)


@router.post("/start")
def start(asking: Ask, form: Sent) -> Response:
    """Begins an interview in the way that was chosen."""
    kind = form.text("kind")
    try:
        interview = _begun(asking, form, kind)
    except Faulty as faulty:
        typed = {name: form.text(name) for name in FIELDS}
        return _start_page(asking, 422, kind, typed, _beside(asking, kind, problems(faulty, asking.language)))
    session = asking.desk.start(interview, asking.visitor)
    return asking.to(f"/interview/{session.id}")


def _begun(asking: Asking, form: Form, kind: str) -> Interview:
    if kind == "new":
        return begin(
            asking.knowledge,
            form.text("team"),
            form.text("quarter"),
            as_of=form.text("as_of"),
            currency=form.text("currency").upper(),
        )
    if kind == "file":
        return resume_from(asking.knowledge, _uploaded(asking, form))
    return follow_up(asking.knowledge, _last_quarter(asking, form), form.text("quarter"), as_of=form.text("as_of"))


def _last_quarter(asking: Asking, form: Form) -> Team:
    """The quarter before: an interview that this browser may open, or a file."""
    id_ = form.text("interview")
    if not id_:
        return _uploaded(asking, form)
    place = Place("interview")
    if form.files("files"):
        both, one = say("an interview and a file are chosen"), say("choose one of them")
        raise Faulty([Fault(place, both, one)])
    try:
        return asking.desk.open(id_, asking.visitor).interview.team
    except NoSuchSession:
        raise Faulty([Fault(place, say("the interview is no longer there"), say("choose another"))]) from None


def _uploaded(asking: Asking, form: Form) -> Team:
    files = form.files("files")
    if not files:
        raise Faulty([Fault(Place("files"), say("no file is chosen"), say("choose a file with the facts of one team"))])
    quarter = form.text("quarter") if form.text("kind") == "file" else ""
    return team_of(files, asking.knowledge, form.text("team"), quarter)


def _beside(asking: Asking, kind: str, wrong: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Problems at the fields of the form that was sent; what is wrong in a file, at the field for files."""
    if kind not in ("file", "follow"):
        return wrong
    fields = {field_id(name): f"{kind}-{name}" for name in ("team", "quarter", "interview")}
    early, late = field_id("previous"), asking.texts("web.quarter_not_later")
    # Here the quarter is written, and the one before it chosen.
    said = (replace(one, field=field_id("quarter"), text=late) if one.field == early else one for one in wrong)
    return tuple(replace(one, field=fields.get(one.field, f"{kind}-files")) for one in said)


def _start_page(
    asking: Asking,
    status: int = 200,
    kind: str = "new",
    typed: dict[str, str] | None = None,
    wrong: tuple[Problem, ...] = (),
) -> Response:
    today = datetime.now(UTC).date()
    nothing = dict.fromkeys(FIELDS, "")
    blank = {**nothing, "quarter": quarter_over(today)}
    listed = asking.desk.list(asking.visitor) if not asking.visitor.fresh else []
    return asking.page(
        "start.html",
        status,
        sessions=listed,
        kind=kind,
        typed=typed or blank,
        blank=blank,
        blank_file=nothing,
        wrong=wrong,
        next_quarter=quarter_of(today),
        retention_days=asking.desk.retention.days,
    )
