"""What is typed after `course`, as the subcommand gets it."""

from utils.command import course_parser


def options(*words):
    """The options of a subcommand, whose name comes first."""
    return course_parser(words).parse_args([str(word) for word in words])
