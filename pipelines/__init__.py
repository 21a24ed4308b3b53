"""When things run: definitions, jobs, schedules, sensors and settings. No data work happens here."""
