"""Xã Số: the digital commune. Domain packages below, screens above; see ARCHITECTURE.md."""

__version__ = "0.1.0"
