"""Zip containers of spreadsheets: the common distrust of `ui.archives`, with this reader's refusals."""

from sleutelbos.exchange.reading.limits import Limits
from sleutelbos.exchange.reading.refusals import RefusedFile
from sleutelbos.ui import archives
from sleutelbos.ui.archives import Target, local, plain

__all__ = ["Archive", "Target", "local", "plain"]


class Archive(archives.Archive):
    """A checked zip file; raises RefusedFile instead of unpacking too much."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        super().__init__(content, limits, RefusedFile)
