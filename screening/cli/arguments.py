"""What the command line understands."""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NoReturn, TypeAlias

from screening.cli import columns, follow_options, visit_options
from screening.cli.prescreening import ENGINES
from screening.errors import UsageError
from screening.log import FIGURES, FORGETTING, MEANINGS, OUTCOMES
from screening.patient import parse_day
from screening.service import APPROVERS, WHY_BACK, Server, is_address
from screening.service.exporting import FORMATS, LEVELS, LOGS, WHY_IDENTIFIED
from screening.wording import Words, language_of, languages

PAUSES = ("sponsor", "safety", "supply", "site", "amendment", "other")


class _Parser(argparse.ArgumentParser):
    """Refuses by raising, so that one place says it; an abbreviated option is none."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.format_usage().rstrip()}\n{message}")


def language_asked(arguments: Sequence[str]) -> str | None:
    """Find the language on the command line before anything is said, None where none is named."""
    for place, one in enumerate(arguments):
        if one.startswith("--language="):
            return language_of(one.partition("=")[2])
        if one == "--language" and place + 1 < len(arguments):
            return language_of(arguments[place + 1])
    return None


def parser(words: Words, version: str) -> argparse.ArgumentParser:
    """Build the parser, its help in the reader's language."""
    made = _Parser(prog="eligo", description=words.text("cli.help.program"), allow_abbrev=False)
    made.add_argument("--version", action="version", version=f"eligo {version}")
    commands = made.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    _add_assess(commands, words)
    _add_prescreen(commands, words)
    _add_import(commands, words)
    _add_protocol(commands, words)
    _add_validate(commands, words)
    _add_site(commands, words)
    _add_log(commands, words)
    _add_people(commands, words)
    _add_sign(commands, words)
    _add_study(commands, words)
    _add_visits(commands, words)
    _add_today(commands, words)
    _add_follow(commands, words)
    return made


_Commands: TypeAlias = "argparse._SubParsersAction[_Parser]"


def _command(commands: _Commands, name: str, words: Words, key: str) -> argparse.ArgumentParser:
    told = words.text(key if "." in key else f"cli.help.{key}")
    made = commands.add_parser(name, help=told, description=told, allow_abbrev=False)
    made.add_argument("--language", type=_language, metavar="CODE", help=words.text("cli.help.language"))
    return made


def _group(commands: _Commands, name: str, words: Words) -> _Commands:
    told = words.text(f"cli.help.{name}")
    made = commands.add_parser(name, help=told, description=told, allow_abbrev=False)
    return made.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)


def _add_assess(commands: _Commands, words: Words) -> None:
    made = _command(commands, "assess", words, "assess")
    made.add_argument("history", nargs="+", metavar="HISTORY.json", help=words.text("cli.help.history"))
    made.add_argument("--protocol", metavar="ID[@VERSION]|FILE.toml", help=words.text("cli.help.which_protocol"))
    made.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help=words.text("cli.help.on"))
    made.add_argument("--json", action="store_true", help=words.text("cli.help.json"))
    made.add_argument("--second-look", action="store_true", help=words.text("cli.help.second_look"))


def _add_import(commands: _Commands, words: Words) -> None:
    made = _command(commands, "import", words, "cli.help.import.command")
    made.add_argument("files", nargs="+", type=Path, metavar="FILE", help=words.text("cli.help.import.files"))
    made.add_argument("--protocol", metavar="ID[@VERSION]|FILE.toml", help=words.text("cli.help.which_protocol"))
    made.add_argument("--into", metavar="HISTORY.json", help=words.text("cli.help.import.into"))
    made.add_argument("--patient", metavar="N|KEY", help=words.text("cli.help.import.patient"))
    for name in ("take", "leave"):
        made.add_argument(f"--{name}", action="append", metavar="N|FIELD", help=words.text(f"cli.help.import.{name}"))
    columns.add_arguments(made, words)
    made.add_argument("--same-person", action="store_true", help=words.text("cli.help.import.same_person"))
    made.add_argument("--by", metavar="NAME", help=words.text("cli.help.import.by"))
    made.add_argument("-o", dest="output", type=Path, metavar="HISTORY.json", help=words.text("cli.help.import.output"))
    made.add_argument("--json", action="store_true", help=words.text("cli.help.json"))


