//! `docket graph`

use super::{Exit, check, out};
use docket_core::definition::{Chart, Definition, StateIx, StateKind, Transition};
use docket_core::source::{Lang, did_you_mean};
use std::fmt::Write;
use std::path::PathBuf;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The workflow.
    workflow: String,
    /// Files and folders of rules.
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub fn run(args: &Args, lang: Lang) -> Exit {
    let loaded = match check::open(&args.paths, lang) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let found = loaded.versions(&args.workflow).max_by_key(|workflow| workflow.effective);
    let Some(workflow) = found else {
        let known: Vec<&str> = loaded.workflows.iter().map(|one| one.definition.name.as_str()).collect();
        let meant = did_you_mean(&args.workflow, known.iter().copied());
        let meant = meant.map(|meant| format!(" ({meant}?)")).unwrap_or_default();
        out::complain(&format!("`{}`{meant}: {}", args.workflow, known.join(", ")));
        return Exit::Usage;
    };
    out::data(&mermaid(&workflow.definition, lang));
    Exit::Fine
}

/// The chart as a Mermaid state diagram.
pub fn mermaid(definition: &Definition, lang: Lang) -> String {
    let mut text = "stateDiagram-v2\n".to_owned();
    let chart = &definition.chart;
    let tops = (0..chart.states.len() as StateIx).filter(|ix| chart.state(*ix).parent.is_none());
    // The root stands for the document and is not drawn.
    for root in tops {
        inside(chart, root, 1, lang, &mut text);
    }
    for way in &chart.transitions {
        arrows(chart, way, &mut text);
    }
    text
}

fn inside(chart: &Chart, parent: StateIx, depth: usize, lang: Lang, text: &mut String) {
    let indent = "  ".repeat(depth);
    let state = chart.state(parent);
    for first in &state.initial {
        let _ = writeln!(text, "{indent}[*] --> {}", name(&chart.state(*first).id));
    }
    for (place, ix) in state.children.iter().enumerate() {
        let child = chart.state(*ix);
        if state.kind == StateKind::Parallel && place > 0 {
            let _ = writeln!(text, "{indent}--");
        }
        let title = child.title.as_ref().map_or(child.id.as_str(), |title| match lang {
            Lang::Zh => title.zh(),
            Lang::En => title.en(),
        });
        let _ = writeln!(text, "{indent}state \"{}\" as {}", title.replace('"', "'"), name(&child.id));
        if !child.children.is_empty() {
            let _ = writeln!(text, "{indent}state {} {{", name(&child.id));
            inside(chart, *ix, depth + 1, lang, text);
            let _ = writeln!(text, "{indent}}}");
        }
        if child.kind == StateKind::Final {
            let _ = writeln!(text, "{indent}{} --> [*]", name(&child.id));
        }
    }
}

fn arrows(chart: &Chart, way: &Transition, text: &mut String) {
    let source = chart.state(way.source);
    if source.parent.is_none() {
        for target in &way.targets {
            let _ = writeln!(text, "  [*] --> {}", name(&chart.state(*target).id));
        }
        return;
    }
    let mut label = way.events.join(", ");
    if let Some(guard) = &way.guard {
        let _ = write!(label, " [{}]", guard.text().replace('\n', " "));
    }
    // A colon or semicolon would end the label.
    let label = label.replace(':', "#58;").replace(';', "#59;");
    for target in &way.targets {
        let (from, to) = (name(&source.id), name(&chart.state(*target).id));
        let colon = if label.trim().is_empty() { "" } else { " : " };
        let _ = writeln!(text, "  {from} --> {to}{colon}{}", label.trim());
    }
}

/// A name that Mermaid takes: other characters than letters, digits and `_` would end it.
fn name(id: &str) -> String {
    id.chars().map(|c| if c.is_alphanumeric() || c == '_' { c } else { '_' }).collect()
}
