"""Where the course is published; every link that needs an address of its own comes from here."""

import os
import tomllib
from dataclasses import dataclass

from utils.lessons import ROOT


@dataclass(frozen=True)
class Address:
    """The addresses of the course, each empty where the repository is not known.

    Arguments:
        repository: OWNER/NAME on GitHub.
        domain: the address of the site, where it is not the usual one of the repository.
    """

    repository: str = ""
    domain: str = ""

    @property
    def site(self):
        """The address of the front page, with a slash at its end."""
        if self.domain or not self.repository:
            return self.domain and f"{self.domain.rstrip('/')}/"
        owner, name = self.repository.split("/")
        host = f"{owner.lower()}.github.io"
        return f"https://{host}/" if name.lower() == host else f"https://{host}/{name}/"

    def file(self, path):
        """The address at which a file of the repository can be read."""
        return self.repository and f"https://github.com/{self.repository}/blob/main/{path}"

    def edit(self, path):
        """The address at which a file of the repository can be edited."""
        return self.repository and f"https://github.com/{self.repository}/edit/main/{path}"

    def binder(self, path):
        """The address at which Binder opens a notebook."""
        repository = self.repository
        return (
            repository and f"https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{path}"
        )


def read_address(environment=os.environ):
    """Return the `Address` that pyproject.toml or, before it, the environment sets.

    Arguments:
        environment: a mapping that may hold SITE_REPOSITORY and SITE_DOMAIN.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    stored = project["tool"]["course-site"]
    return Address(
        environment.get("SITE_REPOSITORY") or stored["repository"],
        environment.get("SITE_DOMAIN") or stored["domain"],
    )
