"""Owns: hours, fees, real costs and the dated legal caps.

Does not own: what work was done.
May be used by: newcomers and above.
"""
