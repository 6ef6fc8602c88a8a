//! The names a script uses: what it reads, assigns and calls.

use rhai::{ASTFlags, Expr, FnCallExpr, Position, Stmt};
use std::collections::BTreeSet;

/// The names of one script.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) reads: BTreeSet<String>,
    pub(super) paths: BTreeSet<Vec<String>>,
    pub(super) writes: BTreeSet<String>,
    pub(super) calls: BTreeSet<String>,
    /// Each call by name: name, number of arguments with the receiver, place.
    pub(super) sites: Vec<(String, usize, Position)>,
    locals: Vec<String>,
}

/// One step of a chain `a.b[c].d()`.
pub(super) enum Link<'e> {
    Dot(&'e Expr),
    Index(&'e Expr),
}

/// A chain as its root and its steps.
pub(super) fn chain(expr: &Expr) -> Option<(&Expr, Vec<Link<'_>>)> {
    let (mut pair, mut flags, mut dot) = match expr {
        Expr::Dot(pair, flags, _) => (pair, *flags, true),
        Expr::Index(pair, flags, _) => (pair, *flags, false),
        _ => return None,
    };
    let root = &pair.lhs;
    let mut links = Vec::new();
    loop {
        let step = |e| if dot { Link::Dot(e) } else { Link::Index(e) };
        match &pair.rhs {
            Expr::Dot(next, next_flags, _) if !flags.contains(ASTFlags::BREAK) => {
                links.push(step(&next.lhs));
                (pair, flags, dot) = (next, *next_flags, true);
            }
            Expr::Index(next, next_flags, _) if !flags.contains(ASTFlags::BREAK) => {
                links.push(step(&next.lhs));
                (pair, flags, dot) = (next, *next_flags, false);
            }
            last => {
                links.push(step(last));
                return Some((root, links));
            }
        }
    }
}

impl Names {
    pub(super) fn of(statements: &[Stmt]) -> Self {
        let mut names = Self::default();
        names.block(statements);
        names
    }

    fn block(&mut self, statements: &[Stmt]) {
        let depth = self.locals.len();
        for statement in statements {
            self.statement(statement);
        }
        self.locals.truncate(depth);
    }

    fn statement(&mut self, statement: &Stmt) {
        match statement {
            Stmt::If(flow, _) | Stmt::While(flow, _) | Stmt::Do(flow, ..) | Stmt::TryCatch(flow, _) => {
                self.expr(&flow.expr);
                self.block(flow.body.statements());
                self.block(flow.branch.statements());
            }
            Stmt::For(parts, _) => {
                let (item, counter, flow) = &**parts;
                self.expr(&flow.expr);
                let depth = self.locals.len();
                self.locals.push(item.name.to_string());
                self.locals.extend(counter.iter().map(|counter| counter.name.to_string()));
                self.block(flow.body.statements());
                self.locals.truncate(depth);
            }
            Stmt::Var(parts, ..) => {
                self.expr(&parts.1);
                self.locals.push(parts.0.name.to_string());
            }
            Stmt::Assignment(parts) => {
                let (operator, pair) = &**parts;
                self.expr(&pair.rhs);
                match &pair.lhs {
                    Expr::Variable(variable, ..) => {
                        if operator.is_op_assignment() {
                            self.expr(&pair.lhs);
                        }
                        self.write(&variable.1);
                    }
                    place => {
                        self.expr(place);
                        if let Some((Expr::Variable(variable, ..), _)) = chain(place) {
                            self.write(&variable.1);
                        }
                    }
                }
            }
            Stmt::FnCall(call, position) => self.call(call, 0, *position),
            Stmt::Block(block) => self.block(block.statements()),
            Stmt::Expr(expr) => self.expr(expr),
            Stmt::BreakLoop(Some(expr), ..) | Stmt::Return(Some(expr), ..) => self.expr(expr),
            _ => {}
        }
    }

    fn is_local(&self, name: &str) -> bool {
        self.locals.iter().any(|local| local == name)
    }

    fn read(&mut self, path: Vec<String>) {
        if let Some(root) = path.first()
            && !self.is_local(root)
        {
            self.reads.insert(root.clone());
            self.paths.insert(path);
        }
    }

    fn write(&mut self, name: &str) {
        if !self.is_local(name) {
            self.writes.insert(name.to_owned());
        }
    }

    fn call(&mut self, call: &FnCallExpr, receivers: usize, position: Position) {
        if !call.is_operator_call() {
            self.calls.insert(call.name.to_string());
            self.sites.push((call.name.to_string(), call.args.len() + receivers, position));
            if call.name == "push"
                && receivers == 0
                && let Some(Expr::Variable(variable, ..)) = call.args.first()
            {
                self.write(&variable.1);
            }
        }
        for argument in &call.args {
            self.expr(argument);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Variable(variable, ..) => self.read(vec![variable.1.to_string()]),
            Expr::InterpolatedString(items, _) | Expr::Array(items, _) => {
                items.iter().for_each(|item| self.expr(item));
            }
            Expr::Map(entries, _) => entries.0.iter().for_each(|(_, item)| self.expr(item)),
            Expr::And(items, _) | Expr::Or(items, _) | Expr::Coalesce(items, _) => {
                items.iter().for_each(|item| self.expr(item));
            }
            Expr::Stmt(block) => self.block(block.statements()),
            Expr::FnCall(call, position) => self.call(call, 0, *position),
            Expr::MethodCall(call, position) => self.call(call, 1, *position),
            Expr::Dot(..) | Expr::Index(..) => self.chain(expr),
            _ => {}
        }
    }

    fn chain(&mut self, expr: &Expr) {
        let Some((root, links)) = chain(expr) else { return };
        let mut path = match root {
            Expr::Variable(variable, ..) => Some(vec![variable.1.to_string()]),
            other => {
                self.expr(other);
                None
            }
        };
        let mut whole: Vec<String> = Vec::new();
        for link in &links {
            match (link, &mut path) {
                (Link::Dot(Expr::Property(property, _)), Some(path)) => path.push(property.2.to_string()),
                (Link::Dot(Expr::MethodCall(call, _)), path) => {
                    if call.name == "push"
                        && let Expr::Variable(variable, ..) = root
                    {
                        self.write(&variable.1);
                    }
                    whole.extend(path.take().unwrap_or_default());
                    self.expr(match link {
                        Link::Dot(expr) | Link::Index(expr) => expr,
                    });
                }
                (Link::Index(index), path) => {
                    whole.extend(path.take().unwrap_or_default());
                    self.expr(index);
                }
                _ => {}
            }
        }
        whole.extend(path.unwrap_or_default());
        if !whole.is_empty() {
            self.read(whole);
        }
    }
}
