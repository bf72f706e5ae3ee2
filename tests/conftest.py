"""What holds for every test: property tests judge results, never the time that they took."""

from hypothesis import settings

settings.register_profile("jiheng", deadline=None)
settings.load_profile("jiheng")