def _add_prescreen(commands: _Commands, words: Words) -> None:
    made = _command(commands, "prescreen", words, "cli.help.prescreen.command")
    made.add_argument("cohort", nargs="?", type=_cohort, metavar="COHORT", help=words.text("cli.help.prescreen.cohort"))
    made.add_argument("--labs", type=Path, metavar="FILE", help=words.text("cli.help.prescreen.labs"))
    made.add_argument("--protocol", metavar="ID[@VERSION]|FILE.toml", help=words.text("cli.help.which_protocol"))
    made.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help=words.text("cli.help.on"))
    output = words.text("cli.help.prescreen.output")
    made.add_argument("-o", dest="output", type=Path, metavar="RESULT", help=output)
    made.add_argument("--ignore", action="append", metavar="NAME", help=words.text("cli.help.prescreen.ignore"))
    made.add_argument("--engine", default="duckdb", choices=ENGINES, help=words.text("cli.help.prescreen.engine"))
    made.add_argument("--dialect", metavar="NAME", help=words.text("cli.help.prescreen.dialect"))
    made.add_argument("--master", metavar="ADDRESS", help=words.text("cli.help.prescreen.master"))
    made.add_argument("--json", action="store_true", help=words.text("cli.help.json"))
    made.add_argument("--data", type=Path, metavar="DIR", help=words.text("cli.help.prescreen.data"))
    made.add_argument("--user", metavar="NAME", help=words.text("cli.help.user"))
    made.add_argument("--role", metavar="ROLE", help=words.text("cli.help.role"))


def _add_protocol(commands: _Commands, words: Words) -> None:
    actions = _group(commands, "protocol", words)
    _command(actions, "list", words, "protocol_list")
    check = _command(actions, "check", words, "protocol_check")
    check.add_argument("file", nargs="+", type=Path, metavar="FILE.toml")
    _command(actions, "schema", words, "protocol_schema")
    compare = _command(actions, "compare", words, "protocol_compare")
    compare.add_argument("one", metavar="A")
    compare.add_argument("other", metavar="B")
    review = _command(actions, "review", words, "protocol_review")
    review.add_argument("id", metavar="ID[@VERSION]|FILE.toml", help=words.text("cli.help.which_protocol"))
    review.add_argument("-o", dest="output", required=True, type=Path, metavar="PACK.pdf")
    skeleton = _command(actions, "skeleton", words, "protocol_skeleton")
    skeleton.add_argument("record", type=Path, metavar="RECORD.json")
    skeleton.add_argument("-o", dest="output", required=True, type=Path, metavar="FILE.toml")
    _add_amending(actions, words)


def _add_amending(actions: _Commands, words: Words) -> None:
    """Add what is done with the versions of a study's protocol."""
    replay = _command(actions, "replay", words, "amendment.help.replay")
    _add_version(replay, words, "--to")
    replay.add_argument("--json", action="store_true", help=words.text("cli.help.json"))
    replay.add_argument("-o", dest="output", type=Path, metavar="LIST.csv", help=words.text("amendment.help.output"))
    _add_version(_command(actions, "sign", words, "amendment.help.sign"), words, "version")
    activate = _command(actions, "activate", words, "amendment.help.activate")
    _add_version(activate, words, "version")
    activate.add_argument("--approved", metavar="YYYY-MM-DD", help=words.text("amendment.help.approved"))
    activate.add_argument("--by", default=APPROVERS[0], choices=APPROVERS, help=words.text("amendment.help.by"))
    activate.add_argument("--reference", default="", metavar="TEXT", help=words.text("amendment.help.reference"))
    activate.add_argument("--back", choices=WHY_BACK, help=words.text("amendment.help.back"))
    _add_work(_command(actions, "due", words, "amendment.help.due"), words)
    dismiss = _command(actions, "dismiss", words, "amendment.help.dismiss")
    dismiss.add_argument("case", metavar="NUMBER", help=words.text("acts.help.case"))
    dismiss.add_argument("--reason", required=True, metavar="TEXT", help=words.text("amendment.help.dismissed"))
    _add_work(dismiss, words)


def _add_version(made: argparse.ArgumentParser, words: Words, name: str) -> None:
    """Add which version of the study's protocol is meant, where the book lies, and who is at work."""
    told = words.text("amendment.help.version")
    required = {"required": True, "dest": "version"} if name.startswith("-") else {}
    made.add_argument(name, metavar="VERSION|FILE.toml", help=told, **required)  # type: ignore[arg-type]
    _add_data(made, words)
    made.add_argument("--user", metavar="NAME", help=words.text("cli.help.user"))
    made.add_argument("--role", metavar="ROLE", help=words.text("cli.help.role"))


