//! Text to a tree that knows its bytes; diagnostics, their codes and their words in two languages.
