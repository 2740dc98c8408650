"""Reads the two public formats of home health care days: Mankowska's text, and the JSON of the Udine toolbox."""

import json
from typing import Any

from sleutelbos.matching.engine.rounds.problem import Day, Stop, Task


def read_day(text: str) -> Day:
    """A day out of a file's text, whichever of the two formats it is. Raises ValueError when malformed."""
    try:
        return _from_json(json.loads(text)) if text.lstrip().startswith("{") else _from_text(text)
    except (KeyError, IndexError, TypeError) as error:
        raise ValueError(f"rounds: an entry is missing or malformed: {error!r}") from error


def _from_text(text: str) -> Day:
    """Sections of a name and numbers: r (who needs what), DS (double visits), a (skills), d, p, mind, maxd, e, l."""
    sections: dict[str, list[list[float]]] = {}
    name = ""
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        if len(words) == 1 and words[0][0].isalpha():
            name = words[0]
            sections[name] = []
        else:
            sections[name].append([float(word) for word in words])
    nodes, people = int(sections["nbNodes"][0][0]), int(sections["nbVehi"][0][0])
    least, most, opens, closes = (sections[key][0] for key in ("mind", "maxd", "e", "l"))
    if len(sections["d"]) != nodes or len(sections["a"]) != people:
        raise ValueError("rounds: the tables do not have the size the file says")
    stops = []
    for node in range(1, nodes - 1):
        needs = [skill for skill, needed in enumerate(sections["r"][node]) if needed]
        # One row per visit and person; the minutes of a task are the same whoever does it in every public instance.
        minutes = sections["p"][node * people]
        tasks = tuple(Task(skill, minutes[skill]) for skill in needs)
        stops.append(Stop(opens[node], closes[node], tasks, least[node], most[node]))
    skills = tuple(frozenset(skill for skill, has in enumerate(row) if has) for row in sections["a"])
    table = tuple(tuple(row[: nodes - 1]) for row in sections["d"][: nodes - 1])
    return Day(tuple(stops), skills, table)


def _from_json(data: dict[str, Any]) -> Day:
    number = {service["id"]: at for at, service in enumerate(data["services"])}
    usual = {service["id"]: service.get("default_duration", 0) for service in data["services"]}
    stops = []
    for patient in data["patients"]:
        tasks = tuple(
            Task(number[need["service"]], float(need.get("duration", usual[need["service"]])))
            for need in patient["required_caregivers"]
        )
        step = patient.get("synchronization") or {}
        least, most = step["distance"] if step.get("type") == "sequential" else (0.0, 0.0)
        opens, closes = patient["time_window"]
        stops.append(Stop(float(opens), float(closes), tasks, float(least), float(most)))
    skills = tuple(frozenset(number[ability] for ability in one["abilities"]) for one in data["caregivers"])
    table = tuple(tuple(float(minutes) for minutes in row) for row in data["distances"])
    return Day(tuple(stops), skills, table)
