"""The first page: interviews of one's own, and three ways to begin one.

GET  /               show_start
POST /start          start
POST /start/columns  keep_columns
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import Response

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.intake.headings import fold
from diagnosis.intake.previous import not_directly_before
from diagnosis.intake.quarters import quarter_of, quarter_over
from diagnosis.interview import Interview, begin, follow_up, resume_from
from diagnosis.messages import say
from diagnosis.presentation.column_mapping import AskedColumn, asked_columns, meanings
from diagnosis.sessions import NoSuchSession
from diagnosis.web.column_mapping import carried, chosen_in, files_in, mapping_text
from diagnosis.web.form_problems import Problem, problems
from diagnosis.web.forms import Form, Sent
from diagnosis.web.pages import Context, PageContext, attachment
from diagnosis.web.security_log import note
from diagnosis.web.turns import Timed
from diagnosis.web.uploads import UnreadFiles, Uploaded, team_of
from diagnosis.web.users import Right

router = APIRouter(route_class=Timed)

FIELDS = ("team", "quarter", "as_of", "currency", "interview")


@router.get("/")
def show_start(context: Context) -> Response:
    """The first page."""
    return _start_page(context)


@router.post("/start")
def start(context: Context, form: Sent) -> Response:
    """Begins an interview in the way that was chosen."""
    kind = form.text("kind")
    context.require(Right.OWN)
    try:
        interview, notes = _begun(context, form, kind)
        session = context.store.start(interview, who=context.visitor.owner, language=context.language, notes=notes)
    except Faulty as faulty:
        typed = {name: form.text(name) for name in FIELDS}
        wrong = _beside(context, kind, faulty)
        chosen = {(subject, fold(heading)): column for subject, heading, column in chosen_in(form)}
        asked = asked_columns(faulty.columns, context.knowledge, chosen) if isinstance(faulty, UnreadFiles) else ()
        return _columns_page(context, form, asked, faulty) if asked else _start_page(context, 422, kind, typed, wrong)
    note(context, "interview begun", session)
    return context.to(f"/interview/{session.id}")


@router.post("/start/columns")
def keep_columns(form: Sent) -> Response:
    """What was chosen of columns, as a file for the next time."""
    return attachment(mapping_text(form).encode(), "columns.yaml", "application/yaml")


def _begun(context: PageContext, form: Form, kind: str) -> tuple[Interview, Sequence[Fault]]:
    """The interview that begins, and what to tell of how its files were read. Raises Faulty."""
    if kind == "new":
        interview = begin(
            context.knowledge,
            form.text("team"),
            form.text("quarter"),
            as_of=form.text("as_of"),
            currency=form.text("currency").upper(),
        )
        return interview, ()
    if kind == "file":
        uploaded = _uploaded(context, form)
        return resume_from(context.knowledge, uploaded.team), uploaded.notes
    before = _last_quarter(context, form)
    interview = follow_up(context.knowledge, before.team, form.text("quarter"), as_of=form.text("as_of"))
    notes = list(before.notes)
    if interview.particulars.previous is None:
        earlier, quarter = before.team.quarter, interview.particulars.quarter
        notes.append(not_directly_before(Place(""), earlier, quarter))
    return interview, notes


def _last_quarter(context: PageContext, form: Form) -> Uploaded:
    """The quarter before: an interview that this browser may open, or a file."""
    id_ = form.text("interview")
    if not id_:
        return _uploaded(context, form)
    place = Place("interview")
    if form.files("files"):
        both, choose = say("an interview and a file are chosen"), say("choose one of them")
        raise Faulty([Fault(place, both, choose)])
    try:
        return Uploaded(context.session(id_).interview.team, ())
    except NoSuchSession:
        raise Faulty([Fault(place, say("the interview is no longer there"), say("choose another"))]) from None


def _uploaded(context: PageContext, form: Form) -> Uploaded:
    files = files_in(form)
    if not files:
        raise Faulty([Fault(Place("files"), say("no file is chosen"), say("choose a file with the facts of one team"))])
    quarter = form.text("quarter") if form.text("kind") == "file" else ""
    return team_of(files, context.knowledge, form.text("team"), quarter, mapping_text(form))


def _beside(context: PageContext, kind: str, faulty: Faulty) -> tuple[Problem, ...]:
    """Problems at the fields of the form that was sent; what is wrong in a file, at the field for files."""
    if kind not in ("file", "follow"):
        return problems(faulty, context.language)
    fields = {name: f"{kind}-{name}" for name in ("team", "quarter", "interview")}
    told = []
    for fault, problem in zip(faulty.faults, problems(faulty, context.language), strict=True):
        place = fault.place.file
        if place == "previous":
            # The quarter before is chosen from a list; what the manager can correct is the quarter.
            told.append(replace(problem, field=fields["quarter"], text=context.texts("web.quarter_not_later")))
        elif place in fields:
            told.append(replace(problem, field=fields[place]))
        else:
            in_file = Problem(f"{kind}-files", f"{fault.words(context.language)}.", str(fault.place))
            told.append(replace(problem, field=in_file.field) if place == "files" else in_file)
    return tuple(told)


def _columns_page(context: PageContext, form: Form, asked: tuple[AskedColumn, ...], faulty: Faulty) -> Response:
    """The page that asks what columns are, with all else that is wrong."""
    at = {column.place: f"meaning-{index}" for index, column in enumerate(asked)}
    wrong = []
    for fault in faulty.faults:
        # What to do about a heading is to choose what it is.
        field, place = at.get(str(fault.place)), str(fault.place)
        words = fault.words(context.language) if field is None else context.said(fault.what)
        wrong.append(Problem(field or "map-files", f"{words}.", "" if fault.place.file in FIELDS else place))
    return context.page(
        "columns.html",
        422,
        columns=asked,
        meanings=meanings(context.knowledge, context.texts),
        fields=[(name, form.text(name)) for name in ("kind", *FIELDS)],
        carried=carried(files_in(form)),
        wrong=wrong,
    )


def _start_page(
    context: PageContext,
    status: int = 200,
    kind: str = "new",
    typed: dict[str, str] | None = None,
    wrong: tuple[Problem, ...] = (),
) -> Response:
    today = context.site.clock().date()
    nothing = dict.fromkeys(FIELDS, "")
    blank = {**nothing, "quarter": quarter_over(today)}
    listed = [] if context.visitor.fresh else context.store.list(context.visitor.owner)
    return context.page(
        "start.html",
        status,
        sessions=listed,
        kind=kind,
        typed=typed or blank,
        blank=blank,
        blank_file=nothing,
        wrong=wrong,
        next_quarter=quarter_of(today),
        retention_days=context.site.retention.days,
        last_purge=context.store.last_purge(),
        has_traces="traces" in context.request.query_params,
    )
