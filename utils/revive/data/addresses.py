"""Data that a script wants from an address, where there is no network or the data are gone."""

import sys

ASKED = []  # what was asked for, the newest last
WHAT_TO_DO = "get the file in another way, and put it where the script looks for it"


def watch():
    """Remember each address that this process asks for from now on."""
    sys.addaudithook(_remember)


def _remember(event, arguments):
    if event == "urllib.Request":
        ASKED.append(arguments[0])
    elif event == "socket.getaddrinfo" and arguments[0] and not _is_of(arguments[0]):
        ASKED.append(str(arguments[0]))


def _is_of(host):
    return ASKED and str(host) in ASKED[-1]


def advice(error):
    """A sentence on an error of the network, with the address, or None.

    Arguments:
        error: what the script ended with.
    """
    while error is not None:
        if _is_of_network(error) and ASKED:
            return f"The script wants data from {ASKED[-1]}, which cannot be had: {WHAT_TO_DO}."
        error = error.__cause__ or error.__context__
    return None


def _is_of_network(error):
    name = f"{type(error).__module__}.{type(error).__name__}"
    return name.startswith(("urllib.", "requests.", "socket.", "http.client.", "ssl."))
