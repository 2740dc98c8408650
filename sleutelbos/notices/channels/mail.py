"""Mail, by whatever backend the settings name."""

import smtplib

from django.core.mail import EmailMultiAlternatives

from .failure import Undelivered

# SMTP codes that will not change by trying again: no such mailbox, not allowed, badly written.
_NEVER = range(500, 600)


def send(
    *, to: str, subject: str, body: str, number: int, calendar: bytes | None = None, calendar_method: str = ""
) -> None:
    """Give one mail to the mail server; raises Undelivered."""
    message = EmailMultiAlternatives(
        subject=subject,
        body=body,
        to=[to],
        # The same identifier on a second try lets mail programs show it once.
        headers={"Message-ID": f"<notice-{number}@sleutelbos>", "Auto-Submitted": "auto-generated"},
    )
    if calendar:
        from ..calendar import attach

        attach(message, calendar, method=calendar_method)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = max((said[0] for said in error.recipients.values()), default=0)
        raise _refused(code, "address-unknown") from error
    except smtplib.SMTPAuthenticationError as error:
        raise Undelivered("setup", again=True, detail=f"SMTP {error.smtp_code}") from error
    except smtplib.SMTPSenderRefused as error:
        raise _refused(error.smtp_code, "setup") from error
    except smtplib.SMTPDataError as error:
        raise _refused(error.smtp_code, "mail-refused") from error
    except (smtplib.SMTPException, OSError) as error:
        raise Undelivered("no-answer", again=True, detail=type(error).__name__) from error


def _refused(code: int, reason: str) -> Undelivered:
    if code in _NEVER:
        return Undelivered(reason, again=False, detail=f"SMTP {code}")
    # 4xx: a full mailbox, or a server that wants to see whether we come back.
    return Undelivered("no-answer", again=True, detail=f"SMTP {code}")
