"""`python -m discourse`: the command line."""

from .cli import main

main()
