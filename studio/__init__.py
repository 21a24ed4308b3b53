"""The studio: a page, and an API, for people who never open Dagster."""
