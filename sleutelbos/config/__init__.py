"""Owns: settings, environment, addresses and the two gateways; the only place that knows every app.

Does not own: any rule or page.
May be used by: nobody.
"""
