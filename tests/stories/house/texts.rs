//! Every text in two languages is written with `texts!`: only there do its samples come with it, so only there does a test see
//! every sentence.

use super::imports::tests_only;
use std::fs;
use syn::visit::{self, Visit};

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
    for entry in fs::read_dir("src/ui/text").expect("the texts") {
        let file = entry.expect("a file").path();
        let name = file.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let parsed = syn::parse_file(&fs::read_to_string(&file).expect("a text")).expect("Rust");
        let mut found = Worded::default();
        found.visit_file(&parsed);
        assert!(name == "tests.rs" || found.0.is_empty(), "{name} has {:?} outside of `texts!`", found.0);
    }
}
