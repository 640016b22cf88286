"""Reading a formula: a recursive-descent parser of the grammar in ``docs/formulas.md``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from django.utils.translation import gettext as _

from kexie.kit.days import parse_day
from kexie.kit.refusal import Refused
from kexie.kit.text import clipped, half_width, joined
from kexie.records.values.operators import OPERATOR_WORDS, OPERATORS
from kexie.records.values.syntax import (
    FUNCTIONS,
    MODIFIERS,
    RATES,
    VARIABLES,
    Apply,
    Modified,
    Node,
    Number,
    Ref,
    Variable,
)

LONGEST: Final = 2_000
DEEPEST: Final = 40
MOST_WORDS: Final = 300
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<day>\d{4}-\d{1,2}-\d{1,2}(?=\s*\)))|(?P<number>\d+(?:\.\d+)?)|(?P<row>N\{[^{}]+\})|(?P<code>\{[^{}]+\})"
    r"|(?P<modifier>\.\s*[a-z_]+(?=\s*\())|(?P<word>[^\W\d]\w*(?:\.\w+)*)"
    r"|(?P<sign><=|>=|==|!=|<>|[-−–+*×/÷(),<>=≤≥≠]))"
)
_SAME: Final = {
    "−": "-", "–": "-", "×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "<>": "!=", "=": "==",
    "且": "and", "或": "or", "非": "not",
}  # fmt: skip
_ARGUMENTS: Final = {"if": (3, 3), "each": (1, 1), "min": (2, 9), "max": (2, 9), "given": (2, 2)}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a formula: its sort, its text, where it begins."""

    sort: str
    text: str
    at: int


def parse(text: str) -> Node:
    """Read a formula. Raises ``Refused`` with the place and how to mend it."""
    if len(text) > LONGEST:
        raise Refused(_("公式太长（%(length)s 字），最多 %(most)s 字。") % {"length": len(text), "most": LONGEST})
    return _Parser(half_width(text)).whole()


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _unreadable(text, at)
        sort = str(match.lastgroup)
        word, begin = match[sort], match.start(sort)
        head, _dot, tail = word.rpartition(".")
        if sort == "word" and head and tail in MODIFIERS and re.match(r"\s*\(", text[match.end() :]):
            found += [Token("word", head, begin), Token("modifier", tail, begin + len(head))]
        elif sort == "modifier":
            found.append(Token(sort, word.lstrip(". "), begin))
        elif sort in {"sign", "word"} and _SAME.get(word, word) in {"and", "or", "not", *_SAME.values()}:
            found.append(Token("sign", _SAME.get(word, word), begin))
        else:
            found.append(Token(sort, word, begin))
        at = match.end()
    return [*found, Token("end", "", len(text))]


def _unreadable(text: str, at: int) -> Refused:
    said = {"text": clipped(text), "at": at + 1, "near": clipped(text[at : at + 12].strip()) or _("结尾")}
    return Refused(_("看不懂公式“%(text)s”的第 %(at)s 个字起（%(near)s）；写法见 docs/formulas.md。") % said)


class _Parser:
    """One method a rule of the grammar, from loose to tight."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        if len(self.tokens) > MOST_WORDS:
            raise Refused(_("公式太长（最多 %(most)s 个词）；请拆成几个指标。") % {"most": MOST_WORDS})
        self.at = 0
        self.depth = 0

    def whole(self) -> Node:
        node = self.either()
        if self.peek().sort != "end":
            raise _unreadable(self.text, self.peek().at)
        return node

    def peek(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def found(self, *signs: str) -> str:
        token = self.peek()
        if token.sort == "sign" and token.text in signs:
            return self.take().text
        return ""

    def demand(self, sign: str) -> None:
        if not self.found(sign):
            raise _unreadable(self.text, self.peek().at)

    def chain(self, below: Callable[[], Node], *signs: str) -> Node:
        node = below()
        while sign := self.found(*signs):
            node = Apply(sign, (node, below()))
        return node

    def either(self) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused(_("公式的括号套得太深（最多 %(most)s 层）；请拆成几个指标。") % {"most": DEEPEST})
        node = self.chain(lambda: self.chain(self.negated, "and"), "or")
        self.depth -= 1
        return node

    def negated(self) -> Node:
        if self.found("not"):
            return Apply("not", (self.compared(),))
        return self.compared()

    def compared(self) -> Node:
        left = self.summed()
        if sign := self.found("<", "<=", ">", ">=", "==", "!="):
            return Apply(sign, (left, self.summed()))
        return left

    def summed(self) -> Node:
        return self.chain(lambda: self.chain(self.signed, "*", "/"), "+", "-")

    def signed(self) -> Node:
        minus = False
        while sign := self.found("-", "+"):
            minus ^= sign == "-"
        node = self.modified()
        return Apply("negative", (node,)) if minus else node

    def modified(self) -> Node:
        node = self.primary()
        while self.peek().sort == "modifier":
            token = self.take()
            self.demand("(")
            node = self.modifier(node, token)
            self.demand(")")
        return node

    def modifier(self, node: Node, token: Token) -> Modified:
        match token.text:
            case "year_to_date":
                return Modified(node, token.text)
            case "offset":
                sign = -1 if self.found("-", "+") == "-" else 1
                number = self.take()
                if number.sort != "number" or not number.text.isdigit() or len(number.text) > 4:  # noqa: PLR2004
                    raise _unreadable(self.text, number.at)
                return Modified(node, token.text, sign * int(number.text))
            case "since" | "until":
                day = self.take()
                if day.sort != "day":
                    raise _unreadable(self.text, day.at)
                return Modified(node, token.text, parse_day(day.text))
            case "time" | "units":
                word = self.take()
                slug = OPERATOR_WORDS.get(word.text, word.text)
                if slug not in {term.slug for term in OPERATORS}:
                    raise _unreadable(self.text, word.at)
                return Modified(node, token.text, slug)
        said = {"word": clipped(token.text), "all": joined(MODIFIERS)}
        raise Refused(_("公式里没有“.%(word)s()”；可用：%(all)s。") % said)

    def primary(self) -> Node:
        token = self.take()
        match token.sort:
            case "number":
                return Number(Fraction(token.text))
            case "row":
                return Ref(token.text[2:-1].strip(), row=True)
            case "code":
                return Ref(token.text[1:-1].strip())
            case "word":
                return self.word(token)
        if token.text == "(":
            node = self.either()
            self.demand(")")
            return node
        raise _unreadable(self.text, token.at)

    def word(self, token: Token) -> Node:
        if self.found("("):
            if token.text not in FUNCTIONS:
                said = {"word": clipped(token.text), "all": joined(FUNCTIONS)}
                raise Refused(_("公式里没有“%(word)s()”；可用：%(all)s。") % said)
            return self.call(token)
        return Variable(token.text) if token.text in VARIABLES else Ref(token.text)

    def call(self, token: Token) -> Node:
        arguments = [self.either()]
        while self.found(","):
            arguments.append(self.either())
        self.demand(")")
        least, most = _ARGUMENTS.get(token.text, (1, 1))
        if not least <= len(arguments) <= most or (token.text in RATES and not isinstance(arguments[0], Ref)):
            raise _unreadable(self.text, token.at)
        return Apply(token.text, tuple(arguments))
