//! Parses the command line and wires the rooms together. Short, no decisions.

mod arguments;
mod backups;
mod help;
mod moves;
mod people;
mod usage;

use arguments::{Arguments, CliCommand, ExportArgument, ExportFilter, LangArgument, ThemeArgument};
use clap::FromArgMatches as _;
use std::{
    io::{IsTerminal as _, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, mpsc},
    time::Duration,
};
use tracing_subscriber::EnvFilter;
use zhanggui::{
    app::{
        self,
        backup::must_be_whole,
        check,
        error_text::told,
        export::{self, ExportError, ListSheet},
        shop_switcher::{FolderSwitcher, not_open},
        start::{FolderLock, OpenShop, StartError},
    },
    base::{env::Env, environment, keyring::Keyring, log_files::LogFiles},
    devices::second_start,
    domain::{Api, Day, UnixSeconds},
    sandbox::{self, AloneInfo, SandboxConfig},
    settings::{DRAFT, Language, Secrets, Settings},
    store::{self, OrderQuery, VerifyProgress},
    ui::{
        self, AppSetup, Door, ExportedList, Lang, NotOpen, ShopSwitcher as _, ThemeChoice, UiError, WelcomeSetup,
        WindowLook,
    },
};

/// The example's "now": 1 September 2026, half past seven in the evening in Beijing. Whoever opens it as a practice shop
/// is brought forward to their own.
const EXAMPLE_NOW: UnixSeconds = UnixSeconds::new(1_788_262_200);

fn main() -> ExitCode {
    environment::take_keys_out();
    let words = std::env::args_os().filter_map(|word| word.into_string().ok());
    let asks = usage::lang(words).unwrap_or_else(system_lang);
    let parsed = help::command(asks).try_get_matches();
    let parsed = parsed.and_then(|matches| Arguments::from_arg_matches(&matches)?.checked());
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return wrong_usage(asks, &error),
    };
    let folder = folder(&arguments);
    let lang = folder.as_ref().map_or_else(|_| spoken(&arguments), |folder| reader(folder, &arguments));
    match folder.map_err(anyhow::Error::from).and_then(|folder| run(&folder, lang, &arguments)) {
        Ok(code) => code,
        Err(error) => {
            // A closed stderr leaves nobody to tell; the exit code still does.
            drop(writeln!(std::io::stderr(), "zhanggui: {}", told(lang, error.as_ref())));
            ExitCode::FAILURE
        }
    }
}

/// Help and the version, where these were asked for; else what is wrong, in the language of whoever typed it.
fn wrong_usage(lang: Lang, error: &clap::Error) -> ExitCode {
    match (lang, usage::in_chinese(error)) {
        (Lang::Zh, Some(sentence)) => {
            drop(writeln!(std::io::stderr(), "zhanggui: {sentence}"));
            ExitCode::from(2)
        }
        _ => error.exit(),
    }
}

