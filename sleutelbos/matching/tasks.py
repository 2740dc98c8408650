"""What the worker does for plans and travel times. Each may run twice."""

from datetime import date

from django_tasks import task

from . import marks, retention, services


@task()
def make_plan(plan_id: int, version: int) -> bool:
    """Look for a proposal for a week; does nothing when the plan changed meanwhile."""
    return services.make_plan(plan_id=plan_id, version=version)


@task()
def look_wider(key_person_id: int, first_day: str, last_day: str, word: str) -> bool:
    """Look for the best answer with everybody when somebody is out; does nothing when nobody waits for it."""
    return services.look_wider(
        key_person_id=key_person_id,
        first_day=date.fromisoformat(first_day),
        last_day=date.fromisoformat(last_day),
        word=word,
    )


def put_away_plans() -> int:
    """Put plans of weeks that are over away, and let go of what they were made from a year later."""
    return retention.put_away()


def forget_marks() -> int:
    """Let go of old notes of whose data changed; nobody looks that far back."""
    return marks.let_go()


def refresh_travel_times() -> int:
    """Ask the routing server, where there is one, for trips that are new or were asked long ago."""
    return services.refresh_travel_times()
