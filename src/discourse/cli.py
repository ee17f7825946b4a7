"""The command line: the group of subcommands, those of plugins, errors and exit codes. Ours are in `commands`.

Results go to standard output, everything else to standard error. Exit codes: 0 all is done; 1 something failed, and
what was done is printed; 2 the command was called wrongly; 130 interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from .commands import OURS as ON_DOCUMENTS
from .errors import DiscourseError, FrozenError
from .registry import Registry, default_registry
from .store.commands import OURS as ON_TABLES
from .views import printable

OURS = (*ON_DOCUMENTS, *ON_TABLES)


class Commands(click.Group):
    """The group of subcommands; plugins add theirs when one is asked for that is not the core's."""

    _registry: Registry | None = None  # whose commands were added

    def list_commands(self, context: click.Context) -> list[str]:
        self.add_plugin_commands()
        return super().list_commands(context)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.commands:
            self.add_plugin_commands()
        return super().get_command(context, name)

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except BrokenPipeError:  # the reader went away, as `head` does: that is its right
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(0) from None

    def add_plugin_commands(self) -> None:
        registry = default_registry()
        if registry is not self._registry:
            self.commands: dict[str, click.Command] = {
                name: command for name, command in self.commands.items() if command in OURS
            }
            self._registry = registry
            registry.add_commands(self)


@click.group(cls=Commands, commands=OURS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="discourse-analysis", prog_name="discourse")
def cli() -> None:
    """Turn op-eds, news and political text into evidence."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; errors of ours are one line on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a page for a terminal that cannot show all of it
    sys.exit(run(lambda: cli.main(args=arguments, prog_name="discourse", standalone_mode=False)))


def run(command: Callable[[], Any]) -> int:
    try:
        code = command()
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(file=shown)
        click.echo("\n".join(map(printable, shown.getvalue().splitlines())), err=True)
        return error.exit_code
    except click.Abort:
        return 130
    except FrozenError as error:
        click.echo("\n  ".join(map(printable, (f"discourse: {error.message}:", *error.differences))), err=True)
        return 1
    except DiscourseError as error:
        click.echo(f"discourse: {printable(str(error))}", err=True)
        return 1
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    return code if isinstance(code, int) else 0
