"""Delete what has been kept for long enough.

Takes    how long what is kept, from the settings
Gives    how much went
Runs on  cpu, because a large store takes minutes
"""

from activities.retention.contract import Lost, Places, PlacesRequest, Pruned, PruneRequest

__all__ = ["Lost", "Places", "PlacesRequest", "PruneRequest", "Pruned"]
