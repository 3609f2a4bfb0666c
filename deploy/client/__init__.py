"""A typed client of the API.

``models`` and ``calls`` are made of its document by ``make clients``.
"""
