"""`python -m jafflegaggle` is the command."""

from jafflegaggle.cli import main

raise SystemExit(main())
