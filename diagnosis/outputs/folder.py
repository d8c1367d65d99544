"""A folder of results: a file for each format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from diagnosis.outputs.files import Files
from diagnosis.outputs.output import Output, Writer, wide_page

if TYPE_CHECKING:
    from diagnosis.reporting.names import Names
    from diagnosis.reporting.run_summary import RunSummary
    from diagnosis.result import Diagnosis


def write_folder(
    folder: Path, outputs: Sequence[Output], diagnoses: Iterable[Diagnosis], names: Names, summary: RunSummary
) -> tuple[Path, ...]:
    """Write the diagnoses as they come; the files, or none where there was no diagnosis.

    Whoever gives the diagnoses counts them in `summary` on their way. All files are complete before the first gets
    its name. Raises OSError.
    """
    with Files(folder) as files:
        writers: list[Writer] = []
        for diagnosis in diagnoses:
            for output in outputs[len(writers) :]:  # at the first diagnosis
                stream = files.open(output.file_of_many or output.id, encoding=output.encoding)
                writers.append(output.writer(stream, names, wide_page))
            for writer in writers:
                writer.add(diagnosis)
        for writer in writers:
            writer.end(summary)
        return files.commit()
