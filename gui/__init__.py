"""Windows: show what the service says and pass on what people do; decide nothing."""

import builtins
from builtins import __import__ as _plain_import

import PySide6  # noqa: F401

# Qt's binding wraps every import and reads the source of each new module, looking for switches that nobody here uses:
# that takes a fifth of the time in which the window comes up.
builtins.__import__ = _plain_import
