"""`diagnosis explain`: what the command line says."""

import click


@click.command()
def explain() -> None:
    """Explain a verdict."""
