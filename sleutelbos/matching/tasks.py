"""What the worker does for plans and travel times. Each may run twice."""

from django_tasks import task

from . import retention, services


@task()
def make_plan(plan_id: int, version: int) -> bool:
    """Look for a proposal for a week; does nothing when the plan changed meanwhile."""
    return services.make_plan(plan_id=plan_id, version=version)


def put_away_plans() -> int:
    """Put plans of weeks that are over away, and let go of what they were made from a year later."""
    return retention.put_away()


def refresh_travel_times() -> int:
    """Ask the routing server, where there is one, for trips that are new or were asked long ago."""
    return services.refresh_travel_times()
