"""`diagnosis serve`: what the command line says; `web.serve` does it."""

from __future__ import annotations

from pathlib import Path

import click

from diagnosis.terminal.options import NOTHING, fail, language_option, rules_option, tell

_PAGES = ("anyio", "fastapi", "multipart", "prometheus_client", "python_multipart", "starlette", "uvicorn")
"""What the pages import that the extra `web` brings."""


@click.command(help="help.serve.about", epilog="help.serve.more")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="help.serve.host")
@click.option("--port", type=click.IntRange(0, 65535), default=8090, show_default=True, help="help.serve.port")
@click.option("--url", metavar="URL", help="help.serve.url")
@rules_option
@click.option("--store", metavar="PATH|URL", help="help.serve.store")
@click.option("--token-file", metavar="FILE", help="help.serve.token_file")
@click.option("--oidc", metavar="FILE", envvar="DIAGNOSIS_OIDC", help="help.serve.oidc")
@click.option("--metrics-token-file", metavar="FILE", help="help.serve.metrics_token_file")
@click.option(
    "--retention",
    "retention_days",
    type=click.IntRange(1, 36_500),
    metavar="DAYS",
    help="help.serve.retention_days",
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="help.serve.workers")
@language_option
def serve(
    host: str,
    port: int,
    url: str | None,
    rules: tuple[Path, ...],
    store: str | None,
    token_file: str | None,
    oidc: str | None,
    metrics_token_file: str | None,
    retention_days: int | None,
    workers: int,
    language: str,
) -> None:
    """Serve the guided interview as pages for a browser."""
    from diagnosis.faults import Faulty
    from diagnosis.messages import say, translated
    from diagnosis.sessions import StoreFault

    try:
        from diagnosis.web.serve import serve as serve_pages
        from diagnosis.web.settings import Settings, warnings
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in _PAGES:
            raise
        what = say("for pages a package is missing ({name})", name=missing)
        fail(language, what, say('install it: pip install "sales-diagnosis[web]"'))

    settings = Settings(
        host=host,
        port=port,
        url=url,
        rules=tuple(str(path) for path in rules),
        store=store,
        token_file=token_file,
        oidc=oidc,
        metrics_token_file=metrics_token_file,
        retention_days=retention_days,
        language=language,
        workers=workers,
    )

    def told(address: str) -> None:
        open_it = say("Diagnosis listens on {address} (stop it with Ctrl-C)", address=address)
        if url is not None:
            open_it = say(
                "Diagnosis is at {url}, and listens on {address} (stop it with Ctrl-C)", url=url, address=address
            )
        if settings.needs_token and not settings.is_secure:
            warning = say("without HTTPS everybody on the way can read answers and the access token")
            click.echo(f"diagnosis: {translated(warning, language)}", err=True)
        click.echo(translated(open_it, language))

    try:
        tell(warnings(settings), language)
        serve_pages(settings, told)
    except (Faulty, StoreFault) as error:
        tell(error.faults, language)
        raise click.exceptions.Exit(NOTHING) from None
