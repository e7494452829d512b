//! What the wizard remembers, and how it goes from page to page.

use super::step::Step;
use crate::{
    settings::{SecretKey, SecretSource, SettingKey},
    ui::{
        LiveCheck, LiveKind, LiveLine, NotOpen, SettingsTrial, ShopSwitcher, TestOrder,
        background_reader::Waker,
        file_tasks::{FileTask, FileTasks, SettingsWish},
        pages::{
            form::{FormBlocked, SettingsForm},
            printer_search::PrinterSearch,
            test_order::TestOrderPanel,
            tunnel_look::TunnelLook,
        },
        picker::Picker,
        text::Lang,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

/// What the owner wants of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ui) enum WizardWish {
    /// All is saved: back to the welcome page.
    Leave,
    /// The shop, for good.
    Open,
}

/// The draft, as far as it is here.
pub(super) enum WizardForm {
    Reading,
    Ready(Box<SettingsForm>),
    Broken(String),
}

/// What comes once the page is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    Next,
    Leave,
}

/// The last page: the shop is open behind it.
#[derive(Default)]
pub(super) struct Proof {
    /// It opened, or not.
    pub opened: Option<Result<(), NotOpen>>,
    pub order: TestOrderPanel,
}

/// Connecting a shop.
pub(in crate::ui) struct Wizard {
    pub(super) lang: Lang,
    pub(super) tasks: FileTasks,
    pub(super) folder: PathBuf,
    pub(super) form: WizardForm,
    pub(super) step: Step,
    /// Something was typed, or "next" was pressed: what is missing is said.
    pub(super) touched: bool,
    pub(super) saving: Option<Then>,
    pub(super) leaving: Option<WizardWish>,
    pub(super) asking: BTreeSet<LiveKind>,
    pub(super) live: BTreeMap<LiveKind, Vec<LiveLine>>,
    /// The page whose questions were answered with a no that the owner has read.
    pub(super) asked: Option<Step>,
    pub(super) note: Option<(String, bool)>,
    /// Somebody else changed the file: it has to be read again before anything is saved.
    pub(super) stale: bool,
    pub(super) servers_shown: bool,
    pub(super) furthest: Step,
    pub(super) proof: Proof,
    pub(super) printers: PrinterSearch,
    pub(super) tunnel: TunnelLook,
}

impl Wizard {
    /// Reads what was told before, if anything. `at_once`: on the caller's thread, for tests.
    pub fn new(
        switcher: &Arc<dyn ShopSwitcher>,
        lang: Lang,
        picker: Arc<dyn Picker>,
        waker: Waker,
        at_once: bool,
    ) -> Self {
        let mut tasks = FileTasks::new(picker, None, waker);
        tasks.set_switcher(Some(Arc::clone(switcher)));
        if at_once {
            tasks.at_once();
        }
        Self {
            lang,
            tasks,
            folder: switcher.folder(),
            form: WizardForm::Reading,
            step: Step::Shop,
            touched: false,
            saving: None,
            leaving: None,
            asking: BTreeSet::new(),
            live: BTreeMap::new(),
            asked: None,
            note: None,
            stale: false,
            servers_shown: false,
            furthest: Step::Shop,
            proof: Proof::default(),
            printers: PrinterSearch::default(),
            tunnel: TunnelLook::default(),
        }
        .reading()
    }

    fn reading(mut self) -> Self {
        self.read();
        self
    }

    pub(super) fn read(&mut self) {
        self.stale = false;
        self.form = WizardForm::Reading;
        self.tasks.run(FileTask::ReadDraft(self.folder.clone()));
    }

    pub(super) fn ready(&self) -> Option<&SettingsForm> {
        match &self.form {
            WizardForm::Ready(form) => Some(form),
            _ => None,
        }
    }

    pub(super) fn ready_mut(&mut self) -> Option<&mut SettingsForm> {
        match &mut self.form {
            WizardForm::Ready(form) => Some(form),
            _ => None,
        }
    }

    /// True if all a page asks for is there.
    pub(super) fn is_done(&self, step: Step) -> bool {
        let Some(form) = self.ready() else { return false };
        let written = |key| form.document.written(key).is_some();
        let stored = |key| form.source(key) != SecretSource::Missing;
        match step {
            Step::Shop => written(SettingKey::ShopName),
            Step::Program => written(SettingKey::AppId) && stored(SecretKey::AppSecret),
            Step::Merchant => {
                let key = SecretKey::of(form.api());
                written(SettingKey::MchId) && stored(key) && written(SettingKey::MerchantCert)
            }
            Step::Address | Step::Printer => self.furthest > step,
            Step::Proof => self.proof.order.view.far == TestOrder::Refunded,
        }
    }

