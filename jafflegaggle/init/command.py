"""What `jafflegaggle init` does: it looks, proposes, and writes the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jafflegaggle.errors import InputError
from jafflegaggle.expressions import Expression
from jafflegaggle.init.convert import convert
from jafflegaggle.init.folder import find_sources
from jafflegaggle.init.look import look_at
from jafflegaggle.init.match import NULL
from jafflegaggle.init.naming import candidates
from jafflegaggle.init.proposal import Proposal
from jafflegaggle.init.propose import propose
from jafflegaggle.init.rules import ProposedRules, propose_rules
from jafflegaggle.init.sample import Sample
from jafflegaggle.init.shown import to_text
from jafflegaggle.init.write import to_toml
from jafflegaggle.staging import SOURCES

EMPTY = "empty_{}.csv"


@dataclass(frozen=True)
class Wanted:
    """What `init` was asked for.

    Attributes:
        file: the file to write.
        output: where runs are to publish.
        folder: a folder in which sources are looked for; '' for none.
        paths: the places of sources, by their names.
        empty: sources that are not there, for which an empty file is written.
        date_order: `mdy` or `dmy`, where dates do not show it.
        copies: a folder for copies of files that not every engine reads; '' for none.
        is_forced: whether the file may be there already.
    """

    file: str
    output: str = "output"
    folder: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    empty: Sequence[str] = ()
    date_order: str = ""
    copies: str = ""
    is_forced: bool = False


def init(wanted: Wanted) -> str:
    """Look at the sources, and write a configuration.

    Returns:
        What to show.

    Raises:
        InputError: the file is there already, a required source is missing, or a path is wrong.
    """
    check_target(wanted)
    samples, notes = look(wanted)
    proposals = propose_all(samples, wanted, [note for source, note in notes if not source])
    for source, note in notes:
        if source in proposals:
            proposals[source].doubts.append(("path", note))
    rules = propose_rules(proposals)
    others = [note for source, note in notes if source not in proposals]
    write(wanted, proposals, rules)
    return to_text(wanted.file, proposals, rules, others)


def check_target(wanted: Wanted) -> None:
    """Refuse to overwrite a file.

    Raises:
        InputError: it is there.
    """
    if Path(wanted.file).exists() and not wanted.is_forced:
        raise InputError(f"{wanted.file}: is there already; --force overwrites it, or name another")


def look(wanted: Wanted) -> tuple[dict[str, Sample], list[tuple[str, str]]]:
    """The samples of all sources, and what is to be said of files."""
    samples = {name: look_at(path) for name, path in wanted.paths.items()}
    notes: list[tuple[str, str]] = []
    if wanted.folder:
        own = [place for place in (wanted.output, wanted.copies) if place]
        found = find_sources(wanted.folder, [*samples, *wanted.empty], own)
        samples |= found.samples
        notes = found.notes
    if wanted.copies:
        for name, sample in samples.items():
            samples[name] = convert(name, sample, Path(wanted.copies), wanted.is_forced)
    return {name: samples[name] for name in SOURCES if name in samples}, notes


def propose_all(
    samples: Mapping[str, Sample], wanted: Wanted, notes: Sequence[str] = ()
) -> dict[str, Proposal]:
    """The sources; a required one that is missing is made of others, or empty, where that is asked.

    Raises:
        InputError: it can be neither.
    """
    proposals = {name: propose(name, one, wanted.date_order) for name, one in samples.items()}
    for name, spec in SOURCES.items():
        if not spec.is_required or name in proposals:
            continue
        if name == "gaggles" and name not in wanted.empty and "users" in proposals:
            proposals[name] = _gaggles_of(proposals["users"]) or _empty(name, wanted)
        elif name in wanted.empty:
            proposals[name] = _empty(name, wanted)
        else:
            where = f" in {wanted.folder}" if wanted.folder else ""
            message = (
                f"{name}: none was found{where}; give it by --{name} PATH, or, if there is none, "
                f"--empty {name}"
            )
            raise InputError("\n".join([message, *(f"  {note}" for note in notes)]))
    return {name: proposals[name] for name in SOURCES if name in proposals}


def _gaggles_of(users: Proposal) -> Proposal | None:
    """Gaggles made of the users' file; None where users name none."""
    own = users.columns.get("gaggle_id", NULL)
    if own == NULL:
        return None
    gaggles = Proposal("gaggles", users.sample, {"gaggle_id": own}, only_warns=True)
    used = users.columns.values()
    name = next(
        (
            name
            for name, is_usual in candidates(
                gaggles.spec, gaggles.spec.column("gaggle_name"), users.sample.columns
            )
            if is_usual and name not in used
        ),
        "",
    )
    gaggles.columns |= {"gaggle_name": name or own, "created_at": NULL}
    why = (
        "no file of gaggles, so that they are those that users name; all but the first row of each "
        "are quarantined as duplicates, and the check on that only warns"
    )
    gaggles.doubts.append(("path", why))
    return gaggles


def _empty(name: str, wanted: Wanted) -> Proposal:
    """A source without a row."""
    columns: dict[str, str | Expression] = {column: column for column in SOURCES[name].column_names}
    path = Path(wanted.file).parent / EMPTY.format(name)
    proposal = Proposal(name, Sample(str(path)), columns)
    proposal.doubts.append(("path", f"no {name} were found; this file has a header only"))
    return proposal


def write(wanted: Wanted, proposals: Mapping[str, Proposal], rules: ProposedRules) -> None:
    """Write the file, and those of empty sources.

    Raises:
        InputError: it cannot be written.
    """
    text = to_toml(proposals, rules, wanted.output)
    try:
        for proposal in proposals.values():
            path = Path(proposal.sample.path)
            if path.name == EMPTY.format(proposal.name) and not path.exists():
                header = ",".join(proposal.spec.column_names)
                path.write_text(f"{header}\n", encoding="utf-8")
        Path(wanted.file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{wanted.file}: cannot be written ({error})") from error
