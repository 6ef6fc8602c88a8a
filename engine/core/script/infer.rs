//! The types of a script's expressions, from its leaves upward.

use super::engine::Engine;
use super::finding::{Finding, FindingKind};
use super::names::{Link, chain};
use super::types::{Type, Types};
use rhai::{Expr, FnCallExpr, Position, Stmt};

/// One walk through a script.
pub(super) struct Walk<'w> {
    pub(super) engine: &'w Engine,
    pub(super) text: &'w str,
    pub(super) types: &'w dyn Types,
    pub(super) locals: Vec<(String, Type)>,
    pub(super) findings: Vec<Finding>,
    /// Whether every comparison was between known types.
    pub(super) certain: bool,
}

impl<'w> Walk<'w> {
    pub(super) const fn new(engine: &'w Engine, text: &'w str, types: &'w dyn Types) -> Self {
        Self { engine, text, types, locals: Vec::new(), findings: Vec::new(), certain: true }
    }

    pub(super) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// The type of a block: that of its last statement.
    pub(super) fn block(&mut self, statements: &[Stmt]) -> Type {
        let depth = self.locals.len();
        let mut last = Type::Nothing;
        for statement in statements {
            last = self.statement(statement);
        }
        self.locals.truncate(depth);
        last
    }

    fn statement(&mut self, statement: &Stmt) -> Type {
        match statement {
            Stmt::If(flow, _) => {
                let condition = self.expr(&flow.expr);
                self.condition(&condition, flow.expr.start_position());
                let (body, branch) =
                    (self.block(flow.body.statements()), self.block(flow.branch.statements()));
                return body.join(&branch);
            }
            Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                // `loop` is written down as a `while` without a condition.
                if !matches!(flow.expr, Expr::Unit(_)) {
                    let condition = self.expr(&flow.expr);
                    self.condition(&condition, flow.expr.start_position());
                }
                self.block(flow.body.statements());
            }
            Stmt::For(parts, _) => {
                let (item, counter, flow) = &**parts;
                let of = match self.expr(&flow.expr) {
                    Type::List(of) => *of,
                    _ => Type::Any,
                };
                let depth = self.locals.len();
                self.locals.push((item.name.to_string(), of));
                self.locals.extend(counter.iter().map(|counter| (counter.name.to_string(), Type::Integer)));
                self.block(flow.body.statements());
                self.locals.truncate(depth);
            }
            Stmt::Var(parts, ..) => {
                let found = self.expr(&parts.1);
                // What a local holds may change later; only the absent value says nothing about it.
                let found = if found == Type::Nothing { Type::Any } else { found };
                self.locals.push((parts.0.name.to_string(), found));
            }
            Stmt::Assignment(parts) => {
                let (operator, pair) = &**parts;
                let position = operator.position();
                let operator = operator.get_op_assignment_info().map_or("=", |info| info.3);
                self.assignment(operator, &pair.lhs, &pair.rhs, position);
            }
            Stmt::FnCall(call, position) => return self.call(call, None, *position),
            Stmt::Block(block) => return self.block(block.statements()),
            Stmt::Expr(expr) => return self.expr(expr),
            Stmt::BreakLoop(Some(expr), ..) | Stmt::Return(Some(expr), ..) => {
                self.expr(expr);
                return Type::Any;
            }
            _ => {}
        }
        Type::Nothing
    }

    fn assignment(&mut self, operator: &str, place: &Expr, value: &Expr, position: Position) {
        let declared = self.expr(place);
        let root = match place {
            Expr::Variable(variable, _, at) => Some((variable.1.to_string(), *at)),
            _ => match chain(place) {
                Some((Expr::Variable(variable, _, at), _)) => Some((variable.1.to_string(), *at)),
                _ => None,
            },
        };
        if let Some((name, at)) = root
            && !self.locals.iter().any(|(local, _)| *local == name)
            && self.types.variable(&name).is_some()
            && !self.types.may_assign(&name)
        {
            self.report(at, FindingKind::NotAssignable { name });
        }
        let given = self.side(value, &declared);
        let narrower = matches!(
            (&declared, &given),
            (Type::Integer, Type::Decimal | Type::Fraction) | (Type::Decimal, Type::Fraction)
        );
        if narrower || !declared.is_like(&given) {
            self.unlike(operator, &declared, &given, position);
        }
    }

    /// The type of one side of a comparison whose other side has a known type.
    pub(super) fn side(&mut self, expr: &Expr, other: &Type) -> Type {
        match (expr, other) {
            (Expr::Variable(variable, _, position), Type::Enum(words)) => {
                self.variable(&variable.1, *position, words)
            }
            (Expr::StringConstant(word, position), _) => {
                self.word(other, word, *position);
                Type::Text
            }
            _ => self.expr(expr),
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) -> Type {
        match expr {
            Expr::BoolConstant(..) => Type::Bool,
            Expr::IntegerConstant(..) => Type::Integer,
            Expr::CharConstant(..) | Expr::StringConstant(..) => Type::Text,
            Expr::DynamicConstant(value, _) if value.is_decimal() => Type::Decimal,
            Expr::Unit(_) => Type::Nothing,
            Expr::InterpolatedString(items, _) => {
                items.iter().for_each(|item| drop(self.expr(item)));
                Type::Text
            }
            Expr::Array(items, _) => {
                let mut of: Option<Type> = None;
                for item in items {
                    let found = self.expr(item);
                    of = Some(of.map_or_else(|| found.clone(), |of| of.join(&found)));
                }
                Type::list(of.unwrap_or(Type::Any))
            }
            Expr::Map(entries, _) => Type::Map(
                entries.0.iter().map(|(name, item)| (name.name.to_string(), self.expr(item))).collect(),
            ),
            Expr::Variable(variable, _, position) => self.variable(&variable.1, *position, &[]),
            Expr::And(items, _) | Expr::Or(items, _) => {
                for item in items.iter() {
                    let found = self.expr(item);
                    self.condition(&found, item.start_position());
                }
                Type::Bool
            }
            Expr::Coalesce(items, _) => {
                let mut joined: Option<Type> = None;
                for item in items.iter() {
                    let found = self.expr(item);
                    if found != Type::Nothing {
                        joined = Some(joined.map_or_else(|| found.clone(), |of| of.join(&found)));
                    }
                }
                joined.unwrap_or(Type::Nothing)
            }
            Expr::Stmt(block) => self.block(block.statements()),
            Expr::FnCall(call, position) => self.call(call, None, *position),
            Expr::MethodCall(call, position) => self.call(call, Some(Type::Any), *position),
            Expr::Dot(..) | Expr::Index(..) => self.chain(expr),
            _ => Type::Any,
        }
    }

    fn chain(&mut self, expr: &Expr) -> Type {
        let Some((root, links)) = chain(expr) else { return Type::Any };
        let mut path = match root {
            Expr::Variable(variable, ..) => variable.1.to_string(),
            _ => "the value".to_owned(),
        };
        let mut found = self.expr(root);
        for link in links {
            found = match link {
                Link::Dot(Expr::Property(property, position)) => {
                    let next = self.property(&found, &path, &property.2, *position);
                    path = format!("{path}.{}", property.2);
                    next
                }
                Link::Dot(Expr::MethodCall(call, position)) => self.call(call, Some(found), *position),
                Link::Dot(other) => self.expr(other),
                Link::Index(index) => {
                    let by = self.expr(index);
                    match (found, index) {
                        (Type::Map(properties), Expr::StringConstant(name, position)) => {
                            self.property(&Type::Map(properties), &path, name, *position)
                        }
                        (row @ Type::Row(..), Expr::StringConstant(name, position)) => {
                            self.property(&row, &path, name, *position)
                        }
                        (Type::List(of), _) => {
                            if !matches!(by, Type::Any | Type::Integer) {
                                self.unlike("[]", &Type::List(of.clone()), &by, index.start_position());
                            }
                            *of
                        }
                        (Type::Text, _) => Type::Text,
                        _ => Type::Any,
                    }
                }
            };
        }
        found
    }

    fn call(&mut self, call: &FnCallExpr, receiver: Option<Type>, position: Position) -> Type {
        if call.is_operator_call() && call.name != "contains" {
            return self.operator(call, position);
        }
        if call.name == "contains"
            && receiver.is_none()
            && let [whole, part] = call.args.as_slice()
        {
            self.membership(whole, part, position);
            return Type::Bool;
        }
        let mut given: Vec<(Type, Position)> = receiver.into_iter().map(|found| (found, position)).collect();
        for argument in &call.args {
            given.push((self.expr(argument), argument.start_position()));
        }
        let Some(signature) = self.engine.signature(&call.name) else { return Type::Any };
        let returns = signature.returns.clone();
        let wrong: Vec<_> = given
            .iter()
            .zip(&signature.parameters)
            .filter(|((found, _), wanted)| !wanted.is_like(found))
            .map(|((found, at), wanted)| (found.name(), wanted.name(), *at))
            .collect();
        for (got, expected, at) in wrong {
            let (expected, got) = (expected.to_owned(), got.to_owned());
            self.report(at, FindingKind::WrongArguments { name: call.name.to_string(), expected, got });
        }
        refined(&call.name, &given, returns)
    }
}

/// The type of a result that follows the arguments.
fn refined(name: &str, given: &[(Type, Position)], returns: Type) -> Type {
    let first = given.first().map(|(found, _)| found);
    match (name, first) {
        ("min" | "max" | "sum", Some(Type::List(of))) if given.len() == 1 => (**of).clone(),
        ("min" | "max", Some(first)) if given.len() > 1 => {
            given.iter().skip(1).fold(first.clone(), |joined, (found, _)| joined.join(found))
        }
        ("abs" | "unique", Some(first)) => first.clone(),
        _ => returns,
    }
}
