"""The rules of the house, read from the sources alone; each returns what it found wrong."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
OURS = ("app", "geofence", "demo", "bench", "migrations", ".")
# Of architecture §2; what stands on one line keeps apart. `accounts` asks `wechat` who somebody is.
FEATURES = [
    "wechat",
    "accounts",
    "notices",
    "orgs",
    "venues",
    "imports",
    "credentials",
    "moderation",
    "families",
    "trainings",
    "activities",
    "safeguarding",
    "attendance",
    "hours",
    "calendars",
    "campaigns",
    "matching",
    "publicity",
    "personal",
]
# What a feature shows to those above it; wechat's protocol is given out by its package.
PUBLIC = defaultdict(lambda: {"service", "models"}) | {
    "wechat": {"", "service", "models"},
    "venues": {"service", "models", "opening"},
    "accounts": {
        "service",
        "models",
        "disclosure",
        "words",
        "consents",
        "guardians",
        "holders",
        "minors",
        "wards",
        "ages",
        "age_words",
        "statements",
        "idnumber",
        "identities",
        "numbers",
        "phones",
        "claims",
    },
    "notices": {"service", "models", "kinds"},
    "families": {"service", "models", "copies", "contacts", "takeovers"},
    "hours": {"service", "models", "doubles"},
    "orgs": {"service", "models", "teams"},
    "activities": {
        "service",
        "models",
        "signups",
        "sites",
        "categories",
        "policy",
        "lifecycle",
        "skills",
        "closing",
        "phases",
    },
}
BOUNDARIES = {"app.core.http", "app.core.queue", "app.cli"}  # where a transaction begins
NOUNLESS = {"utils", "util", "helpers", "helper", "manager", "managers", "data", "info", "common"}
MODULE_LINES, FUNCTION_LINES, ROUTE_LINES, TYPICAL_LINES = 300, 50, 8, 8  # typical: the median
ERRORS = {
    "NotFoundError", "AuthenticationError", "ForbiddenError", "InvalidError", "ConflictError",
    "PreconditionError",
    "TooManyError", "TooLargeError", "UnavailableError", "AppError",
}  # fmt: skip


@dataclass(frozen=True)
class Module:
    """One source file."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return _parse(self.text)

    @property
    def feature(self) -> str:
        """The folder in app/ that it belongs to; "" for none."""
        parts = self.name.split(".")
        return parts[1] if parts[0] == "app" and len(parts) > 1 else ""

    def imports(self) -> Iterator[str]:
        """Yield what it imports, as full names: ``from a import b`` is ``a.b``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Yield every call with the dotted name of what is called, as far as it has one."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield _dotted(node.func), node

    def functions(self) -> Iterator[ast.FunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                yield node


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def _lines(function: ast.FunctionDef) -> int:
    """Lines of a function from its first statement on, without its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@cache
def modules(*folders: str) -> list[Module]:
    """Return the modules in these folders; "." is the root, without what lies in folders."""
    found = (
        path
        for folder in folders
        for path in sorted((ROOT / folder).glob("*.py" if folder == "." else "**/*.py"))
    )
    # A revision is written once, by a tool, and never again.
    paths = [path for path in found if path.parent.name != "versions"]
    return [
        Module(
            ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"),
            path.read_text(encoding="utf-8"),
        )
        for path in paths
    ]


# --- who imports whom ---------------------------------------------------------------------------


def upward_imports(module: Module) -> list[str]:
    """Features import lower ones, and of those only what is public."""
    mine = module.feature
    if mine not in {*FEATURES, "core"}:
        return []
    rank = ["core", *FEATURES]
    return [
        f"{module.name} imports {name}"
        for name in module.imports()
        if name.startswith("app.")
        and (theirs := name.split(".")[1]) != mine
        and (theirs not in rank or rank.index(theirs) > rank.index(mine) or not _public(name))
    ]


def _public(name: str) -> bool:
    """Say whether an imported name belongs to a public module (of core everything is)."""
    _app, feature, *rest = name.split(".")
    inner = rest[0] if rest and (ROOT / "app" / feature / f"{rest[0]}.py").exists() else ""
    # What a feature holds about people it says to all alike.
    return feature == "core" or inner in PUBLIC[feature] | {"personal"}


def foreign_imports(module: Module) -> list[str]:
    """The engine knows numbers and geometry, nothing of the application."""
    allowed = {"geofence", "numpy", "shapely", "pyproj", "defusedxml"} | _standard_library()
    return [
        f"{module.name} imports {name}"
        for name in module.imports()
        if name.split(".")[0] not in allowed
    ]


