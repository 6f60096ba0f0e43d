"""The exercises of each lesson, one module a lesson, and the mistakes that people make in them."""
