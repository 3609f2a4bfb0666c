"""Keep the tables in step with the workflows.

Takes    the rows that changed since the last time
Gives    nothing; writing the same rows again changes nothing
Runs on  orchestration, because it must never wait behind a render
"""

from activities.records.contract import Changes, JobRow

__all__ = ["Changes", "JobRow"]
