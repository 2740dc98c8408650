"""Owns: bottlenecks people meet and what was done about them: signals, talks, who to call for what, no-shows.

Does not own: visits and their logs (bridging), figures made of signals (insights).
May be used by: matching, insights, exchange, privacy, config.
"""
