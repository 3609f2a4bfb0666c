"""Delete what has been kept for long enough.

Takes    how long what is kept, from the settings
Gives    how much went
Runs on  cpu, because a large store takes minutes
"""

from activities.retention.contract import Places, PlacesRequest, Pruned, PruneRequest

__all__ = ["Places", "PlacesRequest", "PruneRequest", "Pruned"]
