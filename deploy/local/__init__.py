"""The whole system on one machine.

Takes: a data folder and a cache folder.
Gives: Temporal, PostgreSQL and a worker, watched by one supervisor; the ``clippedai`` command.
Runs on: Linux and macOS, as root or as an ordinary user, without a network.

Set-up imports this package before any other is installed, so nothing is imported here.
"""
