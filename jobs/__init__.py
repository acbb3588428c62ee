"""The scheduler process: a timetable on one screen."""
