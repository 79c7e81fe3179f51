"""The tree of a template. `at` is a byte offset; `str(node)` is the text Go shows in errors."""

from dataclasses import dataclass

from sardonyx.alerting.templates.tokens import quoted


@dataclass(frozen=True, slots=True)
class Node:
    """Anything with a place."""

    at: int


@dataclass(frozen=True, slots=True)
class Text(Node):
    """Plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Dot(Node):
    """The current value."""

    def __str__(self) -> str:
        return "."


@dataclass(frozen=True, slots=True)
class Nil(Node):
    """The untyped nil."""

    def __str__(self) -> str:
        return "nil"


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number, bool or text; `source` as it was written."""

    value: str | int | float | bool
    source: str

    def __str__(self) -> str:
        return self.source


@dataclass(frozen=True, slots=True)
class Identifier(Node):
    """A function's name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Field(Node):
    """`.A.B`: names looked up from the dot."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return "".join(f".{name}" for name in self.names)


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """`$x.A.B`; `names[0]` has its dollar."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return ".".join(self.names)


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """A term followed by fields: `(query "up" | first).Labels`."""

    of: "Operand"
    names: tuple[str, ...]

    def __str__(self) -> str:
        inner = f"({self.of})" if isinstance(self.of, Pipe) else str(self.of)
        return inner + "".join(f".{name}" for name in self.names)


@dataclass(frozen=True, slots=True)
class Command(Node):
    """An operand, or a function with its arguments."""

    args: tuple["Operand", ...]

    def __str__(self) -> str:
        return " ".join(f"({arg})" if isinstance(arg, Pipe) else str(arg) for arg in self.args)


@dataclass(frozen=True, slots=True)
class Pipe(Node):
    """Commands, each taking the result of the one before as its last argument; then the variables that get the value."""

    commands: tuple[Command, ...]
    declared: tuple[str, ...] = ()
    assigns: bool = False

    def __str__(self) -> str:
        sign = "=" if self.assigns else ":="
        names = f"{', '.join(self.declared)} {sign} " if self.declared else ""
        return names + " | ".join(str(command) for command in self.commands)


Operand = Dot | Nil | Constant | Identifier | Field | Variable | Chain | Pipe


@dataclass(frozen=True, slots=True)
class Action(Node):
    """`{{pipeline}}`."""

    pipe: Pipe


@dataclass(frozen=True, slots=True)
class Branch(Node):
    """`if`, `with` or `range`."""

    word: str
    pipe: Pipe
    body: tuple["Step", ...]
    otherwise: tuple["Step", ...]


@dataclass(frozen=True, slots=True)
class Leave(Node):
    """`break` or `continue`."""

    word: str


@dataclass(frozen=True, slots=True)
class Include(Node):
    """`{{template "name" pipeline}}`."""

    name: str
    pipe: Pipe | None

    def __str__(self) -> str:
        argument = f" {self.pipe}" if self.pipe else ""
        return f"{{{{template {quoted(self.name)}{argument}}}}}"


Step = Text | Action | Branch | Leave | Include
