//! Every text in two languages is written with `texts!`: only there do its samples come with it, so only there does a test see
//! every sentence.

use super::imports::tests_only;
use std::{fs, path::PathBuf};
use syn::visit::{self, Visit};

/// Files that may have sentences beside the macro, by a part of their path, and why.
const BESIDE: [(&str, &str); 2] = [
    ("text/errors", "the English is each error's own `Display`; its tests say every variant in Chinese"),
    ("tests.rs", "what tests compare"),
];

/// Functions that are given a language, outside of tests. What a macro is given is not looked into.
#[derive(Default)]
struct Worded(Vec<String>);

impl<'ast> Visit<'ast> for Worded {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !tests_only(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        let in_a_language = |input: &syn::FnArg| match input {
            syn::FnArg::Typed(typed) => match &*typed.ty {
                syn::Type::Path(of) => of.path.segments.last().is_some_and(|last| last.ident == "Lang"),
                _ => false,
            },
            syn::FnArg::Receiver(_) => false,
        };
        if signature.inputs.iter().any(in_a_language) {
            self.0.push(signature.ident.to_string());
        }
    }
}

#[test]
fn no_sentence_stands_outside_the_macro_that_makes_its_samples() {
    let mut open = vec![PathBuf::from("src/ui/text")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).expect("the texts").map(|entry| entry.expect("a file").path()));
        } else if !BESIDE.iter().any(|(part, _)| path.to_string_lossy().contains(part)) {
            let parsed = syn::parse_file(&fs::read_to_string(&path).expect("a text")).expect("Rust");
            let mut found = Worded::default();
            found.visit_file(&parsed);
            assert!(found.0.is_empty(), "{} has {:?} outside of `texts!`", path.display(), found.0);
        }
    }
}
