"""`python -m chatdesk`."""

from chatdesk.cli import main

main()
