"""The HTTP edge: the one place that knows statuses, headers and JSON bodies."""

from nongxin.kernel.http.call import Call
from nongxin.kernel.http.contract import Body, Contract, CsvFile, Cursor, View
from nongxin.kernel.http.door import Door

__all__ = ["Body", "Call", "Contract", "CsvFile", "Cursor", "Door", "View"]
