"""How an interview begins, whose it is, and how it ends."""

from __future__ import annotations

import re

from tests.web.looking import MISSED, answers, path_of, said, said_at
from tests.web.server import Browser, Server

# --- starting -------------------------------------------------------------------------------------------------


def test_an_interview_begins_from_a_facts_file(browser: Browser) -> None:
    text = "team: West\nquarter: 2026-Q3\nfacts: {revenue_target: 1200000, revenue_actual: 990000, otif: 60%}\n"
    browser.post("/start", kind="file", files=[("files", ("west.yaml", text))])
    assert "West · 2026-Q3" in said(browser)
    browser.get(f"{path_of(browser)}/answers")
    assert "60%" in said(browser) and "from the file" in said(browser)


def test_an_interview_begins_from_tables(browser: Browser) -> None:
    tables = [
        ("files", ("teams.csv", "team,quarter,revenue_target\nWest,2026-Q3,100\nSouth,2026-Q3,200\n")),
        ("files", ("sellers.csv", "team,quarter,seller,attainment\nWest,2026-Q3,Ona,71%\n")),
    ]
    browser.post("/start", kind="file", files=tables)
    assert browser.page.status_code == 422 and "South" in said(browser)
    browser.post("/start", kind="file", team="West", files=tables)
    browser.get(f"{path_of(browser)}/answers")
    assert "Ona" in said(browser)


def test_an_interview_begins_after_last_quarter(browser: Browser) -> None:
    text = "team: West\nquarter: 2026-Q2\nfacts: {otif: 95%}\n"
    browser.post("/start", kind="follow", quarter="2026-Q3", files=[("files", ("west.yaml", text))])
    path = path_of(browser)
    assert "95%" in said_at(browser, f"{path}/fact/otif")
    browser.get("/")
    browser.post("/start", kind="follow", quarter="2026-Q1", files=[("files", ("west.yaml", text))])
    assert browser.page.status_code == 422


def test_an_interview_begins_after_another_of_ones_own(browser: Browser) -> None:
    last = browser.begin("West", "2026-Q2").rpartition("/")[2]
    answers(browser, otif="95%")
    browser.get("/")
    assert re.search(r'<option value="([\w-]+)">West · 2026-Q2', browser.text)
    browser.post("/start", kind="follow", interview=last, quarter="2026-Q3")
    assert "West · 2026-Q3" in said(browser)
    assert "in 2026-Q2: 95%" in said_at(browser, f"{path_of(browser)}/fact/otif")


def test_the_next_quarter_begins_from_a_result(browser: Browser) -> None:
    path = browser.begin("West", "2026-Q4")
    answers(browser, otif="95%")
    browser.get(f"{path}/result")
    form = re.search(r'<form method="post" action="/start">.*?</form>', browser.text, re.DOTALL)
    assert form
    browser.post("/start", **dict(re.findall(r'name="(kind|interview|quarter)" value="([^"]+)"', form[0])))
    assert "West · 2027-Q1" in said(browser)
    assert "in 2026-Q4: 95%" in said_at(browser, f"{path_of(browser)}/fact/otif")


def test_what_is_wrong_with_the_quarter_before_is_told_at_its_field(browser: Browser, other: Browser) -> None:
    last = browser.begin("West", "2026-Q2").rpartition("/")[2]
    foreign = other.begin("Unseen", "2026-Q2").rpartition("/")[2]
    file = [("files", ("west.yaml", "team: West\nquarter: 2026-Q2\n"))]
    for sent, files, field in (
        ({"interview": last, "quarter": "2026-Q2"}, None, "follow-quarter"),
        ({"interview": last, "quarter": "2026-Q3"}, file, "follow-interview"),
        ({"interview": foreign, "quarter": "2026-Q3"}, None, "follow-interview"),
        ({"interview": "", "quarter": "2026-Q3"}, None, "follow-files"),
    ):
        browser.get("/")
        browser.post("/start", files=files, kind="follow", **sent)
        assert browser.page.status_code == 422
        assert f'<li><a href="#{field}">' in browser.text
        wrong = re.search(rf'<(?:input|select)[^>]* id="{field}"[^>]*>', browser.text)
        assert wrong and 'aria-invalid="true"' in wrong[0] and f'id="{field}-error-1"' in browser.text
        assert "Unseen" not in browser.text
        assert f'value="{last}"{" selected" if sent["interview"] == last else ""}>West' in browser.text


def test_what_is_wrong_in_a_file_is_told_with_its_place(browser: Browser) -> None:
    text = "team: West\nquarter: 2026-Q3\nfacts:\n  otif: 200%\n"
    browser.post("/start", kind="file", files=[("files", ("west.yaml", text))])
    assert browser.page.status_code == 422
    assert re.search(r"west\.yaml:4:\d+: ", said(browser))
    assert "tmp" not in said(browser)


# --- whose it is ----------------------------------------------------------------------------------------------


def test_no_manager_sees_anything_of_another(browser: Browser, other: Browser) -> None:
    path = browser.begin("Unseen")
    answers(browser, **MISSED)
    sent = {"csrf": other.csrf, "number": "2", "subject": "team", "fact": "otif", "text": "1%", "sure": "yes"}
    pages = ["", "/answers", "/result", "/requests", "/what-if", "/session", "/trail", "/back", "/fact/otif"]
    pages += [
        "/table/seller",
        "/why",
        "/cause/late_delivery",
        *(f"/download/{name}" for name in ("report.md", "facts.yaml")),
    ]
    for page in pages:
        answer = other.client.get(path + page)
        assert answer.status_code == 404
        assert "Unseen" not in answer.text
    for page in ("/answer", "/withdraw", "/table/seller", "/what-if", "/link", "/delete"):
        assert other.client.post(path + page, data=sent).status_code == 404
    assert "Unseen" not in other.get("/").text
    assert "Unseen" in browser.get("/").text
    assert browser.get(path).status_code == 200


def test_a_link_lets_one_other_browser_in_once(browser: Browser, other: Browser, server: Server) -> None:
    path = browser.begin("Shared")
    browser.get(f"{path}/session")
    browser.post(f"{path}/link")
    link = re.search(r"(/resume/[\w-]+)", browser.text)
    assert link
    other.get(link[1])
    assert other.client.get(path).status_code == 404, "looking at the link is not enough"
    other.post(link[1])
    assert other.page.url.path == path
    assert "Shared" in other.get("/").text
    with Browser(server.url) as third:
        third.get(link[1])
        assert "does not work" in third.text
        assert third.post(link[1]).status_code == 404
    browser.get(f"{path}/session")
    assert link[1] not in browser.text


def test_a_deleted_interview_is_gone_for_everybody(browser: Browser) -> None:
    path = browser.begin("Gone")
    browser.get(f"{path}/session")
    browser.post(f"{path}/delete")
    assert browser.page.status_code == 422
    browser.post(f"{path}/delete", sure="yes")
    assert browser.get(path).status_code == 404
    assert "Gone" not in browser.get("/").text


def test_the_trail_tells_who_did_what(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, otif="60%")
    answers(browser, otif="99%")
    browser.post(f"{path}/answer", subject="team", fact="csat", do="unknown")
    words = said_at(browser, f"{path}/trail")
    assert "satisfied customers: – → not known" in words
    assert "this browser" in words
    assert "orders on time and in full: 60% → 99%" in words


def test_the_language_is_kept(browser: Browser) -> None:
    path = browser.begin()
    browser.post("/language", language="lt", next=path)
    assert browser.page.url.path == path
    assert '<html lang="lt">' in browser.text
    assert '<html lang="lt">' in browser.get("/").text
