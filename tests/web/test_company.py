"""Signing in with an account of the company, at a provider on this machine: users, roles, and how passes end."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from diagnosis.faults import Faulty
from diagnosis.web.company import read_company
from diagnosis.web.company_sign_in import CompanySignIn
from diagnosis.web.users import RIGHTS, Right, Role, User
from diagnosis.web.visitors import SIGNED_IN_SECONDS
from tests.sessions.keeping import Hands
from tests.web.inside import inside
from tests.web.provider import Provider, providing, query_of, sent_back, sign_in
from tests.web.server import Browser
from tests.web.test_rights import let_in

# The provider of the tests uses parts of its own libraries that these call old.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

BACK = "http://localhost/sign-in/company/back"
TOKEN = "a-token-that-nobody-guesses-0123456789"
Open = Callable[[], Browser]


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with providing() as provider:
        yield provider


@pytest.fixture
def open_(provider: Provider, tmp_path: Path) -> Iterator[Open]:
    with inside(tmp_path / "sessions.sqlite3", oidc=str(provider.file(tmp_path, BACK))) as open_:
        yield open_


def signed_in(open_: Open, sub: str) -> Browser:
    browser = open_()
    assert sign_in(browser, sub).status_code == 200, browser.text
    return browser


# --- signing in ------------------------------------------------------------------------------------------------


def test_nobody_comes_in_before_signing_in(open_: Open) -> None:
    browser = open_()
    assert browser.page.url.path == "/sign-in"
    assert "Sign in with your account: North Ltd" in browser.text and 'name="token"' not in browser.text
    assert browser.client.post("/start", data={"csrf": browser.csrf}).status_code == 403


def test_a_user_comes_in_by_a_code_with_state_nonce_and_pkce(open_: Open, provider: Provider) -> None:
    browser = open_()
    sign_in(browser, "ona", "/language-is-not-a-page?x")
    assert browser.page.url.path == "/language-is-not-a-page"
    browser.get("/")
    assert "Ona Onaitė · manager" in browser.text
    asked = provider.asked[-1]
    assert asked["response_type"] == "code" and asked["redirect_uri"] == BACK
    assert len(asked["state"]) >= 20 and len(asked["nonce"]) >= 20
    assert provider.is_proven


def test_next_leads_nowhere_else(open_: Open) -> None:
    for onward in ("https://elsewhere.example", "//elsewhere.example", "/\\elsewhere.example"):
        assert sign_in(open_(), "ona", onward).url.path == "/"


def test_an_answer_of_another_browser_or_another_question_lets_nobody_in(open_: Open) -> None:
    victim, thief = open_(), open_()
    back = sent_back(thief, "jonas")
    # The victim follows the thief's link, and would work under the thief's account.
    assert victim.get(back).status_code == 403
    assert "began in another browser" in victim.text
    sent_back(victim, "ona")
    assert victim.get(back).status_code == 403
    assert victim.get("/").url.path == "/sign-in"
    # A question is asked once: its answer serves once.
    assert thief.get(back).status_code == 200
    assert thief.get(back).status_code == 403


def test_an_identity_made_for_another_question_is_refused(open_: Open, provider: Provider) -> None:
    browser = open_()
    back = sent_back(browser, "ona")
    kept = browser.client.cookies["diagnosis-asked"].strip('"').split(".")
    browser.client.cookies.set("diagnosis-asked", ".".join([kept[0], "another-nonce", *kept[2:]]), "localhost.local")
    assert browser.get(back).status_code == 403
    assert browser.get("/").url.path == "/sign-in"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ({"error": "access_denied"}, 403),
        ({"error": "<script>"}, 403),
        ({"code": "made-up"}, 403),
        ({"code": "made-up", "iss": "https://other.example"}, 403),
        ({}, 403),
    ],
)
def test_what_the_provider_did_not_say_lets_nobody_in(open_: Open, answer: dict[str, str], status: int) -> None:
    browser = open_()
    state = query_of(sent_back(browser, "ona"))["state"]
    assert browser.get(f"/sign-in/company/back?{urlencode({**answer, 'state': state})}").status_code == status
    assert "It was not confirmed who you are" in browser.text and "<script>" not in browser.text
    assert browser.get("/").url.path == "/sign-in"


def test_too_many_wrong_answers_wait(open_: Open) -> None:
    browser = open_()
    for _ in range(10):
        sent_back(browser, "ona")
        assert browser.get("/sign-in/company/back?code=x&state=y").status_code == 403
    assert browser.get(sent_back(browser, "ona")).status_code == 429


def test_an_account_without_a_role_is_told_so(open_: Open) -> None:
    browser = open_()
    assert sign_in(browser, "stranger").status_code == 403
    assert "Your account has no role here" in browser.text
    assert browser.get("/").url.path == "/sign-in"


def test_without_roles_in_the_file_everybody_is_a_manager(provider: Provider, tmp_path: Path) -> None:
    file = provider.file(tmp_path, BACK, roles=None)
    with inside(tmp_path / "sessions.sqlite3", oidc=str(file)) as open_:
        assert "Niekas · manager" in signed_in(open_, "stranger").text


def test_a_provider_that_is_away_is_told_and_the_token_still_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DIAGNOSIS_TOKEN", TOKEN)
    monkeypatch.setenv("DIAGNOSIS_OIDC_SECRET", "a-secret-of-the-client")
    file = tmp_path / "oidc.yaml"
    file.write_text("issuer: http://localhost:9\nclient_id: diagnosis\n", "utf-8")
    with inside(tmp_path / "sessions.sqlite3", oidc=str(file)) as open_:
        browser = open_()
        assert browser.get("/sign-in/company").status_code == 503
        assert "does not work just now" in browser.text and "With an access token" in browser.text
        browser.post("/sign-in", token=TOKEN, next="/")
        assert browser.page.url.path == "/"
        browser.begin()
    assert "the provider of accounts cannot be used (ConnectError)" in caplog.text


# --- whose interviews --------------------------------------------------------------------------------------------


def test_a_user_sees_own_interviews_from_any_browser_and_those_shared(open_: Open) -> None:
    ona, jonas = signed_in(open_, "ona"), signed_in(open_, "jonas")
    path = ona.begin("Zuikis")
    elsewhere = signed_in(open_, "ona")
    assert "Zuikis" in elsewhere.text and elsewhere.get(path).status_code == 200
    assert "Zuikis" not in jonas.get("/").text and jonas.get(path).status_code == 404
    let_in(ona, path, jonas)
    assert "Zuikis" in jonas.get("/").text
    jonas.get(path)
    jonas.post(f"{path}/answer", subject="team", fact="revenue_target", text="1000000")
    assert "Jonas Jonaitis" in ona.get(f"{path}/trail").text
    assert "you" in jonas.get(f"{path}/trail").text
    ona.get(f"{path}/session")
    assert "Jonas Jonaitis" in ona.text
    shown = re.search(r'name="guest" value="(\w+)"', ona.text)
    assert shown
    ona.post(f"{path}/turn-out", guest=shown[1])
    assert jonas.get(path).status_code == 404


def test_another_user_of_the_same_browser_sees_nothing_of_the_first(open_: Open) -> None:
    browser = signed_in(open_, "ona")
    path = browser.begin("Zuikis")
    token = browser.csrf
    browser.get("/")
    browser.post("/sign-out")
    sign_in(browser, "jonas")
    assert "Zuikis" not in browser.text and browser.get(path).status_code == 404
    # Nor does a form that the first one left open serve the second.
    assert browser.client.post("/start", data={"csrf": token, "kind": "new"}).status_code == 403


@pytest.mark.parametrize(
    ("sub", "may"),
    [
        ("ona", {"own", "answer", "download", "case"}),
        ("head", {"answer"}),
        ("director", {"download", "case"}),
        ("author", {"case"}),
    ],
)
def test_roles_say_what_may_be_done_with_a_shared_interview(open_: Open, sub: str, may: set[str]) -> None:
    owner, other = signed_in(open_, "jonas"), signed_in(open_, sub)
    path = owner.begin("Zuikis")
    let_in(owner, path, other)
    for page in ("", "/answers", "/result", "/requests", "/what-if", "/session", "/trail"):
        assert other.get(f"{path}{page}").status_code == 200
    other.get(path)
    assert ("you may look at this interview" in other.text) is ("answer" not in may)
    assert ("<fieldset disabled>" in other.text) is ("answer" not in may)
    posts = {
        "answer": (f"{path}/answer", {"subject": "team", "fact": "revenue_target", "text": "1000000"}),
        "own": (f"{path}/link", {}),
    }
    for right, (to, fields) in posts.items():
        other.get(path)
        assert (other.post(to, **fields).status_code == 200) is (right in may), right
    for right, file in (("download", "facts.yaml"), ("case", "case.yaml")):
        assert (other.client.get(f"{path}/download/{file}").status_code == 200) is (right in may)
        assert (f"/download/{file}" in other.get(f"{path}/result").text) is (right in may)
    other.get("/")
    assert ('action="/start"' in other.text) is ("own" in may)
    assert (other.post("/start", kind="new", team="N", quarter="2026-Q3").status_code == 200) is ("own" in may)


def test_who_may_not_answer_changes_nothing_by_any_form(open_: Open) -> None:
    owner, director = signed_in(open_, "jonas"), signed_in(open_, "director")
    path = owner.begin("Zuikis")
    owner.get(path)
    owner.post(f"{path}/answer", subject="team", fact="revenue_target", text="1000000")
    let_in(owner, path, director)
    about = {"subject": "team", "fact": "revenue_target"}
    for to, fields in (
        ("/answer", {**about, "text": "2000000"}),
        ("/answer", {**about, "do": "unknown"}),
        ("/withdraw", about),
        ("/table/seller", {"pasted": "seller,deals\nS-1,2/10\n"}),
        ("/what-if", {"do": "commit", "team.revenue_target": "2000000"}),
        ("/link", {}),
        ("/erase", {"sure": "yes"}),
        ("/turn-out", {}),
        ("/delete", {"sure": "yes"}),
    ):
        director.get(path)
        director.post(f"{path}{to}", **fields)
    assert owner.get(f"{path}/trail").text.count("<time datetime=") == 1
    assert "1,000,000" in owner.get(f"{path}/answers").text


def test_rights_are_those_of_all_roles_together() -> None:
    user = User.of("https://login.example.com", "1", "Ona", {Role.DEPARTMENT_HEAD, Role.RULE_AUTHOR})
    assert user.rights == {Right.ANSWER, Right.CASE}
    assert RIGHTS[Role.MANAGER] == set(Right)
    assert User.read(user.written()) == user
    assert User.read("x") is User.read("WzEsMl0=") is None


# --- the end of passes ---------------------------------------------------------------------------------------------


def test_signing_out_ends_the_pass_for_every_copy_of_it(open_: Open) -> None:
    browser, thief = signed_in(open_, "ona"), open_()
    path = browser.begin()
    thief.client.cookies.clear()
    thief.client.cookies.update(dict(browser.client.cookies))
    assert thief.get(path).status_code == 200
    browser.get("/")
    browser.post("/sign-out")
    assert thief.get(path).url.path == browser.get(path).url.path == "/sign-in"


def test_a_pass_ends_with_its_time_and_cannot_be_made_or_carried_off(provider: Provider, tmp_path: Path) -> None:
    clock = Hands()
    with inside(tmp_path / "s.sqlite3", clock, oidc=str(provider.file(tmp_path, BACK))) as open_:
        browser, other = signed_in(open_, "head"), open_()
        shown = browser.client.cookies["diagnosis-pass"].strip('"')
        until, own, told, signature = shown.split(".")
        user = User.read(told)
        assert user is not None
        more = User(user.id, user.name, frozenset(Role)).written()
        later = f"{int(until) + 9}.{own}.{told}.{signature}"
        other.client.cookies.set("diagnosis-pass", shown, "localhost.local")
        assert other.get("/").url.path == "/sign-in"
        for forged in (f"{until}.{own}.{more}.{signature}", later, f"{until}...", f"{until}.{own}..{signature}"):
            browser.client.cookies.set("diagnosis-pass", forged, "localhost.local")
            assert browser.get("/").url.path == "/sign-in"
        browser.client.cookies.set("diagnosis-pass", shown, "localhost.local")
        assert browser.get("/").url.path == "/"
        clock.pass_(SIGNED_IN_SECONDS + 1)
        assert browser.get("/").url.path == "/sign-in"


def test_one_signs_out_of_the_provider_as_well(open_: Open, provider: Provider) -> None:
    told = open_().client.get("/sign-in/company/out", follow_redirects=False)
    address = told.headers["location"]
    assert address.startswith(f"{provider.url}/oauth2/end_session?")
    assert query_of(address)["post_logout_redirect_uri"] == "http://localhost/sign-in"
    assert httpx.get(address).status_code == 200


def test_the_security_log_names_users_and_holds_no_secret(
    open_: Open, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        browser = signed_in(open_, "ona")
        browser.begin()
        sign_in(open_(), "stranger")
    lines = [json.loads(record.getMessage()) for record in caplog.records if record.name == "diagnosis.security"]
    assert [(line["what"], line.get("user")) for line in lines] == [
        ("signed in", "Ona Onaitė"),
        ("interview begun", "Ona Onaitė"),
        ("sign-in refused: no role", None),
    ]
    assert lines[0]["roles"] == "manager"
    own = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("diagnosis"))
    secrets = (*provider.asked[-2].values(), *provider.paid[-2].values(), *browser.client.cookies.values())
    assert [secret for secret in secrets if len(secret) > 15 and secret in own and "/" not in secret] == []


# --- the file ------------------------------------------------------------------------------------------------------


def test_all_that_is_wrong_in_the_file_is_told_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "oidc.yaml"
    file.write_text(
        "issuer: http://login.example.com\n"
        "client_secret_file: none\n"
        "tittle: North\n"
        "roles:\n"
        "  managers: [a]\n"
        "  director: {a: b}\n",
        "utf-8",
    )
    with pytest.raises(Faulty) as told:
        read_company(str(file))
    text = str(told.value)
    for said in (
        ":1:1: the key 'client_id' is missing",
        ":1:9: the issuer is no address by HTTPS",
        ":2:21: the secret of the client cannot be read (No such file or directory)",
        ":3:1: unknown key 'tittle'; did you mean 'title'?",
        ":5:3: there is no role 'managers'; did you mean 'manager'?",
        ":6:13: keys and values is no text",
    ):
        assert said in text
    file.write_text("issuer: https://login.example.com\nclient_id: x\n", "utf-8")
    with pytest.raises(Faulty, match="there is no secret of the client; write client_secret_file"):
        read_company(str(file))
    monkeypatch.setenv("DIAGNOSIS_OIDC_SECRET", "short")
    with pytest.raises(Faulty, match="shorter than 16 characters"):
        read_company(str(file))


def test_missing_packages_are_told_with_how_to_install_them(
    provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = read_company(str(provider.file(tmp_path, BACK)))
    for module in [name for name in sys.modules if name.partition(".")[0] == "authlib"]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "authlib", None)
    with pytest.raises(Faulty, match=r'pip install "sales-diagnosis\[web,oidc\]"'):
        CompanySignIn(company)
