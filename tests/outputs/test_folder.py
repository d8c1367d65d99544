"""A folder of results: every chosen format, or nothing."""

from __future__ import annotations

from pathlib import Path

from diagnosis.outputs import all_outputs, by_id
from diagnosis.outputs.folder import write_folder
from diagnosis.reporting.run_summary import RunSummary
from tests.outputs.results import names, result
from tests.packaged import packaged_knowledge


def test_every_format_of_a_folder_has_its_file(tmp_path: Path) -> None:
    outputs = [output for output in all_outputs() if output.file_of_many]
    summary, diagnosis = RunSummary(packaged_knowledge()), result()
    summary.add(diagnosis)
    paths = write_folder(tmp_path / "out", outputs, [diagnosis], names(), summary)
    assert [path.name for path in paths] == [output.file_of_many for output in outputs]
    for output, path in zip(outputs, paths, strict=True):
        assert path.read_bytes() == output.content(diagnosis, names())


def test_without_a_diagnosis_there_is_no_folder(tmp_path: Path) -> None:
    summary = RunSummary(packaged_knowledge())
    assert write_folder(tmp_path / "out", [by_id("causes")], [], names(), summary) == ()
    assert not (tmp_path / "out").exists()