def _standard_library() -> set[str]:
    import sys  # noqa: PLC0415

    return set(sys.stdlib_module_names)


# --- who does what ------------------------------------------------------------------------------


def environment_readers(module: Module) -> list[str]:
    return [
        f"{module.name} reads the environment"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and _dotted(node) in {"os.environ", "os.getenv"}
    ]


def clock_readers(module: Module) -> list[str]:
    wrong = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.time(_ns)?)$")
    return [f"{module.name} asks {name}" for name, _ in module.calls() if wrong.search(name)]


def committers(module: Module) -> list[str]:
    return [f"{module.name} commits" for name, _ in module.calls() if name.endswith(".commit")]


def transactions(module: Module) -> list[str]:
    return [
        f"{module.name} begins a transaction"
        for name, _ in module.calls()
        if name.split(".")[-1] == "transaction"
    ]


def job_names(module: Module) -> set[str]:
    """Return the jobs that a module asks for by name."""
    return set(re.findall(r'"(app\.\w+\.jobs\.\w+)"', module.text))


# --- how it is written --------------------------------------------------------------------------


def shapeless(module: Module) -> list[str]:
    """A module says in one line what it is, has a name that says it, and is not too long."""
    first = (ast.get_docstring(module.tree) or "").partition("\n")[0]
    wrong = []
    if not first:
        wrong.append(f"{module.name} has no docstring")
    if module.name.split(".")[-1] in NOUNLESS:
        wrong.append(f"{module.name} has a name for anything")
    if module.text.count("\n") > MODULE_LINES:
        wrong.append(f"{module.name} has {module.text.count(chr(10))} lines")
    return wrong


def long_functions(module: Module) -> list[str]:
    limit = ROUTE_LINES if module.name.endswith("routes") else FUNCTION_LINES
    return [
        f"{module.name}.{function.name} has {_lines(function)} lines"
        for function in module.functions()
        if _lines(function) > limit
    ]


def typical_length(found: list[Module]) -> float:
    return median(_lines(function) for module in found for function in module.functions())


# --- errors -------------------------------------------------------------------------------------


def errors(module: Module) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (class, code, sentences) of every error that is made with its code in place."""
    for name, call in module.calls():
        kind = name.split(".")[-1]
        texts = [_text(argument) for argument in call.args]
        if kind in ERRORS and kind != "NotFoundError" and texts and re.fullmatch(r"\w+", texts[0]):
            yield kind, texts[0], texts[1:]


def _text(node: ast.expr) -> str:
    """Return the literal text of an argument; what is put in by a format string is ``{}``."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
    return "{}"


def ambiguous_codes(found: list[Module]) -> list[str]:
    """One code is one class of error, and so one status."""
    kinds = defaultdict(set)
    for module in found:
        for kind, code, _ in errors(module):
            kinds[code].add(kind)
    return [f"{code}: {sorted(each)}" for code, each in sorted(kinds.items()) if len(each) > 1]


def monolingual(module: Module) -> list[str]:
    """Every error speaks Chinese, then English."""
    return [
        f"{module.name}: {code}"
        for _, code, texts in errors(module)
        if len(texts) < 2
        or not ("{}" in texts[0] or re.search(r"[\u4e00-\u9fff]", texts[0]))
        or re.search(r"[\u4e00-\u9fff]", texts[1])
        or not re.search(r"[A-Za-z{]", texts[1])
    ]


# --- what is needed -----------------------------------------------------------------------------


def unpinned(text: str) -> list[str]:
    """Every requirement names one version."""
    lines = [line.partition("#")[0].strip() for line in text.splitlines()]
    return [
        line
        for line in lines
        if line and not line.startswith("-r ") and not re.match(r"[\w.\[\]-]+==[\w.]+( *;|$)", line)
    ]


# --- whose rows they are ------------------------------------------------------------------------


def people_named(metadata) -> list:
    """The columns that say who somebody is: by a foreign key, or by their name alone."""
    by_name = {"user_id", "actor_id", "volunteer_id", "on_behalf_of"}
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "users" for key in column.foreign_keys)
        or column.name in by_name
        or column.name.endswith("_by")
    ]


def rows_beneath(metadata, theirs: set) -> list:
    """The columns by which a table hangs on one whose rows are about people."""
    return [
        column
        for table in metadata.sorted_tables
        for column in table.columns
        if any(key.column.table in theirs for key in column.foreign_keys)
    ]
