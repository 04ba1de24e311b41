"""Errors for the person who must act, each with the exit status of the command."""

INTERNAL = 70  # EX_SOFTWARE of sysexits.h


class JobError(Exception):
    """A failure whose message is one short paragraph for a person; no stack trace is needed."""

    exit_status = INTERNAL


class InputError(JobError):
    """The command, the configuration or an input is wrong (exit status 2)."""

    exit_status = 2


class CheckError(JobError):
    """A check of the tables failed, so nothing was published (exit status 1)."""

    exit_status = 1


class OutputHeldError(JobError):
    """Another run holds the output: the same command may succeed later (exit status 4)."""

    exit_status = 4