    /// What a page was told, in a few words.
    pub(super) fn told(&self, step: Step) -> String {
        let Some(form) = self.ready() else { return String::new() };
        match step {
            Step::Shop => form.words(SettingKey::ShopName),
            Step::Program => form.words(SettingKey::AppId),
            Step::Merchant => form.words(SettingKey::MchId),
            Step::Address => form.words(SettingKey::PublicUrl).trim_start_matches("https://").to_owned(),
            Step::Printer => form.printers.first().map(|draft| draft.printer.name.clone()).unwrap_or_default(),
            Step::Proof => String::new(),
        }
    }

    /// How many things this page still wants.
    pub(super) fn to_mend(&self) -> usize {
        let Some(form) = self.ready() else { return 0 };
        let keys = self.step.keys().iter().filter(|key| form.is_wrong_now(**key)).count();
        let secret = |key| usize::from(form.source(key) == SecretSource::Missing && form.good_secret(key).is_none());
        let typed_wrong = |key| {
            let wrong = form.secret_wrong(key).is_some_and(|bad| bad != crate::settings::BadSecretWords::Empty);
            usize::from(wrong && form.source(key) != SecretSource::Missing)
        };
        let more = match self.step {
            Step::Program => secret(SecretKey::AppSecret) + typed_wrong(SecretKey::AppSecret),
            Step::Merchant => {
                let certificate = form.document.written(SettingKey::MerchantCert).is_none()
                    && !form.is_changed(SettingKey::MerchantCert);
                let key = SecretKey::of(form.api());
                secret(key) + typed_wrong(key) + usize::from(certificate)
            }
            Step::Printer => {
                usize::from(matches!(form.blocked(), Some(FormBlocked::Printer(_) | FormBlocked::Whole(_))))
            }
            _ => 0,
        };
        keys + more
    }

    pub(super) fn back(&mut self) {
        self.go_back_to(self.step.before());
    }

    pub(super) fn go_back_to(&mut self, step: Step) {
        if self.step == Step::Proof {
            // The shop behind it is open with what the file says: what is changed now opens it anew.
            self.proof = Proof::default();
            self.read();
        }
        (self.step, self.note, self.asked) = (step, None, None);
    }

    /// Saves the page, then asks what only others know, then turns to the next.
    pub(super) fn next(&mut self) {
        self.touched = true;
        self.save(Then::Next);
    }

    pub(super) fn save_and_leave(&mut self) -> Option<WizardWish> {
        let keeps = self.ready().is_some_and(|form| form.changed() > 0);
        if !keeps {
            return Some(WizardWish::Leave);
        }
        self.save(Then::Leave);
        None
    }

    fn save(&mut self, then: Then) {
        self.note = None;
        let Some(form) = self.ready() else { return };
        let wish = SettingsWish {
            document: form.document.clone(),
            changes: form.good_changes(),
            secrets: form.good_secrets(),
        };
        self.saving = Some(then);
        self.tasks.run(FileTask::SaveSettings(Box::new(wish)));
    }

    /// The page is saved.
    pub(super) fn saved(&mut self, then: Then) {
        match then {
            Then::Leave => self.leaving = Some(WizardWish::Leave),
            Then::Next if self.step.looks().is_empty() || self.asked == Some(self.step) => self.next_page(),
            Then::Next => self.ask(),
        }
    }

    /// Asks what this page has to ask.
    fn ask(&mut self) {
        let Some(form) = self.ready() else { return };
        let trial = || Box::new(SettingsTrial { document: form.document.clone(), changes: Vec::new() });
        let checks: Vec<LiveCheck> = self
            .step
            .looks()
            .iter()
            .map(|kind| match kind {
                LiveKind::MiniProgram => LiveCheck::MiniProgram(trial(), None),
                LiveKind::Certificate => LiveCheck::Certificate(trial()),
                LiveKind::Merchant => LiveCheck::Merchant(trial(), None),
                LiveKind::Doctor => LiveCheck::Doctor,
            })
            .collect();
        for check in checks {
            self.asking.insert(check.kind());
            self.live.remove(&check.kind());
            self.tasks.run(FileTask::Look(check));
        }
    }

    /// All that was asked is answered.
    pub(super) fn answered(&mut self) {
        let step = self.step;
        let well =
            step.looks().iter().all(|kind| self.live.get(kind).is_some_and(|lines| lines.iter().all(|line| line.ok)));
        if well {
            self.next_page();
        } else {
            self.asked = Some(step);
        }
    }

    fn next_page(&mut self) {
        (self.step, self.asked, self.touched) = (self.step.next(), None, false);
        self.furthest = self.furthest.max(self.step);
        self.servers_shown &= self.step != Step::Address;
        if self.step == Step::Proof {
            self.proof = Proof::default();
            self.tasks.run(FileTask::BeginProof(self.lang));
        }
    }
}
