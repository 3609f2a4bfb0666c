"""The API for agents: its routes as tools of the Model Context Protocol, at ``/mcp``.

A tool asks a route in this process, with the token of whoever called it. So what holds for
the route, its guard, its limits and its record of who did what, holds for the tool.
"""
