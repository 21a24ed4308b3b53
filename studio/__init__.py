"""The studio: a web page and an API, so that nobody needs to open Dagster."""
