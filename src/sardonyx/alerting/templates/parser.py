"""Tokens → nodes. Errors have Go's words. Source: Go, text/template."""

from collections.abc import Container
from dataclasses import dataclass

from sardonyx.alerting.templates.constants import number, unquoted
from sardonyx.alerting.templates.errors import ParseFailed
from sardonyx.alerting.templates.lexer import tokens
from sardonyx.alerting.templates.nodes import (
    Action,
    Branch,
    Chain,
    Command,
    Constant,
    Dot,
    Field,
    Identifier,
    Include,
    Leave,
    Nil,
    Operand,
    Pipe,
    Step,
    Text,
    Variable,
)
from sardonyx.alerting.templates.tokens import Kind, Token, quoted

_MOST_NESTED = 60
_STARTS_OPERAND = frozenset(
    {
        Kind.BOOL, Kind.CHAR_CONSTANT, Kind.DOT, Kind.FIELD, Kind.IDENTIFIER, Kind.NUMBER, Kind.NIL, Kind.RAW_STRING,
        Kind.STRING, Kind.VARIABLE, Kind.LEFT_PAREN,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parsed:
    """A template and those it defines, by name."""

    name: str
    text: str
    steps: tuple[Step, ...]
    defined: dict[str, tuple[Step, ...]]


def parse(text: str, name: str, functions: Container[str]) -> Parsed:
    """The tree of a template. Raises ParseFailed."""
    return _Parser(text, name, functions).whole()


class _Parser:
    def __init__(self, text: str, name: str, functions: Container[str]) -> None:
        self._name = name
        self._text = text
        self._functions = functions
        self._tokens = list(tokens(text))
        self._next = 0
        self._variables = ["$"]
        self._defined: dict[str, tuple[Step, ...]] = {}
        self._loops = 0
        self._nested = 0
        self._action_line = 0

    def whole(self) -> Parsed:
        """The whole text."""
        steps: list[Step] = []
        while self._peek().kind is not Kind.EOF:
            if self._starts("define"):
                self._define()
                continue
            ended = self._step(steps)
            if ended:
                raise self._refused(f"unexpected {{{{{ended}}}}}")
        return Parsed(self._name, self._text, tuple(steps), self._defined)

    # Tokens

    def _peek(self) -> Token:
        return self._tokens[min(self._next, len(self._tokens) - 1)]

    def _take(self) -> Token:
        token = self._peek()
        self._next += 1
        return token

    def _peek_word(self) -> Token:
        while self._peek().kind is Kind.SPACE:
            self._next += 1
        return self._peek()

    def _take_word(self) -> Token:
        self._peek_word()
        return self._take()

    def _starts(self, word: str) -> bool:
        """Whether an action with this keyword begins here."""
        if self._peek().kind is not Kind.LEFT:
            return False
        ahead = [token for token in self._tokens[self._next + 1 : self._next + 3] if token.kind is not Kind.SPACE]
        return bool(ahead) and ahead[0].kind is Kind.KEYWORD and ahead[0].text == word

    def _refused(self, reason: str) -> ParseFailed:
        line = self._tokens[min(max(self._next - 1, 0), len(self._tokens) - 1)].line
        return ParseFailed(f"template: {self._name}:{line}: {reason}")

    def _unexpected(self, token: Token, context: str) -> ParseFailed:
        if token.kind is Kind.ERROR:
            extra = ""
            if self._action_line and self._action_line != token.line:
                extra = f" in action started at {self._name}:{self._action_line}"
                extra = extra.removeprefix(" in action") if token.text.endswith(" action") else extra
            return self._refused(f"{token}{extra}")
        return self._refused(f"unexpected {token} in {context}")

    # Steps

    def _step(self, into: list[Step]) -> str:
        """Read one step. The word when it was `end` or `else`, the latter not yet read to its end."""
        token = self._take_word() if self._peek().kind is not Kind.TEXT else self._take()
        if token.kind is Kind.TEXT:
            into.append(Text(token.at, token.text))
            return ""
        if token.kind is not Kind.LEFT:
            raise self._unexpected(token, "input")
        self._action_line = token.line
        word = self._peek_word()
        if word.kind is not Kind.KEYWORD:
            pipe = self._pipeline("command", Kind.RIGHT)
            into.append(Action(word.at, pipe))
            return ""
        self._take()
        match word.text:
            case "end":
                self._close("end")
                return "end"
            case "else":
                return "else"
            case "if" | "with" | "range":
                into.append(self._branch(word))
            case "template":
                into.append(self._include())
            case "block":
                into.append(self._block())
            case "break" | "continue":
                if not self._loops:
                    raise self._refused(f"{{{{{word.text}}}}} outside {{{{range}}}}")
                self._close(f"{{{{{word.text}}}}}")
                into.append(Leave(word.at, word.text))
            case _:
                raise self._unexpected(word, "command")
        return ""

    def _close(self, context: str) -> None:
        token = self._take_word()
        if token.kind is not Kind.RIGHT:
            raise self._unexpected(token, context)

    def _steps_until(self, *words: str, refusal: str = "") -> tuple[tuple[Step, ...], str]:
        """Steps up to one of the words, and that word; `refusal` is said of another one."""
        steps: list[Step] = []
        while self._peek().kind is not Kind.EOF:
            if ended := self._step(steps):
                if ended not in words:
                    raise self._refused(refusal)
                return tuple(steps), ended
        self._take()
        raise self._refused("unexpected EOF")

    def _branch(self, word: Token) -> Branch:
        known = len(self._variables)
        self._deeper()
        pipe = self._pipeline(word.text, Kind.RIGHT)
        self._loops += word.text == "range"
        body, ended = self._steps_until("end", "else")
        self._loops -= word.text == "range"
        otherwise: tuple[Step, ...] = ()
        if ended == "else":
            otherwise = self._otherwise(word)
        self._nested -= 1
        del self._variables[known:]
        return Branch(word.at, word.text, pipe, body, otherwise)

    def _otherwise(self, word: Token) -> tuple[Step, ...]:
        """What stands behind `else`; `else if` and `else with` share the end of the whole."""
        following = self._peek_word()
        chained = following.kind is Kind.KEYWORD and following.text == word.text and word.text != "range"
        if chained:
            self._take()
            return (self._branch(following),)
        self._close("else")
        return self._steps_until("end", refusal="expected end; found {{else}}")[0]

    def _deeper(self) -> None:
        self._nested += 1
        if self._nested > _MOST_NESTED:
            raise self._refused(f"nested more than {_MOST_NESTED} times")

    def _name_of(self, context: str) -> tuple[int, str]:
        """Where the name is, and the name."""
        token = self._take_word()
        if token.kind not in (Kind.STRING, Kind.RAW_STRING):
            raise self._unexpected(token, context)
        return token.at, self._string(token)

    def _include(self) -> Include:
        at, name = self._name_of("template clause")
        if self._peek_word().kind is Kind.RIGHT:
            self._take()
            return Include(at, name, None)
        return Include(at, name, self._pipeline("template clause", Kind.RIGHT))

    def _block(self) -> Include:
        at, name = self._name_of("block clause")
        pipe = self._pipeline("block clause", Kind.RIGHT)
        self._body_of(name, "block clause")
        return Include(at, name, pipe)

    def _define(self) -> None:
        self._take()
        self._take_word()
        _, name = self._name_of("define clause")
        self._close("define clause")
        self._body_of(name, "define clause")

    def _body_of(self, name: str, context: str) -> None:
        variables, loops, self._variables, self._loops = self._variables, self._loops, ["$"], 0
        self._deeper()
        self._defined[name] = self._steps_until("end", refusal=f"unexpected {{{{else}}}} in {context}")[0]
        self._nested -= 1
        self._variables, self._loops = variables, loops

    # Pipelines

    def _pipeline(self, context: str, end: Kind) -> Pipe:
        at = self._peek_word().at
        declared, assigns = self._declarations(context)
        commands: list[Command] = []
        while True:
            token = self._take_word()
            if token.kind is end:
                self._check(commands, context)
                return Pipe(at, tuple(commands), declared, assigns)
            if token.kind not in _STARTS_OPERAND:
                raise self._unexpected(token, context)
            self._next -= 1
            commands.append(self._command())

    def _declarations(self, context: str) -> tuple[tuple[str, ...], bool]:
        declared: list[str] = []
        while self._peek_word().kind is Kind.VARIABLE:
            before = self._next
            name = self._take().text
            sign = self._peek_word()
            if sign.kind in (Kind.DECLARE, Kind.ASSIGN):
                self._take()
                declared.append(name)
                self._variables.append(name)
                return tuple(declared), sign.kind is Kind.ASSIGN
            if sign.kind is not Kind.CHAR or sign.text != ",":
                self._next = before
                break
            self._take()
            declared.append(name)
            self._variables.append(name)
            if context != "range" or len(declared) > 1:
                raise self._refused(f"too many declarations in {context}")
            if self._peek_word().kind not in (Kind.VARIABLE, Kind.RIGHT, Kind.RIGHT_PAREN):
                raise self._refused("range can only initialize variables")
        return tuple(declared), False

    def _check(self, commands: list[Command], context: str) -> None:
        if not commands:
            raise self._refused(f"missing value for {context}")
        for stage, command in enumerate(commands[1:], start=2):
            if isinstance(command.args[0], Constant | Dot | Nil):
                raise self._refused(f"non executable command in pipeline stage {stage}")

    def _command(self) -> Command:
        at = self._peek_word().at
        args: list[Operand] = []
        while True:
            self._peek_word()
            if (operand := self._operand()) is not None:
                args.append(operand)
            token = self._take()
            if token.kind is Kind.SPACE:
                continue
            if token.kind in (Kind.RIGHT, Kind.RIGHT_PAREN):
                self._next -= 1
            elif token.kind is not Kind.PIPE:
                raise self._unexpected(token, "operand")
            break
        if not args:
            raise self._refused("empty command")
        return Command(at, tuple(args))

    def _operand(self) -> Operand | None:
        term = self._term()
        if term is None or self._peek().kind is not Kind.FIELD:
            return term
        at, names = self._peek().at, []
        while self._peek().kind is Kind.FIELD:
            names.append(self._take().text[1:])
        match term:
            case Field() | Variable():
                return type(term)(at, (*term.names, *names))
            case Constant() | Dot() | Nil():
                raise self._refused(f"unexpected . after term {quoted(str(term))}")
            case _:
                return Chain(at, term, tuple(names))

    def _term(self) -> Operand | None:  # noqa: PLR0911  # one per kind
        token = self._take_word()
        match token.kind:
            case Kind.IDENTIFIER:
                if token.text not in self._functions:
                    raise self._refused(f"function {quoted(token.text)} not defined")
                return Identifier(token.at, token.text)
            case Kind.DOT:
                return Dot(token.at)
            case Kind.NIL:
                return Nil(token.at)
            case Kind.VARIABLE:
                if token.text not in self._variables:
                    raise self._refused(f"undefined variable {quoted(token.text)}")
                return Variable(token.at, (token.text,))
            case Kind.FIELD:
                return Field(token.at, (token.text[1:],))
            case Kind.BOOL:
                return Constant(token.at, token.text == "true", token.text)
            case Kind.NUMBER | Kind.CHAR_CONSTANT:
                return Constant(token.at, self._number(token), token.text)
            case Kind.LEFT_PAREN:
                self._deeper()
                pipe = self._pipeline("parenthesized pipeline", Kind.RIGHT_PAREN)
                self._nested -= 1
                return pipe
            case Kind.STRING | Kind.RAW_STRING:
                return Constant(token.at, self._string(token), token.text)
        self._next -= 1
        return None

    def _number(self, token: Token) -> int | float:
        try:
            return number(token.text)
        except ValueError as error:
            raise self._refused(str(error)) from None

    def _string(self, token: Token) -> str:
        try:
            return unquoted(token.text)
        except ValueError:
            raise self._refused("invalid syntax") from None
