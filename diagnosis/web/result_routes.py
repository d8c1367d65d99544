"""The result: what came out, whom to ask for the rest, and all of it as files.

GET  /interview/{id}/result           show_result
GET  /interview/{id}/requests         show_requests
GET  /interview/{id}/download/{file}  download
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from diagnosis.intake.quarters import quarter_after
from diagnosis.interview import Interview, facts_file
from diagnosis.messages import translated
from diagnosis.outputs import all_outputs
from diagnosis.presentation import handing_view, names_of, requests_view, standing_view, worked_case
from diagnosis.reporting.wording import Wording
from diagnosis.texts import texts as texts_of
from diagnosis.web.page_frame import framed
from diagnosis.web.pages import Context, PageContext, attachment
from diagnosis.web.security_log import note
from diagnosis.web.turns import Timed
from diagnosis.web.users import Right

router = APIRouter(route_class=Timed)

_CASE = "case.yaml"


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
        files=_offered(context),
        next_quarter=quarter_after(session.interview.particulars.quarter),
    )


def _causes_of(interview: Interview) -> Callable[[str, str | None], list[str]]:
    """Gives the causes that a stage looks for in the team, or in a member."""

    def causes(stage: str, member: str | None) -> list[str]:
        own = {subject for subject, ids in interview.members.items() if member in ids} if member else {"team"}
        compiled_causes = interview.knowledge.program.causes.items()
        return [id_ for id_, compiled in compiled_causes if compiled.cause.stage == stage and compiled.subject in own]

    return causes


@router.get("/interview/{id}/requests")
def show_requests(context: Context, id: str) -> Response:  # noqa: A002
    """What to ask each department for, ready to be sent."""
    session = context.session(id)
    names = names_of(session.interview, context.language)
    requests, handing = requests_view(session.interview, names), handing_view(session.interview, names)
    return framed(context, session, "requests", "requests.html", requests=requests, handing=handing)


@router.get("/interview/{id}/download/{file}")
def download(context: Context, id: str, file: str) -> Response:  # noqa: A002
    """One of the files that the result page offers."""
    session = context.session(id)
    particulars = session.interview.particulars
    context.require(_right_to(file))
    note(context, "downloaded", session, file=file)
    content, media_type = _content(context, session.interview, file)
    return attachment(content, f"{particulars.team} {particulars.quarter} {file}", media_type)


def _offered(context: PageContext) -> list[tuple[str, str, str]]:
    """The files to download, each with a title and a hint: the result in every format, then what was answered."""
    texts, language = texts_of(context.language), context.language
    results = [
        (output.file_of_one, translated(output.title, language), translated(output.hint, language))
        for output in all_outputs()
        if output.file_of_one
    ]
    results += [(file, texts.of("file", file), texts.of("file_hint", file)) for file in ("facts.yaml", _CASE)]
    return [offered for offered in results if _right_to(offered[0]) in context.visitor.rights]


def _right_to(file: str) -> Right:
    """What one has to be allowed to save a file."""
    return Right.CASE if file == _CASE else Right.DOWNLOAD


def _content(context: PageContext, interview: Interview, file: str) -> tuple[bytes, str]:
    """A file, and its media type. Raises HTTPException where there is none of that name."""
    names = names_of(interview, context.language)
    if file == "facts.yaml":
        return facts_file(interview).encode(), "application/yaml; charset=utf-8"
    if file == _CASE:
        return worked_case(interview, names).encode(), "application/yaml; charset=utf-8"
    output = next((output for output in all_outputs() if output.file_of_one == file), None)
    if output is None:
        raise HTTPException(404)
    return output.content(interview.diagnosis(context.language), names), f"{output.media_type}; charset=utf-8"
