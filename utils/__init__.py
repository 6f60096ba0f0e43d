"""Helpers that the lessons share, and nothing that a lesson should show."""
