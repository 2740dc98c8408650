"""The jobs that run by the clock; every one may run twice and at the same time as itself."""

import logging
from collections.abc import Callable

from sleutelbos.bridging import tasks as bridging
from sleutelbos.community import tasks as community
from sleutelbos.exchange import tasks as exchange
from sleutelbos.insights import tasks as insights
from sleutelbos.keypersons import tasks as keypersons
from sleutelbos.letters import tasks as letters
from sleutelbos.matching import tasks as matching
from sleutelbos.notices import services as notices
from sleutelbos.notices import tasks as notice_tasks
from sleutelbos.pocket import tasks as pocket
from sleutelbos.signals import tasks as signals

logger = logging.getLogger(__name__)

JOBS: dict[str, Callable[[], int]] = {
    "offers expired": bridging.expire_offers,
    "questions never confirmed": bridging.expire_unconfirmed,
    "reminders queued": bridging.queue_reminders,
    "logs asked for": bridging.ask_for_logs,
    "newcomers whose term is over": bridging.erase_due,
    "notes of old logs let go": bridging.forget_notes,
    "old letters about somebody's work let go": bridging.forget_letters,
    "old wishes and handovers let go": bridging.forget_answers,
    "phones not seen any more": pocket.forget_phones,
    "pauses ended": keypersons.end_pauses,
    "conflicts of interest that ended": keypersons.forget_conflicts,
    "endings told in time": keypersons.remind_of_endings,
    "old week plans put away": matching.put_away_plans,
    "old marks of changes let go": matching.forget_marks,
    "uploaded lists let go": exchange.let_go,
    "reading rounds closed": letters.close_rounds,
    "letters and words of readers let go": letters.let_go,
    "old messages of the Group forgotten": community.forget_old,
    "answers to signals asked for": signals.remind_owners,
    "answers to signals that are late": signals.tell_overdue,
    "old signals let go": signals.let_go,
    "contacts asked whether they are right": signals.ask_contacts,
    "messages put together": notices.send_digests,
    "messages sent": notices.send_due,
    "old messages let go": notice_tasks.let_go,
    "figures counted": insights.count_figures,
    "editions made again": insights.renew_editions,
    "what the publication needs no more let go": insights.let_go,
    "figures of others asked for": insights.ask_for_figures,
    # Last: a server elsewhere may take its time.
    "travel times asked": matching.refresh_travel_times,
}


def run_due() -> dict[str, int]:
    """Run all jobs; one that fails is logged and does not stop the others. Returns job -> number of things done."""
    done = {}
    for name, job in JOBS.items():
        try:
            done[name] = job()
        except Exception:
            logger.exception("job %r failed", name)
            done[name] = 0
    return done
