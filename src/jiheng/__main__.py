"""`python -m jiheng` is the command `jiheng`."""

from jiheng.cli import main

main()
