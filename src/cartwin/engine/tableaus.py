"""Coefficients of the one-step methods, as data: a new method is a new entry here.

Rosenbrock methods are given in the form of Hairer & Wanner, Solving Ordinary Differential
Equations II, IV.7, which needs no product with the Jacobian J. For y' = f(y), step h:

    (I / (h gamma) - J) k_i = f(y + sum_j A[i][j] k_j) + sum_j C[i][j] k_j / h
    y1    = y + sum_j m[j] k_j
    error =     sum_j e[j] k_j                                 y1 - error: the embedded y
    y(u)  = (1 - u) y + u (y1 + (1 - u) (K_1 + u (K_2 + u (K_3 ...)))),  0 <= u <= 1
    K_r   = sum_j H[r][j] k_j

Explicit Runge-Kutta pairs:

    k_i   = f(y + h sum_j A[i][j] k_j)
    y1    = y + h sum_j b[j] k_j
    error =     h sum_j e[j] k_j
    y(u)  = y + h sum_j k_j (D[j][0] u + D[j][1] u^2 + ...)

Row i of A and C has i entries: stage i sees the stages before it. The tests rebuild the
order conditions from these numbers, so a wrong digit cannot pass.
"""

from dataclasses import dataclass


__all__ = ["METHODS", "RODAS4", "RODAS5P", "TSIT5", "Rosenbrock", "RungeKutta"]

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tableau:
    """What all methods have, in the symbols at the top of this module.

    Attributes
    ----------
    name
        As `compile` knows it.
    order, embedded_order, dense_order
        Of y1, of the solution it is compared with, and of y(u) between the ends.
    A
        Row i belongs to stage i and has i entries.
    e
        Weights of the error, one per stage.
    source
        Where the coefficients were published.
    """

    name: str
    order: int
    embedded_order: int
    dense_order: int
    A: tuple[Row, ...]
    e: Row
    source: str

    @property
    def stages(self) -> int:
        """How many stages a step has."""
        return len(self.A)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rosenbrock(Tableau):
    """A Rosenbrock method.

    Attributes
    ----------
    gamma
        Diagonal coefficient, the same for all stages.
    C
        Like A.
    m
        Weights of the step, one per stage.
    H
        Rows K_1, K_2, ... of the dense output, one entry per stage.

    Examples
    --------
    >>> RODAS4.stages, RODAS4.order, RODAS4.gamma
    (6, 4, 0.25)
    """

    gamma: float
    C: tuple[Row, ...]
    m: Row
    H: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RungeKutta(Tableau):
    """An explicit Runge-Kutta pair.

    Attributes
    ----------
    b
        Weights of the step, one per stage.
    D
        One row per stage: its weight in the dense output as a polynomial in u, without
        constant term.

    Examples
    --------
    >>> TSIT5.stages, TSIT5.order
    (7, 5)
    """

    b: Row
    D: tuple[Row, ...]


