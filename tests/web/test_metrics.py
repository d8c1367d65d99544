"""Figures for whoever watches over the server, and its log: what they tell, to whom, and what never stands in them."""

from __future__ import annotations

import json
import logging
import os
import signal
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from diagnosis.faults import Faulty
from diagnosis.web.json_log import LogLine
from diagnosis.web.settings import Settings, metrics_token
from tests.web.inside import inside
from tests.web.server import serving
from tests.web.test_command import await_end, await_worker, workers

TOKEN, METRICS = "a-token-that-nobody-guesses-0123456789", "metrics-that-nobody-guesses-0123456789"


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Each figure by its name and the values of its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_figures_tell_of_pages_and_cache_and_hold_no_answer(tmp_path: Path) -> None:
    with inside(tmp_path / "sessions.sqlite3") as open_:
        browser = open_()
        path = browser.begin("Zuikis")
        browser.post(f"{path}/answer", subject="team", fact="revenue_target", text="123456789")
        browser.client.head(path)
        told = browser.client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    told_of = figures(told.text)
    assert told_of["diagnosis_requests_total", "POST", "/interview/{id}/answer", "303"] == 1
    assert told_of["diagnosis_requests_total", "HEAD", "/interview/{id}", "200"] == 1
    assert told_of["diagnosis_request_seconds_count", "/interview/{id}/answer"] == 1
    assert told_of["diagnosis_purges_total", "done"] == 1
    assert told_of["diagnosis_interviews",] == 1
    assert told_of["diagnosis_cached_states",] >= 2
    assert told_of["diagnosis_cached_bytes",] > 0
    assert told_of["diagnosis_last_purge_timestamp_seconds",] > 0
    for secret in ("Zuikis", "123456789", path.rpartition("/")[2]):
        assert secret not in told.text


def test_faults_of_the_store_are_counted_and_what_is_unknown_is_left_out(tmp_path: Path) -> None:
    place = tmp_path / "sessions.sqlite3"
    with inside(place) as open_:
        browser = open_()
        path = browser.begin()
        place.rename(tmp_path / "away")
        assert browser.get(path).status_code == browser.get("/health").status_code == 503
        told_of = figures(browser.get("/metrics").text)
        (tmp_path / "away").rename(place)
        assert figures(browser.get("/metrics").text)["diagnosis_store_up",] == 1
    assert told_of["diagnosis_store_up",] == 0
    assert [told_of["diagnosis_store_faults_total", by] for by in ("page", "health", "metrics")] == [1, 1, 1]
    assert not {("diagnosis_interviews",), ("diagnosis_last_purge_timestamp_seconds",)} & set(told_of)


def test_where_one_signs_in_figures_have_a_token_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DIAGNOSIS_TOKEN", TOKEN)
    with inside(tmp_path / "without.sqlite3") as open_:
        assert open_().client.get("/metrics").status_code == 404
    monkeypatch.setenv("DIAGNOSIS_METRICS_TOKEN", METRICS)
    with caplog.at_level("INFO", "diagnosis.security"), inside(tmp_path / "with.sqlite3") as open_:
        client = open_().client
        for sign in ({}, {"authorization": f"Bearer {TOKEN}"}, {"authorization": f"Basic {METRICS}"}):
            refused = client.get("/metrics", headers=sign)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert "diagnosis_store_up 1.0" in client.get("/metrics", headers={"authorization": f"Bearer {METRICS}"}).text
        # The token for metrics shows no page.
        assert client.get("/", headers={"authorization": f"Bearer {METRICS}"}).url.path == "/sign-in"
    assert caplog.text.count("metrics refused") == 3 and METRICS not in caplog.text


def test_a_token_for_figures_that_is_missing_or_short_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "token"
    file.write_text("\n")
    with pytest.raises(Faulty, match="the file is empty"):
        metrics_token(Settings(metrics_token_file=str(file)))
    monkeypatch.setenv("DIAGNOSIS_METRICS_TOKEN", "short")
    with pytest.raises(Faulty, match="shorter than"):
        metrics_token(Settings())


@pytest.mark.process
@pytest.mark.slow
def test_several_processes_add_up_and_one_that_ended_stays_in_the_sums(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server:
        while len(workers(server)) < 2:
            await_worker(server, *workers(server))

        def told() -> dict[tuple[str, ...], float]:
            return figures(httpx.get(f"{server.url}metrics").text)

        for _ in range(12):
            assert httpx.get(f"{server.url}sign-in").status_code == 303
        assert {told()["diagnosis_requests_total", "GET", "/sign-in", "303"] for _ in range(6)} == {12}
        before = workers(server)
        gone = os.pidfd_open(before[0])
        os.kill(before[0], signal.SIGKILL)
        await_end(gone)
        await_worker(server, *before)
        assert told()["diagnosis_requests_total", "GET", "/sign-in", "303"] == 12
    for line in server.log:
        assert json.loads(line)["at"]


def test_a_line_of_the_log_tells_of_an_error_its_kind_and_place_but_not_its_words() -> None:
    try:
        try:
            raise KeyError("82%")
        except KeyError as error:
            raise ValueError("Zuikis") from error
    except ValueError as error:
        raised = (ValueError, error, error.__traceback__)
        record = logging.LogRecord("diagnosis.web", logging.ERROR, "", 1, "it %s", ("failed",), raised)
    record.particulars = {"page": "/"}
    line = json.loads(LogLine().format(record))
    assert (line["what"], line["level"], line["page"]) == ("it failed", "error", "/")
    assert [part for part in line["error"] if ":" not in part] == ["ValueError", "KeyError"]
    assert "test_metrics.py" in line["error"][1]
    assert "Zuikis" not in str(line) and "82%" not in str(line)
