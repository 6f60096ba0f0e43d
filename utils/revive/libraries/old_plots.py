"""What Matplotlib took when the scripts were written."""

from functools import wraps

from utils.revive.notes import note


def change(matplotlib):
    """Let `use` take the argument `warn`, which it had up to 3.1."""
    use = matplotlib.use

    @wraps(use)
    def use_old(backend, warn=None, **settings):
        if warn is not None:
            note("matplotlib.use(backend, warn)", "matplotlib.use(backend)")
        return use(backend, **settings)

    matplotlib.use = use_old


def change_pyplot(pyplot):
    """Let `show(True)` be `show(block=True)`, `hold` do nothing, and `subplot` take text."""
    show = pyplot.show

    @wraps(show)
    def show_old(*block, **settings):
        if block:
            note("plt.show(block)", "plt.show(block=block)")
            settings["block"] = block[0]
        return show(**settings)

    def hold(is_held=None):
        note("plt.hold", "nothing", "Each plot is drawn over the ones before it.")

    pyplot.show = show_old
    pyplot.subplot = _with_number(pyplot.subplot)
    if not hasattr(pyplot, "hold"):
        pyplot.hold = hold


def change_axes(axes):
    """Let `hist` take `normed`, which it had up to 3.0."""
    hist = axes.Axes.hist

    @wraps(hist)
    def hist_old(self, *arguments, normed=None, **settings):
        if normed is not None:
            note("hist(normed)", "hist(density)")
            settings.setdefault("density", bool(normed))
        return hist(self, *arguments, **settings)

    axes.Axes.hist = hist_old


def change_figure(figure):
    """Let a figure take `add_subplot("211")` for `add_subplot(211)`, as up to 3.3."""
    figure.FigureBase.add_subplot = _with_number(figure.FigureBase.add_subplot)


def _with_number(today):
    @wraps(today)
    def subplot(*arguments, **settings):
        if arguments and isinstance(arguments[-1], str) and arguments[-1].isdecimal():
            note("subplot(text)", "subplot(number)")
            arguments = (*arguments[:-1], int(arguments[-1]))
        return today(*arguments, **settings)

    return subplot