def _add_validate(commands: _Commands, words: Words) -> None:
    made = _command(commands, "validate", words, "cli.help.validate.command")
    output = words.text("cli.help.validate.output")
    made.add_argument("-o", dest="output", required=True, type=Path, metavar="DIR", help=output)
    made.add_argument("--data", type=Path, metavar="DIR", help=words.text("cli.help.validate.data"))


def _add_site(commands: _Commands, words: Words) -> None:
    actions = _group(commands, "site", words)
    init = _command(actions, "init", words, "site_init")
    _add_data(init, words)
    init.add_argument("--site", required=True, metavar="CODE", help=words.text("cli.help.code"))
    init.add_argument("--user", required=True, metavar="NAME", help=words.text("cli.help.user"))
    init.add_argument("--role", default="coordinator", metavar="ROLE", help=words.text("cli.help.role"))
    init.add_argument("--protocol", metavar="ID[@VERSION]|FILE.toml", help=words.text("cli.help.which_protocol"))
    init.add_argument("--practice", action="store_true", help=words.text("cli.help.practice"))
    moving = _people_action(actions, "move", words, group="site")
    moving.add_argument("--to", required=True, metavar="URL|DIR", help=words.text("cli.help.to"))


def _add_log(commands: _Commands, words: Words) -> None:
    actions = _group(commands, "log", words)
    add = _log_action(actions, "add", words)
    add.add_argument("history", nargs="+", metavar="HISTORY.json", help=words.text("cli.help.history"))
    add.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help=words.text("cli.help.on"))
    add.add_argument("--corrects", type=int, metavar="ENTRY", help=words.text("cli.help.corrects"))
    add.add_argument("--reason", metavar="TEXT", help=words.text("cli.help.why_corrected"))
    source = words.text("cli.help.import.source")
    add.add_argument("--from", dest="sources", action="append", type=Path, metavar="FILE", help=source)
    add.add_argument("--patient", metavar="KEY", help=words.text("cli.help.import.patient"))
    listing = _log_action(actions, "list", words)
    listing.add_argument("--json", action="store_true", help=words.text("cli.help.json"))
    listing.add_argument("--all", action="store_true", help=words.text("cli.help.all"))
    listing.add_argument("--prescreening", action="store_true", help=words.text("cli.help.prescreening"))
    verify = _log_action(actions, "verify", words)
    verify.add_argument("--against", metavar="EXPORT|CODE", help=words.text("cli.help.against"))
    verify.add_argument("--json", action="store_true", help=words.text("cli.help.json"))
    export = _log_action(actions, "export", words)
    export.add_argument("--format", required=True, choices=FORMATS)
    export.add_argument("--view", default="screening", choices=LOGS, help=words.text("cli.help.view"))
    export.add_argument("--privacy", choices=LEVELS, help=words.text("cli.help.privacy"))
    export.add_argument("--reason", choices=WHY_IDENTIFIED, help=words.text("cli.help.why_identified"))
    export.add_argument("--template", type=Path, metavar="FILE.toml", help=words.text("cli.help.template"))
    export.add_argument("--newest-first", action="store_true", help=words.text("cli.help.newest_first"))
    export.add_argument("-o", dest="output", required=True, type=Path, metavar="PATH")
    export.add_argument("--all", action="store_true", help=words.text("cli.help.all"))
    figure = _log_action(actions, "figure", words)
    figure.add_argument("kind", choices=FIGURES, help=words.text("cli.help.figure_kind"))
    figure.add_argument("-o", dest="output", required=True, type=Path, metavar="FILE.svg|png|pdf|csv")
    figure.add_argument("--months", type=int, metavar="N", help=words.text("cli.help.figure_months"))
    figure.add_argument("--version", dest="only_version", metavar="VERSION", help=words.text("cli.help.figure_version"))
    layouts = _log_action(actions, "layouts", words)
    layouts.add_argument("--forget", metavar="LAYOUT", help=words.text("cli.help.forget_layout"))
    strike = _log_action(actions, "strike", words)
    strike.add_argument("entry", type=int, metavar="ENTRY", help=words.text("cli.help.entry"))
    strike.add_argument("--reason", required=True, metavar="TEXT", help=words.text("cli.help.reason"))
    backup = _log_action(actions, "backup", words)
    backup.add_argument("-o", dest="output", required=True, type=Path, metavar="FILE")
    restore = _log_action(actions, "restore", words)
    restore.add_argument("backup", type=Path, metavar="FILE")
    restore.add_argument("--key", type=Path, metavar="FILE", help=words.text("cli.help.key"))
    _add_trail(actions, words)
    restore.add_argument("--last-number", metavar="NUMBER", help=words.text("cli.help.last_number"))
    _add_acts(actions, words)


