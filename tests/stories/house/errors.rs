//! Every error is a sentence in both languages somewhere: a walk over its variants sees them, or it never comes before the
//! owner as it is, for the reason that stands here.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use syn::visit::{self, Visit};

/// The tests that walk the variants and read every sentence.
const WALKS: [&str; 5] = [
    "src/ui/text/errors/tests.rs",
    "src/app/error_text/tests.rs",
    "src/app/check/tests.rs",
    "src/ui/text/samples.rs",
    "src/usage.rs",
];

/// Errors that are not worded as they are, and what is said instead.
const BESIDE: [(&str, &str); 31] = [
    ("AlertError", "the log's; the screen tells everything too"),
    ("BadAmount", "whoever reads an amount says what is wrong with its field"),
    ("BadLogo", "PictureTrouble"),
    ("BadPickupCode", "a code that is none is nobody's order"),
    ("BadPin", "the form says what a PIN is"),
    ("BadPinHash", "a row that cannot be read: StoreError"),
    ("BadQuantity", "whoever reads it says what is wrong with its field"),
    ("BadReceiver", "the storefront's answer to a buyer's program"),
    ("BadRegion", "settings Reason"),
    ("BadTime", "a row or an answer that cannot be read"),
    ("BadTrustKey", "BadPublicKey, NoTrustKey"),
    ("BadValue", "a row that cannot be read: StoreError"),
    ("BadYuan", "whoever reads it says what is wrong with its field"),
    ("BillStop", "BillTrouble, BillError"),
    ("FundStop", "FundTrouble"),
    ("BuyerTrouble", "the practice buyers' log"),
    ("ExposureCause", "worded and walked beside its check line, app/check/files"),
    ("FundFault", "FundTrouble"),
    ("KeyringTrouble", "SealedTrouble"),
    ("LeaseRefused", "Refusal"),
    ("ListenError", "events' Trouble, with the system's words as technical information"),
    ("LoginError", "the storefront's answer to a buyer's program"),
    ("MalformedJson", "NoAnswer, NoticeVerdict"),
    ("MalformedXml", "NoAnswer, NoticeVerdict"),
    ("NoDevice", "the alerts' log: a device that is not there is left out"),
    ("NotProven", "NoAnswer, NoticeVerdict"),
    ("PayRefused", "WeChat's stand-in answers with it"),
    ("PdfError", "the file task's own sentence"),
    ("ShippingError", "ReportTrouble, the doctor's line"),
    ("StepRefused", "Refusal"),
    ("UnknownWord", "a row that cannot be read: StoreError"),
];

/// The errors of one file: what derives `Error`, or implements it by hand.
#[derive(Default)]
struct Errors(BTreeSet<String>);

impl<'ast> Visit<'ast> for Errors {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !super::imports::tests_only(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.derived(&item.attrs, &item.ident);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.derived(&item.attrs, &item.ident);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        let is_error = |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == "Error");
        if let (Some((None, path, _)), syn::Type::Path(of)) = (&item.trait_, &*item.self_ty)
            && is_error(path)
            && let Some(last) = of.path.segments.last()
        {
            self.0.insert(last.ident.to_string());
        }
    }
}

impl Errors {
    fn derived(&mut self, attributes: &[syn::Attribute], name: &syn::Ident) {
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
            let parsed = attribute.parse_nested_meta(|derived| {
                if derived.path.segments.last().is_some_and(|last| last.ident == "Error") {
                    self.0.insert(name.to_string());
                }
                Ok(())
            });
            parsed.expect("derives");
        }
    }
}

fn errors_under(folder: &Path, found: &mut Errors) {
    for path in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let name: PathBuf = path.file_name().expect("a name").into();
        if path.is_dir() {
            errors_under(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && !name.to_string_lossy().contains("tests") {
            found.visit_file(&syn::parse_file(&fs::read_to_string(&path).expect("a source file")).expect("Rust"));
        }
    }
}

#[test]
fn every_error_is_walked_in_both_languages_or_is_named_here() {
    let walks: String = WALKS.iter().map(|path| fs::read_to_string(path).expect("a walk")).collect();
    let walked: BTreeSet<&str> = walks.split(|c: char| !c.is_alphanumeric()).collect();
    let mut found = Errors::default();
    errors_under(Path::new("src"), &mut found);
    assert!(found.0.len() > 50, "{} errors: were they looked for in the right place?", found.0.len());
    let beside = |name: &str| BESIDE.iter().any(|(named, _)| *named == name);
    let unseen: Vec<_> = found.0.iter().filter(|name| !walked.contains(name.as_str()) && !beside(name)).collect();
    assert!(unseen.is_empty(), "no walk reads the sentences of {unseen:?}");
    let stale = BESIDE.iter().map(|(name, _)| *name).filter(|name| !found.0.contains(*name) || walked.contains(name));
    assert_eq!(stale.collect::<Vec<_>>(), Vec::<&str>::new(), "walked, or gone");
}
