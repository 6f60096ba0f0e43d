"""The course as web pages, made from what is stored: `make site` writes them to build/site."""