def _add_acts(actions: _Commands, words: Words) -> None:
    """Add what is done with a case once it is in the log."""
    outcome = _case_action(actions, "outcome", words, "log_outcome")
    outcome.add_argument("outcome", nargs="?", choices=OUTCOMES, help=words.text("acts.help.outcome"))
    outcome.add_argument("--primary", metavar="ID|CODE", help=words.text("acts.help.primary"))
    outcome.add_argument("--on", metavar="DATE", help=words.text("acts.help.outcome_on"))
    outcome.add_argument("--subject-number", metavar="X", help=words.text("acts.help.subject_number"))
    outcome.add_argument("--reason", metavar="TEXT", help=words.text("acts.help.remark"))
    outcome.add_argument("--finally", dest="definitely", action="store_true", help=words.text("acts.help.definitely"))
    outcome.add_argument("--take-back", action="store_true", help=words.text("acts.help.take_back"))
    deviation = _case_action(actions, "deviation", words, "log_deviation")
    deviation.add_argument("--criterion", required=True, metavar="ID", help=words.text("acts.help.criterion"))
    deviation.add_argument("--found-on", metavar="DATE", help=words.text("acts.help.found_on"))
    deviation.add_argument("--text", required=True, metavar="TEXT", help=words.text("acts.help.text"))
    forget = _case_action(actions, "forget", words, "log_forget")
    forget.add_argument("--reason", required=True, choices=FORGETTING, help=words.text("acts.help.why_forgotten"))
    printed = _case_action(actions, "checklist", words, "log_checklist")
    printed.add_argument("-o", dest="output", required=True, type=Path, metavar="FILE.pdf")
    printed.add_argument("--identified", action="store_true", help=words.text("checklist.cli.identified"))
    printed.add_argument("--reason", choices=WHY_IDENTIFIED, help=words.text("cli.help.why_identified"))


def _add_sign(commands: _Commands, words: Words) -> None:
    made = _case_action(commands, "sign", words, "sign")
    made.add_argument("--meaning", required=True, choices=MEANINGS, help=words.text("acts.help.meaning"))
    made.add_argument("--reason", metavar="TEXT", help=words.text("acts.help.why_signed"))


def _case_action(actions: _Commands, name: str, words: Words, key: str) -> argparse.ArgumentParser:
    """Add a command about one case, with who is at work on it."""
    made = _command(actions, name, words, f"acts.help.{key}")
    made.add_argument("case", metavar="NUMBER|ENTRY", help=words.text("acts.help.case"))
    _add_work(made, words)
    return made


def _add_people(commands: _Commands, words: Words) -> None:
    actions = _group(commands, "people", words)
    listing = _people_action(actions, "list", words)
    review = _people_action(actions, "review", words)
    for one in (listing, review):
        one.add_argument("--json", action="store_true", help=words.text("cli.help.json"))
    for name in ("password", "recover", "recovery-key"):
        _people_action(actions, name, words)
    add = _people_action(actions, "add", words, person=True)
    add.add_argument("--verified", metavar="TEXT", help=words.text("cli.help.verified"))
    roles = _people_action(actions, "roles", words, person=True)
    for one in (add, roles):
        one.add_argument("--role", required=True, action="append", metavar="ROLE", help=words.text("cli.help.roles"))
    disable = _people_action(actions, "disable", words, person=True)
    disable.add_argument("--reason", required=True, metavar="TEXT", help=words.text("cli.help.why_closed"))
    for name in ("enable", "reset"):
        _people_action(actions, name, words, person=True)
    delegate = _people_action(actions, "delegate", words, person=True)
    delegate.add_argument("--principal", action="store_true", help=words.text("cli.help.principal"))
    delegate.add_argument("--from", dest="since", type=_day, metavar="YYYY-MM-DD", help=words.text("cli.help.since"))
    delegate.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help=words.text("cli.help.until"))
    delegate.add_argument("--end", action="store_true", help=words.text("cli.help.end"))


