"""What comes back from a page: read with limits, and only from a page that the visitor was shown."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from diagnosis.web.middleware import MOST_BYTES
from diagnosis.web.pages import Site

MOST_FILES, MOST_FIELDS = 8, 10_000

SENT = "diagnosis.sent"
"""The key of a request under which its form stands, once it was read."""


class Form:
    """The fields and files of a form that was checked."""

    def __init__(self, data: FormData, files: dict[str, list[tuple[str, bytes]]]) -> None:
        self._data, self._files = data, files
        settled = data.get("settled", "")
        self._settled, _, self._meant = settled.partition("=") if isinstance(settled, str) else ("", "", "")

    def text(self, name: str) -> str:
        """What was typed into a field, or picked of what that can mean; an empty text where there is no such field."""
        value = self._meant if name == self._settled else self._data.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def has(self, name: str) -> bool:
        """Whether there is a field of that name."""
        return name in self._data

    def every(self, name: str) -> list[str]:
        """What was typed into the fields of one name, in their order."""
        return [value for value in self._data.getlist(name) if isinstance(value, str)]

    def files(self, name: str) -> list[tuple[str, bytes]]:
        """The files of a field, each its name and its content."""
        return self._files.get(name, [])

    @property
    def fields(self) -> list[tuple[str, str]]:
        """Everything that was typed or chosen, but no files, to be sent again."""
        return [(name, sent) for name, sent in self._data.multi_items() if isinstance(sent, str) and name != "csrf"]

    @property
    def number(self) -> int:
        """The number of the event after which the page was shown. Raises HTTPException 400."""
        return self._counted("number")

    @property
    def shown(self) -> int:
        """The number of the event by which the form was filled in: an earlier one where it is sent again."""
        return self._counted("shown" if self.has("shown") else "number")

    def _counted(self, name: str) -> int:
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise HTTPException(400)
        return int(text)


async def _form(request: Request) -> Form:
    """The form of a request. Raises HTTPException."""
    site: Site = request.app.state.site
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise HTTPException(415)
    data = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES)
    try:
        token = data.get("csrf", "")
        site.visitors.require_own_form(request, token if isinstance(token, str) else "")
        files: dict[str, list[tuple[str, bytes]]] = {}
        for name, value in data.multi_items():
            if isinstance(value, UploadFile) and value.filename:
                files.setdefault(name, []).append((value.filename, await value.read()))
        form = request.scope[SENT] = Form(data, files)
        return form
    finally:
        await data.close()


Sent = Annotated[Form, Depends(_form)]
"""A parameter of a page: the form that was sent, checked."""
