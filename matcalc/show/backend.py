"""What NumPy, JAX and PyTorch call things: one row of names for each library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matcalc.show.helpers import JAX_HELPERS, NUMPY_HELPERS, TORCH_HELPERS, Helper


@dataclass(frozen=True, slots=True)
class Backend:
    """A library: the line that imports it, its name there, and where it differs from NumPy.

    ``functions`` maps a function to what is called; a name without a dot is a helper, whose
    source stands in ``helpers``. ``axis`` is the keyword of reductions, ``permute`` the general
    transpose, ``lone`` makes a scalar a 1×1 array, ``stretch`` is what the functions for
    constant arrays take besides the shape.
    """

    name: str
    header: str
    module: str
    functions: Mapping[str, str]
    helpers: Mapping[str, Helper]
    axis: str = "axis"
    permute: str = "transpose"
    lone: str = ""
    stretch: str = ""
    needs_tensors: bool = False


_SHARED = (
    "exp",
    "log",
    "log1p",
    "tanh",
    "abs",
    "sign",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "arctan",
    "sqrt",
)


def _functions(module: str, **others: str) -> Mapping[str, str]:
    return {name: f"{module}.{name}" for name in _SHARED} | others


NUMPY = Backend(
    name="numpy",
    header="import numpy as np",
    module="np",
    functions=_functions(
        "np",
        sigmoid="sigmoid",
        softplus="softplus",
        relu="relu",
        erf="erf",
        normcdf="normcdf",
        normpdf="normpdf",
        lgamma="lgamma",
        digamma="digamma",
        softmax="softmax",
        log_softmax="log_softmax",
        logsumexp="logsumexp",
        expm="expm",
        commutation="commutation",
        block="np.block",
    ),
    helpers=NUMPY_HELPERS,
    lone="np.reshape({0}, (1, 1))",
)

JAX = Backend(
    name="jax",
    header="import jax\nimport jax.numpy as jnp",
    module="jnp",
    functions=_functions(
        "jnp",
        sigmoid="expit",
        softplus="jax.nn.softplus",
        relu="jax.nn.relu",
        erf="erf",
        normcdf="normcdf",
        normpdf="normpdf",
        lgamma="gammaln",
        digamma="digamma",
        softmax="jax.nn.softmax",
        log_softmax="jax.nn.log_softmax",
        logsumexp="logsumexp",
        expm="expm",
        commutation="commutation",
        block="jnp.block",
    ),
    helpers=JAX_HELPERS,
    lone="jnp.reshape({0}, (1, 1))",
)

TORCH = Backend(
    name="torch",
    header="import torch",
    module="torch",
    functions=_functions(
        "torch",
        sigmoid="torch.sigmoid",
        softplus="softplus",
        relu="torch.relu",
        erf="torch.erf",
        normcdf="torch.special.ndtr",
        normpdf="normpdf",
        lgamma="torch.lgamma",
        digamma="torch.digamma",
        softmax="torch.softmax",
        log_softmax="torch.log_softmax",
        logsumexp="torch.logsumexp",
        expm="torch.linalg.matrix_exp",
        commutation="commutation",
        block="block",
    ),
    helpers=TORCH_HELPERS,
    axis="dim",
    permute="permute",
    lone="torch.as_tensor({0}).reshape(1, 1)",
    stretch=", dtype={like}.dtype, device={like}.device",
    needs_tensors=True,
)

BACKENDS: Mapping[str, Backend] = {each.name: each for each in (NUMPY, JAX, TORCH)}
