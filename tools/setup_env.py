"""Set up a virtual environment: the locked packages, durable-rules built here, and Diagnosis itself.

    python3.11 tools/setup_env.py runtime      what `diagnosis` needs
    python3.11 tools/setup_env.py web          that, and what `diagnosis serve` needs
    python3.11 tools/setup_env.py oidc         that, and what signing in with accounts needs
    python3.11 tools/setup_env.py dev          that, and what tests, linters and packing need
    python3.11 tools/setup_env.py locking      that, and what `make lock` needs
    python3.11 tools/setup_env.py audit        that, and what `make wheel` and `make audit` need
    python3.12 tools/setup_env.py runtime --venv DIR --wheel FILE      a built wheel instead of this checkout

It needs nothing but the standard library of Python 3.11 or later. Every package comes pinned, with its
hashes, from `requirements/`. From where and how pip fetches them (a mirror, a proxy, a certificate) is
left to the user's own settings of pip; settings that would change what is installed, or where, are shut out.

durable-rules is published as source only. It is built with the first C compiler that works; where there
is none, with the one in the PyPI package `ziglang`. If it cannot be built, that is said and the set-up
goes on: Diagnosis then runs everything on its columnar executor.

A stamp in the environment holds a digest of all that went into it; while that holds, a second call does nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# The locks of each purpose; each purpose covers those before it. The build tools come with all of them.
LOCKS = {
    "runtime": ("build", "runtime"),
    "web": ("build", "web"),
    "oidc": ("build", "oidc"),
    "dev": ("build", "dev"),
    "locking": ("build", "dev", "locking"),
    "audit": ("build", "dev", "locking", "audit"),
}

# The one package without a wheel, and the last Python it works on.
SOURCE_ONLY = "durable-rules"
LAST_PYTHON = (3, 12)

# Its setup.py replaces CFLAGS and so loses the optimisation; these go along with the compiler's name instead.
C_FLAGS = "-O2 -DNDEBUG -fwrapv"

# The settings of pip that say how to fetch; any other could change what is installed, or where.
PIP_SETTINGS_KEPT = {
    f"PIP_{name}"
    for name in [
        "CACHE_DIR",
        "CERT",
        "CLIENT_CERT",
        "CONFIG_FILE",
        "DEFAULT_TIMEOUT",
        "EXTRA_INDEX_URL",
        "FIND_LINKS",
        "INDEX_URL",
        "KEYRING_PROVIDER",
        "NO_CACHE_DIR",
        "NO_INDEX",
        "PROXY",
        "RETRIES",
        "TIMEOUT",
        "TRUSTED_HOST",
    ]
}


class SetUpError(Exception):
    """The set-up cannot go on; the message says why and what to do."""


class Environment:
    """The virtual environment in the folder `place`, and the log of what is done to it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.python = place / "bin" / "python"
        self.log = place / "set-up.log"
        self._made_of = place / "made-of"
        self._variables = {
            name: value
            for name, value in os.environ.items()
            if name in PIP_SETTINGS_KEPT or not name.startswith(("PIP_", "PYTHON", "VIRTUAL_ENV"))
        } | {"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}

    def make(self) -> None:
        """Make the environment with the Python that runs this script, unless it was made so already."""
        origin = f"{self.place}\n{sys.base_prefix}\n{sys.version}\n"
        if _text(self._made_of) == origin:
            return
        if self.place.exists() and any(self.place.iterdir()) and not (self.place / "pyvenv.cfg").exists():
            raise SetUpError(f"{self.place}: this folder is no virtual environment; remove it or name another")
        say(f"a virtual environment of Python {_python_version()} in {self.place}")
        command = [sys.executable, "-m", "venv", "--clear", str(self.place)]
        made = subprocess.run(
            command, env=self._variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if made.returncode:
            package = f"on Debian and Ubuntu the package python{_python_version()}-venv"
            raise SetUpError(
                f"{sys.executable}: this Python cannot make a virtual environment; "
                f"install its module venv ({package})\n{made.stdout}{made.stderr}".rstrip()
            )
        self._made_of.write_text(origin, encoding="utf-8")

    def run(self, *command: str | Path, **variables: str) -> bool:
        """Run a command, with all that it prints going to the log; whether it succeeded."""
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"\n$ {shlex.join(map(str, command))}\n")
            log.flush()
            done = subprocess.run(
                [str(part) for part in command],
                cwd=self.place,  # so that nothing is imported from the checkout
                env=self._variables | variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                check=False,
            )
        return done.returncode == 0

    def pip(self, *arguments: str | Path, **variables: str) -> bool:
        """Run pip; whether it succeeded."""
        return self.run(self.python, "-m", "pip", *arguments, **variables)

    def install_locked(self, requirements: list[str], *options: str, **variables: str) -> bool:
        """Install `requirements`, entries of locks, each by its hashes; whether it succeeded."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "requirements.txt")
            file.write_text("\n".join(requirements), encoding="utf-8")
            return self.pip("install", "--require-hashes", "--no-deps", *options, "-r", file, **variables)

    def must(self, succeeded: bool, doing: str) -> None:
        """Raise SetUpError, with the end of the log and its place, unless `succeeded`."""
        if not succeeded:
            end = "\n".join(f"    {line}" for line in _text(self.log).splitlines()[-8:])
            raise SetUpError(f"{doing} failed; see the full log, {self.log}, which ends so:\n{end}")


def main() -> int:
    """Set up what the command line asks for; 0 if it is ready, else 1."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("purpose", choices=LOCKS)
    parser.add_argument("--venv", type=Path, default=ROOT / ".venv", help="the environment's folder (%(default)s)")
    parser.add_argument("--wheel", type=Path, help="install this wheel, not the checkout")
    chosen = parser.parse_args()
    wheel = chosen.wheel.resolve() if chosen.wheel else None
    try:
        set_up(chosen.purpose, Environment(chosen.venv.absolute()), wheel)
    except SetUpError as error:
        print(f"set-up: {error}", file=sys.stderr)
        return 1
    return 0


def set_up(purpose: str, environment: Environment, wheel: Path | None) -> None:
    """Make `environment` ready for `purpose`, unless a stamp says that it is."""
    purposes = list(LOCKS)
    for covering in purposes[purposes.index(purpose) :]:
        stamp = _text(_stamp(environment, covering))
        if stamp.startswith(_digest(covering, environment, wheel)):
            if "without" in stamp:
                say(f"ready, but without {SOURCE_ONLY} (see {environment.log}); to try again: make distclean")
            return

    environment.make()
    _stamp(environment, purpose).unlink(missing_ok=True)
    entries = [entry for lock in LOCKS[purpose] for entry in read_lock(lock)]
    wheels = [entry for entry in entries if not entry.startswith(f"{SOURCE_ONLY}==")]
    source = [entry for entry in entries if entry.startswith(f"{SOURCE_ONLY}==")]

    say(f"the {len(wheels)} packages of {' and '.join(f'requirements/{lock}.txt' for lock in LOCKS[purpose])}")
    environment.must(environment.install_locked(wheels, "--only-binary", ":all:"), "installing the locked packages")
    complete = install_source_only(environment, source)
    say(f"diagnosis itself, {wheel.name if wheel else 'editable'}")
    itself = ("--force-reinstall", wheel) if wheel else ("--editable", ROOT)
    installed = environment.pip("install", "--no-index", "--no-deps", "--no-build-isolation", *itself)
    environment.must(installed, "installing diagnosis")

    digest = _digest(purpose, environment, wheel)
    _stamp(environment, purpose).write_text(digest + ("" if complete else " without"), encoding="utf-8")
    say("ready")


def install_source_only(environment: Environment, source: list[str]) -> bool:
    """Build and install durable-rules; False if that failed, after having said so."""
    if sys.version_info[:2] > LAST_PYTHON:
        say(f"{SOURCE_ONLY} left out: it does not work on Python {_python_version()}; the columnar executor serves")
        return True
    works = (environment.python, "-c", "import durable.engine")
    if environment.run(*works):
        return True
    headers = Path(sysconfig.get_path("include"), "Python.h")
    if not headers.is_file():
        say(
            f"{SOURCE_ONLY} left out: it cannot be built without {headers} "
            f"(on Debian and Ubuntu the package python{_python_version()}-dev); the columnar executor serves"
        )
        return False
    for compiler in (own_compiler, packaged_compiler):
        variables = compiler(environment)
        if (
            variables
            and environment.install_locked(source, "--no-build-isolation", "--no-cache-dir", **variables)
            and environment.run(*works)
        ):
            _drop_packaged_compiler(environment)
            return True
    _drop_packaged_compiler(environment)
    environment.pip("uninstall", "--yes", SOURCE_ONLY)
    say(f"{SOURCE_ONLY} left out: it could not be built (see {environment.log}); the columnar executor serves")
    return False


def own_compiler(environment: Environment) -> dict[str, str]:
    """The variables that make setuptools use a C compiler of this machine; none where no compiler works."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder, "program.c")
        program.write_text("#include <stdio.h>\nint main(void) { return 0; }\n", encoding="utf-8")
        for compiler in (os.environ.get("CC"), sysconfig.get_config_var("CC"), "cc", "gcc", "clang"):
            command = shlex.split(compiler or "")
            if (
                command
                and shutil.which(command[0])
                and environment.run(*command, program, "-o", Path(folder, "program"))
            ):
                say(f"{SOURCE_ONLY}, compiled with {command[0]}")
                return _compiler_variables(shlex.join(command))
    return {}


def packaged_compiler(environment: Environment) -> dict[str, str]:
    """Fetch the C compiler that PyPI has; the variables that make setuptools use it, none where there is none."""
    say(f"{SOURCE_ONLY}, compiled with the package ziglang (fetching 100 MB: no C compiler of this machine serves)")
    if not environment.install_locked(read_lock("compiler"), "--only-binary", ":all:"):
        return {}
    for tool in ("cc", "ar"):
        wrapper = _zig(environment, tool)
        wrapper.write_text(f'#!/bin/sh\nexec "{environment.python}" -m ziglang {tool} "$@"\n', encoding="utf-8")
        wrapper.chmod(0o755)
    cache = str(_zig(environment, "cache"))
    return _compiler_variables(shlex.quote(str(_zig(environment, "cc")))) | {
        "AR": shlex.quote(str(_zig(environment, "ar"))),
        "ZIG_GLOBAL_CACHE_DIR": cache,
        "ZIG_LOCAL_CACHE_DIR": cache,
    }


def _compiler_variables(compiler: str) -> dict[str, str]:
    variables = {"CC": f"{compiler} {C_FLAGS}"}
    if sys.platform == "linux":
        # Not the linker flags that this Python was built with: they suit its own compiler, perhaps not this one.
        variables["LDSHARED"] = f"{compiler} -shared"
    return variables


def _drop_packaged_compiler(environment: Environment) -> None:
    """Remove the fetched compiler, which takes 400 MB and has done its work."""
    if _zig(environment, "cc").exists():
        environment.pip("uninstall", "--yes", "ziglang")
        shutil.rmtree(_zig(environment, "cache"), ignore_errors=True)
        for tool in ("cc", "ar"):
            _zig(environment, tool).unlink()


def _zig(environment: Environment, part: str) -> Path:
    return environment.place / "bin" / f"zig-{part}"


def read_lock(name: str) -> list[str]:
    """The entries of `requirements/<name>.txt`, each with its marker and its hashes."""
    return re.findall(r"^[a-z0-9].*(?:\n[ \t].*)*", _text(ROOT / "requirements" / f"{name}.txt"), flags=re.MULTILINE)


def say(what: str) -> None:
    """Tell the user, in one line, what is being done."""
    print(f"set-up: {what}", flush=True)


def _stamp(environment: Environment, purpose: str) -> Path:
    return environment.place / f"ready-{purpose}"


def _digest(purpose: str, environment: Environment, wheel: Path | None) -> str:
    """A digest of all that decides what `environment` holds when it is ready for `purpose`."""
    files = [Path(__file__), ROOT / "pyproject.toml", wheel] if wheel else [Path(__file__), ROOT / "pyproject.toml"]
    files += [ROOT / "requirements" / f"{lock}.txt" for lock in LOCKS[purpose]]
    digest = hashlib.sha256(f"{environment.place} {sys.base_prefix} {sys.version}".encode())
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _python_version() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
