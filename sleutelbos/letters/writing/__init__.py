"""From accepted sentences back to a .docx that keeps its form. Pure: bytes and edits in, bytes out; no Django."""

from sleutelbos.letters.writing.edits import Edit, Remark, Written, clean, plain, tracked
from sleutelbos.letters.writing.stripping import holds, stripped

__all__ = ["Edit", "Remark", "Written", "clean", "holds", "plain", "stripped", "tracked"]
