"""Reads a window as a screen reader does, through AT-SPI: `/usr/bin/python3 screen_reader.py APPLICATION`.

A program of its own, run by the system's Python, which has the bindings. It answers each line of its input by one line
of JSON: `tree` by everything that is shown, `find ID` by one thing, `press ID` by whether it could be pressed, `push
NAME` by the same for a button that has only its words, `type ID TEXT` by whether there is such a field, `heard` by what
was said by itself since.
"""

import json
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from typing import Any

PATIENCE = 60.0
said: list[str] = []
STATES = ("FOCUSABLE", "CHECKED", "CHECKABLE", "EDITABLE")
_PRESSES = {"Press", "Toggle"}

warnings.simplefilter("ignore")  # the bindings call half of themselves old
import_module("gi").require_version("Atspi", "2.0")
atspi: Any = import_module("gi.repository.Atspi")
glib: Any = import_module("gi.repository.GLib")


def application(name: str) -> Any:
    """Wait for a program to be on the accessibility bus, with a window."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(glib.Error):  # what else is on the bus may go while it is looked at
            for found in children(atspi.get_desktop(0)):
                if found.get_name() == name and found.get_child_count():
                    return found
        time.sleep(0.1)
    raise SystemExit(f"{name} is not on the accessibility bus")


def children(thing: Any) -> Iterator[Any]:
    for place in range(thing.get_child_count()):
        child = thing.get_child_at_index(place)
        if child is not None:
            yield child


def shown(thing: Any) -> Iterator[Any]:
    """Yield everything that is on the screen, outside in."""
    for child in children(thing):
        if child.get_state_set().contains(atspi.StateType.SHOWING):
            yield child
            yield from shown(child)


def actions(thing: Any) -> list[str]:
    offered = thing.get_action_iface()
    return [offered.get_action_name(one) for one in range(offered.get_n_actions())] if offered else []


def id_of(thing: Any) -> str:
    """Give the name that the program knows a thing by; none of what has gone meanwhile."""
    return thing.get_accessible_id() or ""


def described(thing: Any) -> dict[str, Any]:
    held = thing.get_state_set()
    return {
        "id": id_of(thing),
        "role": thing.get_role_name() or "",
        "name": thing.get_name() or "",
        "description": thing.get_description() or "",
        "states": [state for state in STATES if held.contains(getattr(atspi.StateType, state))],
        "actions": actions(thing),
    }


def named(program: Any, id: str) -> Any:
    """Find what is shown under a name, None for nothing."""
    return next((thing for thing in shown(program) if id_of(thing).endswith(f".{id}")), None)


def press(thing: Any) -> bool:
    """Do to a thing what a click on it does; False while it offers nothing, as what is disabled does."""
    wanted = next((place for place, name in enumerate(actions(thing)) if name in _PRESSES), None)
    return wanted is not None and bool(thing.get_action_iface().do_action(wanted))


def called(program: Any, name: str) -> Any:
    """Find the button of these words, None for nothing."""
    buttons = (thing for thing in shown(program) if thing.get_role_name() in ("push button", "button"))
    return next((thing for thing in buttons if (thing.get_name() or "").replace("&", "") == name), None)


def heard() -> list[str]:
    """Give what was said by itself since this was asked last."""
    while glib.MainContext.default().iteration(False):
        pass
    told = said[:]
    said.clear()
    return told


def main(name: str) -> None:
    """Answer line by line until there is no more input."""
    listener = atspi.EventListener.new(lambda event: said.append(event.any_data))
    listener.register("object:announcement")
    program = application(name)
    for line in sys.stdin:
        print(json.dumps(answered(program, *line.rstrip("\n").split(" ", 2))), flush=True)


def answered(program: Any, wanted: str, id: str = "", text: str = "") -> Any:
    """Do what a line asks; once more where a thing went while it was looked at."""
    for _ in range(10):
        program.clear_cache()
        with suppress(glib.Error):
            if wanted == "heard":
                return heard()
            if wanted == "tree":
                return [described(thing) for thing in shown(program)]
            found = called(program, id) if wanted == "push" else named(program, id)
            if found is None or wanted == "find":
                return None if found is None else described(found)
            return found.set_text_contents(text) if wanted == "type" else press(found)
        time.sleep(0.1)
    raise SystemExit("what is shown never comes to rest")


if __name__ == "__main__":
    main(sys.argv[1])
