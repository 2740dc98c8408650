"""The small set of errors a service may raise; one middleware turns them into a page or problem+json."""

from typing import TYPE_CHECKING, ClassVar, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    LazyText: TypeAlias = StrOrPromise
else:
    LazyText = str | Promise


class DomainError(Exception):
    """Say in plain words what went wrong and what the reader can do now.

    `code` is stable and for programs ("offer-taken"); `message` says what happened, `advice` what to
    do; both are translated when shown. None of the three may hold what somebody typed.
    """

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "not-possible"
    default_message: ClassVar[LazyText] = _("This is not possible.")
    default_advice: ClassVar[LazyText] = _("Go back and try again.")

    def __init__(self, code: str = "", message: LazyText | None = None, advice: LazyText | None = None) -> None:
        self.code = code or self.default_code
        self.message: LazyText = self.default_message if message is None else message
        self.advice: LazyText = self.default_advice if advice is None else advice
        # Only the code: the sentence is translated when it is shown, not when it is raised.
        super().__init__(self.code)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class StateChanged(DomainError):
    """Somebody else was first: the row is no longer in the state this move starts from (409)."""

    status = 409
    default_code = "state-changed"
    default_message = _("Somebody else was just before you.")
    default_advice = _("Open the page again. Then you see how it is now.")


class RuleBroken(DomainError):
    """A rule of the domain says no, whoever asks (422)."""

    status = 422
    default_code = "rule-broken"
    default_message = _("This does not fit the rules.")
    default_advice = _("Read what the page says, change it and try again.")


class NotAllowed(DomainError):
    """The viewer sees this, and may not do it (403)."""

    status = 403
    default_code = "not-allowed"
    default_message = _("You may not do this.")
    default_advice = _("Ask your coordinator if you think this is wrong.")


class Gone(DomainError):
    """It was there and it is over: an expired or withdrawn link (410)."""

    status = 410
    default_code = "gone"
    default_message = _("This link does not work any more.")
    default_advice = _("Ask for a new link.")


class TooManyTries(DomainError):
    """The same person or computer did this too often in a short time (429)."""

    status = 429
    default_code = "too-many-tries"
    default_message = _("This was done too often in a short time.")
    default_advice = _("Wait an hour and try again. Or call us: we are people too.")


class ForbiddenContent(RuleBroken):
    """The last wall: text with a forbidden number was about to be stored.

    Holds the kinds that were found, never the text.
    """

    default_code = "forbidden-content"
    default_message = _("There is a number in your text that may not be stored here.")
    default_advice = _("Take the number out and try again. Everything else can stay.")

    def __init__(self, kinds: tuple[str, ...] = ()) -> None:
        self.kinds = kinds
        super().__init__()


class OnlySent(DomainError):
    """An address that only takes what a form sends was opened, as a browser does that restores a page (405)."""

    status = 405
    default_code = "only-sent"
    default_message = _("This page is not here")
    default_advice = _("Open the page again. Then you see how it is now.")
