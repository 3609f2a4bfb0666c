"""Tell other people's programs what happened.

Takes    an event on its way to one subscription
Gives    what the receiver answered, written into the log of its deliveries
Runs on  publish, because it waits for other people's servers
"""

from activities.notify.contract import Answered, Reception, SendRequest, SettleRequest

__all__ = ["Answered", "Reception", "SendRequest", "SettleRequest"]
