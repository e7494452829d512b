//! An error with everything that caused it, in one line.

use std::error::Error;

/// `error` and its causes, outermost first, with `: ` between them: "error sending request: connection refused". Whatever
/// the error shows is in it; an address that can carry a secret is taken out before.
pub(crate) fn causes(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        line.push_str(": ");
        line.push_str(&inner.to_string());
        cause = inner.source();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Layer(&'static str, #[source] Option<Box<Layer>>);

    #[test]
    fn every_layer_is_said_once_outermost_first() {
        assert_eq!(causes(&Layer("no answer", None)), "no answer");
        let deep = Layer("not sent", Some(Box::new(Layer("no connection", Some(Box::new(Layer("refused", None)))))));
        assert_eq!(causes(&deep), "not sent: no connection: refused");
    }
}
