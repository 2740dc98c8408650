"""Excel workbooks (.xlsx), part by part: only cells, styles and names; never links, queries or pictures."""

from sleutelbos.exchange.reading.xlsx.book import read

__all__ = ["read"]
