//! The types that go together in operators.

use super::finding::FindingKind;
use super::infer::Walk;
use super::types::Type;
use rhai::{Expr, FnCallExpr, Position};

impl Walk<'_> {
    pub(super) fn operator(&mut self, call: &FnCallExpr, position: Position) -> Type {
        match (call.name.as_str(), call.args.as_slice()) {
            ("!", [one]) => {
                let found = self.expr(one);
                self.condition(&found, one.start_position());
                Type::Bool
            }
            (_, [one]) => {
                let found = self.expr(one);
                if matches!(found, Type::Any) || found.is_number() {
                    return found;
                }
                self.unlike(&call.name, &found, &Type::Integer, position);
                Type::Any
            }
            (operator @ ("==" | "!=" | "<" | "<=" | ">" | ">="), [left, right]) => {
                self.comparison(operator, left, right, position);
                Type::Bool
            }
            (operator, [left, right]) => {
                let (left, right) = (self.expr(left), self.expr(right));
                self.arithmetic(operator, &left, &right, position)
            }
            _ => Type::Any,
        }
    }

    fn comparison(&mut self, operator: &str, left: &Expr, right: &Expr, position: Position) {
        // The side that is more than a name or a word tells what the other is to be.
        let (first, second) = if is_plain(left) { (right, left) } else { (left, right) };
        let known = match first {
            Expr::Variable(variable, _, at) => {
                // Two names: the declared one speaks for the other.
                let words = match second {
                    Expr::Variable(other, ..) => match self.types.variable(&other.1) {
                        Some(Type::Enum(words)) => words,
                        _ => Vec::new(),
                    },
                    _ => Vec::new(),
                };
                self.variable(&variable.1, *at, &words)
            }
            _ => self.expr(first),
        };
        let other = self.side(second, &known);
        if let Expr::StringConstant(word, at) = first {
            self.word(&other, word, *at);
        }
        let (left, right) = if is_plain(left) { (other, known) } else { (known, other) };
        self.certain &= left != Type::Any && right != Type::Any;
        let ordered = matches!(operator, "==" | "!=")
            || (left.has_order() && right.has_order())
            || left == Type::Any
            || right == Type::Any;
        if !left.is_like(&right) || !ordered {
            self.unlike(operator, &left, &right, position);
        }
    }

    /// `part in whole`.
    pub(super) fn membership(&mut self, whole: &Expr, part: &Expr, position: Position) {
        let found = self.expr(part);
        self.certain &= found != Type::Any;
        if let Expr::Array(items, _) = whole {
            for item in items {
                let other = self.side(item, &found);
                if !found.is_like(&other) {
                    self.unlike("in", &found, &other, item.start_position());
                }
            }
            return;
        }
        let fits = match self.expr(whole) {
            Type::List(of) => {
                if let Expr::StringConstant(word, at) = part {
                    self.word(&of, word, *at);
                }
                of.is_like(&found)
            }
            Type::Text | Type::Map(_) => found.is_like(&Type::Text),
            Type::Any => true,
            other => {
                self.unlike("in", &found, &other, position);
                true
            }
        };
        if !fits {
            let whole = self.expr(whole);
            self.unlike("in", &found, &whole, position);
        }
    }

    fn arithmetic(&mut self, operator: &str, left: &Type, right: &Type, position: Position) -> Type {
        use Type::{Any, Decimal, Fraction, Integer};
        match (operator, left, right) {
            (".." | "..=", ..) => Type::list(Integer),
            ("/", Integer, Integer) => {
                self.report(position, FindingKind::IntegerDivision);
                Any
            }
            (_, Any, _) | (_, _, Any) => Any,
            ("+", left, right) if left.is_word() && right.is_word() => Type::Text,
            ("&" | "|" | "^", Type::Bool, Type::Bool) => Type::Bool,
            (_, Integer, Integer) => Integer,
            (_, left, right) if left.is_number() && right.is_number() => {
                if *left == Fraction || *right == Fraction { Fraction } else { Decimal }
            }
            _ => {
                self.unlike(operator, left, right, position);
                Any
            }
        }
    }
}

/// A bare name or a word.
const fn is_plain(expr: &Expr) -> bool {
    matches!(expr, Expr::Variable(..) | Expr::StringConstant(..))
}
