"""The result: what came out, whom to ask for the rest, and all of it as files."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from diagnosis.intake.quarters import quarter_after
from diagnosis.interview import Interview, case_file, facts_file
from diagnosis.outputs.markdown import write_summary
from diagnosis.presentation import names_of, requests_view, standing_view
from diagnosis.reporting.run_summary import RunSummary
from diagnosis.reporting.wording import Wording
from diagnosis.sessions import Session
from diagnosis.web.page_frame import framed
from diagnosis.web.pages import Context, PageContext, attachment

router = APIRouter()

FILES = ("report.md", "facts.yaml", "case.yaml", "diagnosis.json")


@router.get("/interview/{id}/result")
def show_result(context: Context, id: str) -> Response:  # noqa: A002
    """The result as it stands."""
    session = context.session(id)
    names = names_of(session.interview, context.language)
    return framed(
        context,
        session,
        "result",
        "result.html",
        own=Wording(session.interview.diagnosis(context.language), names),
        names=names,
        standing=standing_view(session.interview, names),
        held_causes=_causes_of(session.interview),
        files=FILES,
        next_quarter=quarter_after(session.interview.particulars.quarter),
    )


def _causes_of(interview: Interview) -> Callable[[str, str | None], list[str]]:
    """Gives the causes that a stage looks for in the team, or in a member."""

    def causes(stage: str, member: str | None) -> list[str]:
        own = {subject for subject, ids in interview.members.items() if member in ids} if member else {"team"}
        found = interview.knowledge.program.causes.items()
        return [id_ for id_, one in found if one.cause.stage == stage and one.subject in own]

    return causes


@router.get("/interview/{id}/requests")
def show_requests(context: Context, id: str) -> Response:  # noqa: A002
    """What to ask each department for, ready to be sent."""
    session = context.session(id)
    requests = requests_view(session.interview, names_of(session.interview, context.language))
    return framed(context, session, "requests", "requests.html", requests=requests)


@router.get("/interview/{id}/download/{file}")
def download(context: Context, id: str, file: str) -> Response:  # noqa: A002
    """One of `FILES`."""
    session = context.session(id)
    if file not in FILES:
        raise HTTPException(404)
    particulars = session.interview.particulars
    content, kind = _content(context, session, file)
    return attachment(content, f"{particulars.team} {particulars.quarter} {file}", kind)


def _content(context: PageContext, session: Session, file: str) -> tuple[str, str]:
    interview = session.interview
    diagnosis = interview.diagnosis(context.language)
    names = names_of(interview, context.language)
    if file == "facts.yaml":
        return facts_file(interview), "application/yaml"
    if file == "case.yaml":
        own = Wording(interview.diagnosis("en"), names_of(interview, "en"))
        return case_file(
            interview, f"{interview.particulars.team} {interview.particulars.quarter}", own.gap
        ), "application/yaml"
    if file == "diagnosis.json":
        return json.dumps(json.loads(diagnosis.to_json()), ensure_ascii=False, indent=2) + "\n", "application/json"
    text, summary = io.StringIO(), RunSummary(interview.knowledge)
    summary.add(diagnosis)
    write_summary(text, summary, names)
    return text.getvalue(), "text/markdown"
