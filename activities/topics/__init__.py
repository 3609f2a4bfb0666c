"""Divide what is said into topics, and give each a title.

Takes    a transcript
Gives    topics, end to end over its sentences
Runs on  cpu
"""

from activities.topics.contract import TopicsRequest, TopicsResult

__all__ = ["TopicsRequest", "TopicsResult"]
