"""Medicine and records: judges a patient against a protocol and keeps the log; never imports Qt."""

__version__ = "0.1.0"
