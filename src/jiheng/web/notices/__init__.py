"""Notices: who must know of a step is told in the application, and by mail where configured."""
