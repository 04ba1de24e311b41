"""Entry point for spark-submit: the same job as `jafflegaggle run`."""

import sys

sys.path.append("")  # from the project's folder it runs uninstalled, too

from jafflegaggle.cli import main

if __name__ == "__main__":
    status = main(["run", *sys.argv[1:]])
    if status:  # some platforms take even an exit with status 0 for a failure
        sys.exit(status)
