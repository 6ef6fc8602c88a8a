//! The tree that runs: what was written, with three changes.
//!
//! `/` becomes a call that refuses to cut whole numbers, and membership in a list of literals becomes comparisons:
//! building the list for every answer costs many times as much. Lists and maps that a `run` block builds pass a judge
//! of their depth, which Rhai does not limit.

use super::compile::Kind;
use super::engine::{DIVIDE, Engine, SHALLOW};
use rhai::{AST, Expr, FnCallExpr, Position, Stmt, Token};

/// Longer lists of literals stay lists, so that the tree stays small.
const LONGEST: usize = 64;

/// Calls made by Rhai itself, whose hashes fit its tables.
struct Templates {
    divide: Option<FnCallExpr>,
    equals: Option<FnCallExpr>,
    /// Only in `run` blocks: elsewhere nothing is built in a loop.
    shallow: Option<FnCallExpr>,
}

fn template(engine: &Engine, text: &str) -> Option<FnCallExpr> {
    let ast = engine.rhai().compile_expression(text).ok()?;
    match ast.statements().first()? {
        Stmt::FnCall(call, _) => Some((**call).clone()),
        Stmt::Expr(expr) => match &**expr {
            Expr::FnCall(call, _) => Some((**call).clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The tree to run for a tree as written.
pub(super) fn rewrite(engine: &Engine, ast: AST, kind: Kind) -> AST {
    let templates = Templates {
        divide: template(engine, &format!("{DIVIDE}(1, 1)")),
        equals: template(engine, "1 == 1"),
        shallow: (kind == Kind::Run).then(|| template(engine, &format!("{SHALLOW}(1)"))).flatten(),
    };
    let mut statements = ast.statements().to_vec();
    templates.statements(&mut statements);
    AST::new(statements, ast.shared_lib().clone())
}

impl Templates {
    fn statements(&self, statements: &mut [Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&self, statement: &mut Stmt) {
        match statement {
            Stmt::If(flow, _) | Stmt::While(flow, _) | Stmt::Do(flow, ..) => {
                self.expr(&mut flow.expr);
                self.statements(flow.body.statements_mut());
                self.statements(flow.branch.statements_mut());
            }
            Stmt::For(parts, _) => {
                self.expr(&mut parts.2.expr);
                self.statements(parts.2.body.statements_mut());
            }
            Stmt::Var(parts, ..) => self.expr(&mut parts.1),
            Stmt::Assignment(parts) => {
                self.expr(&mut parts.1.lhs);
                self.expr(&mut parts.1.rhs);
                if !matches!(parts.1.lhs, Expr::Variable(..)) {
                    self.judged(&mut parts.1.rhs);
                }
            }
            Stmt::FnCall(call, position) => {
                let mut expr = Expr::FnCall(call.clone(), *position);
                self.expr(&mut expr);
                *statement = Stmt::Expr(Box::new(expr));
            }
            Stmt::Block(block) => self.statements(block.statements_mut()),
            Stmt::Expr(expr) => self.expr(expr),
            Stmt::BreakLoop(Some(expr), ..) | Stmt::Return(Some(expr), ..) => self.expr(expr),
            _ => {}
        }
    }

    fn expr(&self, expr: &mut Expr) {
        match expr {
            Expr::InterpolatedString(items, _) => items.iter_mut().for_each(|item| self.expr(item)),
            Expr::Array(items, _) => {
                items.iter_mut().for_each(|item| self.expr(item));
                if !items.iter().all(is_literal) {
                    self.judged(expr);
                }
            }
            Expr::Map(entries, _) => {
                entries.0.iter_mut().for_each(|(_, item)| self.expr(item));
                self.judged(expr);
            }
            Expr::And(items, _) | Expr::Or(items, _) | Expr::Coalesce(items, _) => {
                items.iter_mut().for_each(|item| self.expr(item));
            }
            Expr::Dot(pair, ..) | Expr::Index(pair, ..) => {
                self.expr(&mut pair.lhs);
                self.expr(&mut pair.rhs);
            }
            Expr::Stmt(block) => self.statements(block.statements_mut()),
            Expr::MethodCall(call, _) => call.args.iter_mut().for_each(|argument| self.expr(argument)),
            Expr::FnCall(call, position) => {
                call.args.iter_mut().for_each(|argument| self.expr(argument));
                if let Some(other) = self.replaced(call, *position) {
                    *expr = other;
                }
            }
            _ => {}
        }
    }

    /// Has a value pass the judge of depth.
    fn judged(&self, expr: &mut Expr) {
        let Some(judge) = self.shallow.clone() else { return };
        let position = expr.position();
        let args = [std::mem::take(expr)].into_iter().collect();
        *expr = FnCallExpr { args, ..judge }.into_fn_call_expr(position);
    }

    fn replaced(&self, call: &FnCallExpr, position: Position) -> Option<Expr> {
        if call.op_token == Some(Token::Divide) {
            let args = call.args.clone();
            return Some(FnCallExpr { args, ..self.divide.clone()? }.into_fn_call_expr(position));
        }
        let (Some(Expr::Array(items, _)), Some(part), 2) =
            (call.args.first(), call.args.get(1), call.args.len())
        else {
            return None;
        };
        if call.name != "contains" || items.len() > LONGEST || !items.iter().all(is_literal) || !is_path(part)
        {
            return None;
        }
        let mut equals = items
            .iter()
            .map(|item| {
                let args = [part.clone(), item.clone()].into_iter().collect();
                Some(FnCallExpr { args, ..self.equals.clone()? }.into_fn_call_expr(position))
            })
            .collect::<Option<Vec<_>>>()?;
        match equals.len() {
            0 => Some(Expr::BoolConstant(false, position)),
            1 => equals.pop(),
            _ => Some(Expr::Or(Box::new(equals.into_iter().collect()), position)),
        }
    }
}

const fn is_literal(expr: &Expr) -> bool {
    matches!(expr, Expr::IntegerConstant(..) | Expr::StringConstant(..) | Expr::BoolConstant(..))
}

/// A variable or its properties: asking twice gives the same answer and costs little.
fn is_path(expr: &Expr) -> bool {
    match expr {
        Expr::Variable(..) | Expr::Property(..) => true,
        Expr::Dot(pair, ..) => is_path(&pair.lhs) && is_path(&pair.rhs),
        _ => false,
    }
}
