//! What comes back to the wizard from beside the screen's thread.

use super::{
    state::{Wizard, WizardForm},
    step::Step,
};
use crate::{
    settings::{NotSaved, SECRETS, SecretSource, SettingKey},
    ui::{
        LiveKind, TestOrderStep,
        file_tasks::{FileTask, FileTaskResult, SettingsRead},
        pages::form::SettingsForm,
        text,
    },
};
use egui::Context;

impl Wizard {
    /// Also while nothing is touched.
    pub fn logic(&mut self, ctx: &Context) {
        while let Some(result) = self.tasks.take() {
            self.unpack(result);
            ctx.request_repaint();
        }
        let dropped = ctx.input(|input| input.raw.dropped_files.first().map(|file| file.path().to_owned()));
        let taken = |path| match self.step {
            Step::Shop => Some(FileTask::TakeLogo(self.folder.clone(), Some(path))),
            Step::Merchant => Some(FileTask::TakeCertificate(self.folder.clone(), Some(path))),
            _ => None,
        };
        if let Some(task) = dropped.and_then(taken) {
            self.tasks.run(task);
        }
        self.watch_the_test_order(ctx);
    }

    fn watch_the_test_order(&mut self, ctx: &Context) {
        let open = matches!(self.proof.opened, Some(Ok(())));
        if self.step != Step::Proof || !open {
            return;
        }
        if self.proof.order.is_due(ctx) {
            self.step_the_test_order(TestOrderStep::Look);
        }
    }

    pub(super) fn step_the_test_order(&mut self, step: TestOrderStep) {
        self.proof.order.asks(step);
        self.tasks.run(FileTask::TestOrder(step));
    }

    fn unpack(&mut self, result: FileTaskResult) {
        match result {
            FileTaskResult::SettingsRead(Ok(read)) => self.draft_read(read),
            FileTaskResult::SettingsRead(Err(bad)) => {
                self.form = WizardForm::Broken(text::error_text(self.lang, &bad).unwrap_or_default());
            }
            FileTaskResult::SettingsSaved(Ok(saved)) => {
                if let Some(form) = self.ready_mut() {
                    form.saved(saved);
                }
                if let Some(then) = self.saving.take() {
                    self.saved(then);
                }
            }
            FileTaskResult::SettingsSaved(Err(why)) => {
                (self.saving, self.stale) = (None, matches!(why, NotSaved::Meanwhile(_)));
                self.note = Some((text::not_saved(self.lang, &why), true));
            }
            FileTaskResult::CertificateTaken(Ok(taken)) => {
                self.note = None;
                self.live.remove(&LiveKind::Certificate);
                if let Some(form) = self.ready_mut() {
                    taken.put_into(form);
                }
                self.asked = None;
            }
            FileTaskResult::CertificateTaken(Err(why)) => {
                self.note = text::certificate_trouble(self.lang, &why).map(|words| (words, true));
            }
            FileTaskResult::PublicKeyTaken(Ok(name)) => {
                self.note = None;
                self.live.remove(&LiveKind::Merchant);
                if let Some(form) = self.ready_mut() {
                    form.put(SettingKey::PublicKey, name);
                }
                self.asked = None;
            }
            FileTaskResult::PublicKeyTaken(Err(why)) => {
                self.note = text::public_key_trouble(self.lang, &why).map(|words| (words, true));
            }
            FileTaskResult::TunnelProgram(name, found) => self.tunnel.found(name, found),
            FileTaskResult::LogoTaken(Ok(taken)) => {
                self.note = None;
                if let (Some(form), Some(taken)) = (self.ready_mut(), taken) {
                    form.put_logo(Some(taken));
                }
            }
            FileTaskResult::LogoTaken(Err(why)) => self.note = Some((text::logo_trouble(self.lang, &why), true)),
            FileTaskResult::Looked(kind, lines) => {
                self.live.insert(kind, lines);
                let waited = self.asking.remove(&kind);
                if waited && self.asking.is_empty() && self.step != Step::Proof {
                    self.answered();
                }
            }
            FileTaskResult::ProofBegun(opened) => {
                self.proof.opened = Some(opened);
                self.look_again();
            }
            FileTaskResult::TestOrder(view) => self.proof.order.heard(view),
            FileTaskResult::PrintersFound(found) => self.printers.found(found),
            FileTaskResult::PrinterTested(name, said) => self.printers.tested(name, said),
            FileTaskResult::Broke => {
                self.printers.broke();
                self.proof.order.broke();
                self.saving = None;
                self.asking.clear();
                self.note = Some((text::file_task_broke(self.lang).to_owned(), true));
            }
            _ => {}
        }
    }

    /// What was told before is here.
    fn draft_read(&mut self, SettingsRead { document, sources, logo }: SettingsRead) {
        if let Err(bad) = &sources {
            self.note = Some((text::secrets_fault(self.lang, bad).to_owned(), true));
        }
        let sources = sources.unwrap_or([SecretSource::Missing; SECRETS]);
        let first = matches!(self.form, WizardForm::Reading) && self.furthest == Step::Shop;
        self.form = WizardForm::Ready(Box::new(SettingsForm::new(document, sources).with_logo(logo)));
        if first {
            self.take_up();
        }
    }

    /// Every line of the doctor, once more.
    pub(super) fn look_again(&mut self) {
        self.asking.insert(LiveKind::Doctor);
        self.tasks.run(FileTask::Look(crate::ui::LiveCheck::Doctor));
    }

    /// Where it was left: the first page that still wants something.
    fn take_up(&mut self) {
        let asks = [Step::Shop, Step::Program, Step::Merchant];
        let first = asks.into_iter().find(|step| !self.is_done(*step)).unwrap_or(Step::Address);
        (self.step, self.furthest) = (first, first);
    }
}