def _people_action(
    actions: _Commands, name: str, words: Words, *, person: bool = False, group: str = "people"
) -> argparse.ArgumentParser:
    made = _command(actions, name, words, f"{group}_{name.replace('-', '_')}")
    if person:
        made.add_argument("name", metavar="NAME", help=words.text("cli.help.person"))
    _add_data(made, words)
    made.add_argument("--user", metavar="NAME", help=words.text("cli.help.user"))
    return made


def _add_study(commands: _Commands, words: Words) -> None:
    studies = _group(commands, "study", words)
    for name in ("state", "pause", "resume", "close"):
        made = _people_action(studies, name, words, group="study")
        if name == "pause":
            made.add_argument("--reason", required=True, choices=PAUSES)


def _add_visits(commands: _Commands, words: Words) -> None:
    for group, (names, add_options) in visit_options.GROUPS.items():
        actions = _group(commands, group, words)
        for name in names:
            add_options(_people_action(actions, name, words, group=group), name, words)


def _add_trail(actions: _Commands, words: Words) -> None:
    trail = _log_action(actions, "trail", words)
    for name in ("case", "by", "field"):
        trail.add_argument(f"--{name}", metavar=name.upper(), help=words.text(f"cli.help.trail.{name}"))
    trail.add_argument("--kind", action="append", metavar="KIND", help=words.text("cli.help.trail.kind"))
    first, last = words.text("cli.help.trail.first"), words.text("cli.help.trail.last")
    trail.add_argument("--from", dest="first", type=_day, metavar="YYYY-MM-DD", help=first)
    trail.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help=last)
    trail.add_argument("--most", type=int, default=200, metavar="N", help=words.text("cli.help.trail.most"))
    trail.add_argument("--oldest-first", action="store_true", help=words.text("cli.help.trail.oldest_first"))
    trail.add_argument("--json", action="store_true", help=words.text("cli.help.json"))
    trail.add_argument("--format", default="csv", choices=("csv", "jsonl"), help=words.text("cli.help.trail.format"))
    trail.add_argument("-o", dest="output", type=Path, metavar="PATH", help=words.text("cli.help.trail.output"))
    history = _log_action(actions, "history", words)
    history.add_argument("number", metavar="NUMBER", help=words.text("cli.help.number"))
    history.add_argument("path", metavar="FIELD", help=words.text("cli.help.field"))
    archive = _log_action(actions, "archive", words)
    archive.add_argument("-o", dest="output", required=True, type=Path, metavar="FILE.zip")
    for one in (trail, archive):
        one.add_argument("--identified", action="store_true", help=words.text("cli.help.trail.identified"))


def _add_today(commands: _Commands, words: Words) -> None:
    made = _command(commands, "today", words, "today")
    made.add_argument("--json", action="store_true", help=words.text("cli.help.json"))
    _add_work(made, words)


def _add_follow(commands: _Commands, words: Words) -> None:
    for group, (names, add_options) in follow_options.GROUPS.items():
        actions = _group(commands, group, words)
        for name in names:
            made = _command(actions, name, words, f"acts.help.{group}_{name}")
            add_options(made, name, words)
            _add_work(made, words)


def _log_action(actions: _Commands, name: str, words: Words) -> argparse.ArgumentParser:
    made = _command(actions, name, words, f"log_{name}")
    _add_work(made, words)
    return made


def _add_work(made: argparse.ArgumentParser, words: Words) -> None:
    """Add where the book lies, which study is meant, and who is at work."""
    _add_data(made, words)
    made.add_argument("--protocol", metavar="ID[@VERSION]", help=words.text("cli.help.which_study"))
    made.add_argument("--user", metavar="NAME", help=words.text("cli.help.user"))
    made.add_argument("--role", metavar="ROLE", help=words.text("cli.help.role"))


def _add_data(made: argparse.ArgumentParser, words: Words) -> None:
    made.add_argument("--data", type=Path, metavar="DIR", help=words.text("cli.help.data"))
    made.add_argument("--store", metavar="URL", help=words.text("cli.help.store"))


def _day(text: str) -> date:
    day = parse_day(text)
    if day is None or day[1] is not None:
        raise argparse.ArgumentTypeError(f'"{text}" is not a date (YYYY-MM-DD)')
    return date.fromordinal(day[0])


def _cohort(text: str) -> Path | Server:
    return Server.read(text) if is_address(text) else Path(text)


def _language(text: str) -> str:
    found = language_of(text)
    if found is None:
        raise argparse.ArgumentTypeError(f'"{text}" is no language of this program: {", ".join(languages())}')
    return found
