"""Error pages and error mails that show where it broke, and nothing of what anybody typed.

The settings name both classes: `DEFAULT_EXCEPTION_REPORTER_FILTER` and `DEFAULT_EXCEPTION_REPORTER`.
They work with DEBUG on as well: a demo on a laptop is filled with real sentences soon enough.
"""

from collections.abc import ItemsView
from types import FrameType, SimpleNamespace, TracebackType
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from sleutelbos.ui.guard import MASK, mask
from sleutelbos.ui.logging import redact

# Headers that help to find a fault and say nothing about a person.
_SHOWN_META = frozenset(
    {
        "CONTENT_LENGTH",
        "CONTENT_TYPE",
        "HTTP_ACCEPT",
        "HTTP_ACCEPT_LANGUAGE",
        "HTTP_HX_REQUEST",
        "HTTP_USER_AGENT",
        "REQUEST_METHOD",
        "SERVER_NAME",
        "SERVER_PORT",
        "SERVER_PROTOCOL",
    }
)


class SilentReporterFilter(SafeExceptionReporterFilter):
    """Names of posted fields and local variables stay, every value goes."""

    cleansed_substitute = MASK

    def is_active(self, request: HttpRequest | None) -> bool:
        return True

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        if request is None:
            return {}
        try:
            return dict.fromkeys(map(redact, request.POST), MASK)
        except Exception:  # a broken upload must not hide the error behind it
            return {}

    def get_traceback_frame_variables(self, request: HttpRequest | None, tb_frame: FrameType) -> ItemsView[str, str]:
        kinds: dict[str, str] = {name: type(value).__name__ for name, value in tb_frame.f_locals.items()}
        return kinds.items()

    def get_safe_request_meta(self, request: HttpRequest | None) -> dict[str, Any]:
        meta = getattr(request, "META", {})
        return {name: redact(str(value)) for name, value in meta.items() if name in _SHOWN_META}

    def get_safe_cookies(self, request: HttpRequest | None) -> dict[str, Any]:
        return dict.fromkeys(getattr(request, "COOKIES", {}), MASK)


class SilentReporter(ExceptionReporter):
    """Django's report with addresses, messages and query strings masked as well."""

    def __init__(
        self,
        request: HttpRequest | None,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
        is_email: bool = False,
    ) -> None:
        super().__init__(request, exc_type, exc_value, tb, is_email)
        self.filter = SilentReporterFilter()  # whatever the settings or the request say

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        data["user_str"] = MASK
        data["unicode_hint"] = ""
        for name in ("exception_value", "exception_notes", "request_insecure_uri"):
            if name in data:
                data[name] = redact(str(data[name]))
        if self.request is not None:
            # The template reads a path with a signed link in it straight from the request.
            data["request"] = SimpleNamespace(
                path_info=redact(self.request.path_info),
                META={"REQUEST_METHOD": self.request.method},
                GET=self.request.GET,
                FILES=self.request.FILES,
                COOKIES=self.request.COOKIES,
            )
            data["request_GET_items"] = [(redact(name), MASK) for name in self.request.GET]
            data["request_FILES_items"] = [(redact(name), MASK) for name in self.request.FILES]
        if data.get("template_info"):
            data["template_info"] = data["template_info"] | {"message": data.get("exception_value", "")}
        for frame in data["frames"]:
            frame["exc_cause_explicit"] = bool(frame.get("exc_cause_explicit"))
            if frame.get("exc_cause") is not None:
                frame["exc_cause"] = redact(str(frame["exc_cause"]))
        return data

    def get_traceback_html(self) -> SafeString:
        return mark_safe(mask(super().get_traceback_html()))

    def get_traceback_text(self) -> SafeString:
        return mark_safe(mask(super().get_traceback_text()))