RODAS5P = Rosenbrock(
    name="rodas5p",
    order=5,
    embedded_order=4,
    dense_order=4,
    gamma=0.21193756319429014,
    A=(
        (),
        (3.0,),
        (2.849394379747939, 0.45842242204463923),
        (-6.954028509809101, 2.489845061869568, -10.358996098473584),
        (2.8029986275628964, 0.5072464736228206, -0.3988312541770524,
         -0.04721187230404641),
        (-7.502846399306121, 2.561846144803919, -11.627539656261098,
         -0.18268767659942256, 0.030198172008377946),
        (-7.502846399306121, 2.561846144803919, -11.627539656261098,
         -0.18268767659942256, 0.030198172008377946, 1.0),
        (-7.502846399306121, 2.561846144803919, -11.627539656261098,
         -0.18268767659942256, 0.030198172008377946, 1.0, 1.0),
    ),
    C=(
        (),
        (-14.155112264123755,),
        (-17.97296035885952, -2.859693295451294),
        (147.12150275711716, -1.41221402718213, 71.68940251302358),
        (165.43517024871676, -0.4592823456491126, 42.90938336958603,
         -5.961986721573306),
        (24.854864614690072, -3.0009227002832186, 47.4931110020768,
         5.5814197821558125, -0.6610691825249471),
        (30.91273214028599, -3.1208243349937974, 77.79954646070892,
         34.28646028294783, -19.097331116725623, -28.087943162872662),
        (37.80277123390563, -3.2571969029072276, 112.26918849496327,
         66.9347231244047, -40.06618937091002, -54.66780262877968,
         -9.48861652309627),
    ),
    m=(-7.502846399306121, 2.561846144803919, -11.627539656261098,
       -0.18268767659942256, 0.030198172008377946, 1.0, 1.0, 1.0),
    e=(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    H=(
        (25.948786856663858, -2.5579724845846235, 10.433815404888879,
         -2.3679251022685204, 0.524948541321073, 1.1241088310450404,
         0.4272876194431874, -0.17202221070155493),
        (-9.91568850695171, -0.9689944594115154, 3.0438037242978453,
         -24.495224566215796, 20.176138334709044, 15.98066361424651,
         -6.789040303419874, -6.710236069923372),
        (11.419903575922262, 2.8879645146136994, 72.92137995996029,
         80.12511834622643, -52.072871366152654, -59.78993625266729,
         -0.15582684282751913, 4.883087185713722),
    ),
    source="Steinebach, BIT 2023;63:27, doi:10.1007/s10543-023-00967-x",
)  # fmt: skip

RODAS4 = Rosenbrock(
    name="rodas4",
    order=4,
    embedded_order=3,
    dense_order=3,
    gamma=0.25,
    A=(
        (),
        (1.544,),
        (0.9466785280815826, 0.2557011698983284),
        (3.314825187068521, 2.896124015972201, 0.9986419139977817),
        (1.221224509226641, 6.019134481288629, 12.53708332932087,
         -0.687886036105895),
        (1.221224509226641, 6.019134481288629, 12.53708332932087,
         -0.687886036105895, 1.0),
    ),
    C=(
        (),
        (-5.6688,),
        (-2.430093356833875, -0.2063599157091915),
        (-0.1073529058151375, -9.594562251023355, -20.47028614809616),
        (7.496443313967647, -10.24680431464352, -33.99990352819905,
         11.7089089320616),
        (8.083246795921522, -7.981132988064893, -31.52159432874371,
         16.31930543123136, -6.058818238834054),
    ),
    m=(1.221224509226641, 6.019134481288629, 12.53708332932087,
       -0.687886036105895, 1.0, 1.0),
    e=(0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    H=(
        (10.12623508344586, -7.487995877610167, -34.80091861555747,
         -7.992771707568823, 1.025137723295662, 0.0),
        (-0.6762803392801253, 6.087714651680015, 16.43084320892478,
         24.76722511418386, -6.594389125716872, 0.0),
    ),
    source="Hairer & Wanner, Solving Ordinary Differential Equations II, 2nd ed. 1996, "
    "IV.7, and their program RODAS",
)  # fmt: skip

TSIT5 = RungeKutta(
    name="tsit5",
    order=5,
    embedded_order=4,
    dense_order=4,
    A=(
        (),
        (0.161,),
        (-0.008480655492356989, 0.335480655492357),
        (2.8971530571054935, -6.359448489975075, 4.3622954328695815),
        (5.325864828439257, -11.748883564062828, 7.4955393428898365,
         -0.09249506636175525),
        (5.86145544294642, -12.92096931784711, 8.159367898576159,
         -0.071584973281401, -0.028269050394068383),
        (0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742,
         -3.290069515436081, 2.324710524099774),
    ),
    b=(0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742,
       -3.290069515436081, 2.324710524099774, 0.0),
    e=(0.00178001105222577714, 0.0008164344596567469, -0.007880878010261995,
       0.1447110071732629, -0.5823571654525552, 0.45808210592918697, -1 / 66),
    D=(
        (1.0, -2.763706197274826, 2.9132554618219126, -1.0530884977290216),
        (0.0, 0.1317, -0.2234, 0.1017),
        (0.0, 3.9302962368947516, -5.941033872131505, 2.490627285651253),
        (0.0, -12.411077166933676, 30.33818863028232, -16.548102889244902),
        (0.0, 37.50931341651104, -88.1789048947664, 47.37952196281928),
        (0.0, -27.896526289197286, 65.09189467479366, -34.87065786149661),
        (0.0, 1.5, -4.0, 2.5),
    ),
    source="Tsitouras, Computers & Mathematics with Applications 2011;62:770, "
    "doi:10.1016/j.camwa.2011.06.002",
)  # fmt: skip

METHODS: dict[str, Rosenbrock | RungeKutta] = {
    tableau.name: tableau for tableau in (RODAS5P, RODAS4, TSIT5)
}
