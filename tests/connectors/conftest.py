"""The line that reports are about."""

from tests.hotline.conftest import line

__all__ = ["line"]