fn run(folder: &Path, lang: Lang, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        None => window(folder, lang, arguments)?,
        Some(CliCommand::Demo { orders, api }) => demo(folder, (*orders, api.api()), lang, arguments)?,
        Some(CliCommand::Serve) => serve(folder, lang, arguments)?,
        Some(CliCommand::Export { what, file, filter }) => export(folder, *what, file, filter, lang)?,
        Some(CliCommand::Bill { day, file }) => return bill(folder, (*day, file.as_deref()), lang),
        Some(CliCommand::Check { json, accept }) => return check(folder, (*json, *accept), lang),
        Some(CliCommand::Backup { file, secrets, passphrase, hand_over }) => {
            let wishes = backups::BackupWishes { secrets: *secrets, passphrase: *passphrase, hand_over: *hand_over };
            backups::write(folder, file, wishes, lang)?;
        }
        Some(CliCommand::Restore { file, to, over, old_is_lost, yes }) => {
            let answers = backups::RestoreAnswers { over: *over, old_is_lost: *old_is_lost, yes: *yes };
            backups::restore(folder, (file, to.as_deref()), answers, lang)?;
        }
        Some(CliCommand::OwnerPin { reset }) => people::owner_pin(folder, *reset, lang)?,
        Some(CliCommand::Move { to }) => moves::to(folder, to, lang)?,
        Some(CliCommand::Salvage { file }) => backups::salvage(folder, file, lang)?,
        Some(CliCommand::Support { file }) => {
            app::support::write(folder, file, environment::key, &Env::system())
                .map_err(|why| export::ExportError::NotWritten { path: file.clone(), why })?;
        }
        Some(CliCommand::MiniProgram { file }) => {
            app::mini_program::write(&Settings::load(folder)?, file)
                .map_err(|why| export::ExportError::NotWritten { path: file.clone(), why })?;
        }
        Some(CliCommand::Resume { seen, old_is_lost }) => backups::resume(folder, (*seen, *old_is_lost), lang)?,
        Some(CliCommand::Sandbox { listen, dir }) => stand_in(*listen, dir, lang)?,
        Some(CliCommand::Example { file }) => store::seed_example(file, EXAMPLE_NOW)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn export(folder: &Path, what: ExportArgument, file: &Path, filter: &ExportFilter, lang: Lang) -> anyhow::Result<()> {
    let reader = backups::data(folder)?.reader()?;
    let (span, form) = (export::span(filter.from.as_deref(), filter.to.as_deref())?, export::ExportFormat::of(file));
    if !filter.is_for(what)? {
        return Err(ExportError::StateOfOthers.into());
    }
    let list = |list: ExportedList| {
        let sheet = ListSheet { file, fresh: true, lang };
        export::list(&reader, (&list, Env::system().now()), sheet, &mut |_| true).map(drop)
    };
    let sheet = match what {
        ExportArgument::Orders => return Ok(list(ExportedList::Orders(filter.query()?))?),
        ExportArgument::Shipping => {
            let sort = OrderQuery::to_ship().sort;
            return Ok(list(ExportedList::Parcels(OrderQuery { sort, ..filter.query()? }))?);
        }
        ExportArgument::Notices => return Ok(list(ExportedList::Notices(filter.notice_query()?))?),
        ExportArgument::Products => return Ok(list(ExportedList::Products(filter.product_query()))?),
        ExportArgument::Refunds => return Ok(list(ExportedList::Refunds(filter.refund_query()?))?),
        ExportArgument::Ledger => export::ledger(&reader, span, form, lang)?,
    };
    Ok(export::write(&sheet, file)?)
}

/// Fails while a difference of the day is open.
fn bill(folder: &Path, of: (Day, Option<&Path>), lang: Lang) -> anyhow::Result<ExitCode> {
    log_to_stderr();
    let settings = Settings::load(folder)?;
    let secrets = Secrets::load(folder, settings.api, environment::key)?;
    let found = app::bill::report(folder, of, (&settings, &secrets), &Env::system(), lang)?;
    found.lines.iter().for_each(|line| say(line));
    Ok(if found.settled { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Fails if one check does, after all lines were said.
fn check(folder: &Path, (json, accept): (bool, bool), lang: Lang) -> anyhow::Result<ExitCode> {
    if accept {
        let _closed = FolderLock::take(folder)?;
        for said in check::accept(folder, lang)? {
            say(&said);
        }
    }
    let mut told = |progress| tell_progress(progress, lang);
    let lines = check::look_telling(folder, lang, environment::key, &Env::system(), &mut told);
    end_progress();
    if json {
        say(&serde_json::to_string_pretty(&lines)?);
    } else {
        for line in &lines {
            say(&line.to_string());
        }
    }
    Ok(if lines.iter().all(|line| line.ok) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How far the check of the data is, on one line of a terminal; Ctrl-C ends it, which changes nothing.
fn tell_progress(progress: VerifyProgress, lang: Lang) {
    let mut out = std::io::stderr();
    if out.is_terminal() {
        drop(write!(out, "\r{}\x1b[K", check::progress(lang, progress)).and_then(|()| out.flush()));
    }
}

fn end_progress() {
    if std::io::stderr().is_terminal() {
        drop(write!(std::io::stderr(), "\r\x1b[K"));
    }
}

/// The shop's folder; the practice shop has one of its own in it.
fn folder(arguments: &Arguments) -> Result<PathBuf, StartError> {
    let home = || directories::ProjectDirs::from("", "", "zhanggui").map(|home| home.data_dir().to_owned());
    let folder = arguments.data.clone().or_else(home).ok_or(StartError::NoFolder)?;
    let practice = matches!(arguments.command, Some(CliCommand::Demo { .. }));
    Ok(if practice { folder.join("practice") } else { folder })
}

/// Keeps the log file's writer alive.
type LogGuard = tracing_appender::non_blocking::WorkerGuard;

fn log_to_file(folder: &Path) -> LogGuard {
    let (writer, guard) = tracing_appender::non_blocking(LogFiles::new(&folder.join("logs")));
    tracing_subscriber::fmt().with_env_filter(log_filter()).with_ansi(false).with_writer(writer).init();
    guard
}

fn log_to_stderr() {
    let coloured = colours(std::io::stderr().is_terminal(), std::env::var_os("NO_COLOR").as_deref());
    tracing_subscriber::fmt().with_env_filter(log_filter()).with_ansi(coloured).with_writer(std::io::stderr).init();
}

/// Colour codes are for eyes: in a file, a pipe or a service's journal they are rubbish. `NO_COLOR`, if it says anything,
/// has the last word.
fn colours(terminal: bool, no_color: Option<&std::ffi::OsStr>) -> bool {
    terminal && no_color.is_none_or(std::ffi::OsStr::is_empty)
}

fn log_filter() -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("zhanggui=info,warn"))
}

/// The folder to ourselves. `None`: a window has it already, and has come up.
fn first_start(folder: &Path, lang: Lang) -> Result<Option<FolderLock>, StartError> {
    match FolderLock::take(folder) {
        Err(StartError::AlreadyOpen(_)) if second_start::ask(folder) => {
            say(match lang {
                Lang::Zh => "这家店已经打开，窗口已经调到前面",
                Lang::En => "this shop is open already: its window has come up",
            });
            Ok(None)
        }
        taken => taken.map(Some),
    }
}

fn window(folder: &Path, lang: Lang, arguments: &Arguments) -> anyhow::Result<()> {
    let lock = match first_start(folder, lang) {
        Ok(Some(lock)) => lock,
        Ok(None) => return Ok(()),
        Err(error) => {
            let switcher = Arc::new(folder_switcher(folder, arguments));
            return Err(shown(error.into(), lang, &switcher, arguments));
        }
    };
    let _log = log_to_file(folder);
    lock.tell();
    let switcher = Arc::new(folder_switcher(folder, arguments).holding(Door::Own, lock));
    if !folder.join("settings.toml").exists() {
        let shown = welcome(None, lang, &switcher);
        within_timeout(move || switcher.close());
        return Ok(shown?);
    }
    match switcher.try_open(Door::Own, lang) {
        Ok(setup) => show(setup, switcher),
        Err(error) => Err(shown(error, lang, &switcher, arguments)),
    }
}

/// Opens and closes shops for a window on this folder.
fn folder_switcher(folder: &Path, arguments: &Arguments) -> FolderSwitcher {
    let theme = arguments.theme.map(|theme| match theme {
        ThemeArgument::Light => ThemeChoice::Light,
        ThemeArgument::Dark => ThemeChoice::Dark,
    });
    let check = match &arguments.data {
        Some(folder) => format!("zhanggui check --data \"{}\"", folder.display()),
        None => "zhanggui check".to_owned(),
    };
    let switcher = FolderSwitcher::new(folder.to_owned(), theme, check, Env::system());
    switcher.keeping_keys_in(Keyring::system()).on_database(arguments.store.clone())
}

/// The same error. Whoever started the program by a click has no terminal: the sentence stands in a window too.
fn shown(error: anyhow::Error, lang: Lang, switcher: &Arc<FolderSwitcher>, arguments: &Arguments) -> anyhow::Error {
    let check = match &arguments.data {
        Some(folder) => format!("zhanggui check --data \"{}\"", folder.display()),
        None => "zhanggui check".to_owned(),
    };
    if let Err(unseen) = welcome(Some(not_open(&error, &check)), lang, switcher) {
        tracing::warn!(%unseen, "the trouble could not be shown in a window");
    }
    let switcher = Arc::clone(switcher);
    within_timeout(move || switcher.close());
    error
}

fn open_shop(folder: &Path, arguments: &Arguments) -> anyhow::Result<(OpenShop, Settings)> {
    must_be_whole(folder)?;
    let mut settings = Settings::load(folder)?;
    settings.store.url = arguments.store.clone().or(settings.store.url);
    let secrets = Secrets::load(folder, settings.api, environment::key)?;
    let open = OpenShop::start(folder, &settings, &secrets, Env::system())?;
    Ok((open, settings))
}

fn welcome(trouble: Option<NotOpen>, lang: Lang, switcher: &Arc<FolderSwitcher>) -> Result<(), UiError> {
    let folder = switcher.folder();
    let setup = WelcomeSetup {
        lang,
        theme: switcher.theme(&folder),
        folder: folder.display().to_string(),
        trouble,
        begun: folder.join(DRAFT).exists(),
    };
    ui::run_welcome(setup, Arc::<FolderSwitcher>::clone(switcher))
}

fn demo(folder: &Path, (orders, api): (Option<u64>, Api), lang: Lang, arguments: &Arguments) -> anyhow::Result<()> {
    let Some(lock) = first_start(folder, lang)? else { return Ok(()) };
    let _log = log_to_file(folder);
    lock.tell();
    let home = folder.parent().unwrap_or(folder);
    let switcher = folder_switcher(home, arguments).with_orders(orders).practising(api).holding(Door::Practice, lock);
    let switcher = Arc::new(switcher);
    let setup = switcher.try_open(Door::Practice, lang)?;
    show(setup, switcher)
}

fn show(setup: AppSetup, switcher: Arc<FolderSwitcher>) -> anyhow::Result<()> {
    let shown = ui::run(setup, Arc::<FolderSwitcher>::clone(&switcher));
    within_timeout(move || switcher.close());
    Ok(shown?)
}

fn serve(folder: &Path, lang: Lang, arguments: &Arguments) -> anyhow::Result<()> {
    let lock = FolderLock::take(folder)?;
    log_to_stderr();
    lock.tell();
    let (open, settings) = open_shop(folder, arguments)?;
    let alert_service = app::host::start_alerts(&open, &settings, lang, folder);
    if let Some(alert_service) = &alert_service {
        app::host::seen_by_click(&alert_service.alerts(), &open);
    }
    let awake = settings.window.keep_awake.then(app::host::keep_awake);
    let stop = hear_stop();
    if !open.store.is_host() {
        say(lang.pick(
            "另一台电脑正在开这家店；它停下来，这里就接着开",
            "another computer runs the shop; this one takes over when it ends",
        ));
    }
    if let Some(listener) = &open.listener {
        say(&format!("ready {}", listener.local_addr()));
        // One that the tunnel's program finds out later is in the log.
        if let Some(url) = open.shop.address.current() {
            say(&format!("reachable at {url}"));
        }
    }
    let stopped = stop.map(|wait| wait());
    drop(awake);
    if let Some(alert_service) = alert_service {
        alert_service.stop();
    }
    open.close();
    stopped
}

fn stand_in(listen: SocketAddr, dir: &Path, lang: Lang) -> anyhow::Result<()> {
    log_to_stderr();
    let env = Env::system();
    let config = SandboxConfig { listen, ..SandboxConfig::practice(dir, &env)? };
    let (sandbox, info) = sandbox::run_alone(config, env)?;
    let stop = hear_stop();
    say(&settings_for(&info, lang));
    let stopped = stop.map(|wait| wait());
    sandbox.stop();
    stopped
}

/// What connects a shop to the stand-in, ready to be copied. Its keys open nothing but the stand-in.
fn settings_for(info: &AloneInfo, lang: Lang) -> String {
    let listens = match lang {
        Lang::Zh => "微信的替身在这里接收：",
        Lang::En => "WeChat's stand-in listens on ",
    };
    format!(
        "{listens}{url}\n\n# settings.toml\n[shop]\nname = \"山茶小铺\"\n[wechat]\napi = \"v2\" # v3\n\
         app_id = \"{app}\"\napp_channel_app_id = \"{app_channel}\"\nmch_id = \"{mch}\"\npay_url = \"{url}\"\nminiprogram_url = \"{url}\"\n\
         merchant_cert = '{cert}'\nmerchant_key = '{key}'\nextra_root_ca = '{ca}'\n\
         wechatpay_public_key = '{public_key}'\nwechatpay_public_key_id = \"{public_key_id}\"\n[tunnel]\n\
         public_url = \"https://shop.example\"\n\n# secrets.toml\napi_key = \"{api_key}\"\napi_v3_key = \"{v3_key}\"\napp_secret = \"{secret}\"",
        url = info.base_url,
        app = info.app_id,
        app_channel = info.app_channel_app_id,
        mch = info.mch_id,
        cert = info.merchant_cert.display(),
        key = info.merchant_key.display(),
        ca = info.ca.display(),
        public_key = info.public_key.display(),
        public_key_id = info.public_key_id,
        api_key = info.api_key,
        v3_key = info.api_v3_key,
        secret = info.app_secret,
    )
}

/// How long a closed window may keep its program, seconds.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(8);

/// Closes what is open, but not for ever: everything that was acknowledged is durable, and what is cut off here is taken
/// up at the next start like after a power cut.
fn within_timeout(close: impl FnOnce() + Send + 'static) {
    let (done, closed) = mpsc::channel();
    std::thread::spawn(move || {
        close();
        if done.send(()).is_err() {
            tracing::debug!("closed after all");
        }
    });
    if closed.recv_timeout(CLOSE_TIMEOUT).is_err() {
        tracing::warn!("closing took too long; the rest is taken up at the next start");
    }
}

/// One line to whoever started us; a closed stdout is nobody to tell.
fn say(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}

/// Hears SIGTERM and Ctrl-C from now on, which is before the program says that it is ready: whoever was told so may ask
/// it to end. What is given back waits until one of them comes, or came.
fn hear_stop() -> anyhow::Result<impl FnOnce()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let asked = {
        let _inside = runtime.enter();
        asked_to_stop()?
    };
    Ok(move || runtime.block_on(asked))
}

#[cfg(unix)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(windows)]
fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}

/// What the owner of the shop in `folder` reads: the command line decides, then what was chosen in the window, then the
/// settings.
fn reader(folder: &Path, arguments: &Arguments) -> Lang {
    let chosen = WindowLook::load(folder).language;
    match (arguments.lang, chosen, Settings::load(folder).map(|settings| settings.language)) {
        (None, Some(chosen), _) => chosen,
        (None, None, Ok(Language::Zh)) => Lang::Zh,
        (None, None, Ok(Language::En)) => Lang::En,
        (Some(_), ..) | (None, None, Ok(Language::System) | Err(_)) => spoken(arguments),
    }
}

/// Where no shop says it.
fn spoken(arguments: &Arguments) -> Lang {
    arguments.lang.map_or_else(system_lang, LangArgument::lang)
}

/// The computer's language, where it says so in the environment; Chinese where it does not.
fn system_lang() -> Lang {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    match named {
        Some(name) if !name.starts_with("zh") && !name.starts_with('C') && name != "POSIX" => Lang::En,
        _ => Lang::Zh,
    }
}
