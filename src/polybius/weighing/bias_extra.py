"""The optional extra ``polybius[weigh]``: libraries that only the estimates need."""

from __future__ import annotations

from importlib.util import find_spec

from polybius.errors import SettingsError

sampling = ("numpyro", "jax")
log_linear = ("statsmodels", "scipy")


def installed(modules: tuple[str, ...]) -> bool:
    """Tell whether all ``modules`` can be imported, without importing them."""
    return all(find_spec(name) is not None for name in modules)


def need(modules: tuple[str, ...], purpose: str) -> None:
    """Refuse ``purpose`` where a library for it is missing.

    Raises:
        SettingsError: one of ``modules`` is not installed; says what to install.
    """
    if not installed(modules):
        missing = ", ".join(name for name in modules if find_spec(name) is None)
        raise SettingsError(
            f"{purpose} needs {missing}, not installed here.", hint="pip install 'polybius[weigh]'"
        )
