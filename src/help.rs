//! What `--help` says in Chinese. English is the text beside the arguments themselves.

use crate::arguments::Arguments;
use clap::{Arg, Command, CommandFactory as _};
use zhanggui::base::lang::Lang;

/// The command line as `lang` explains it. What may be typed is the same in both.
pub(super) fn command(lang: Lang) -> Command {
    let mut english = Arguments::command();
    match lang {
        Lang::En => english,
        Lang::Zh => {
            // clap adds its own flags and the command `help` here; only then do they have a text to be replaced.
            english.build();
            in_chinese(english, "").override_usage("zhanggui [选项] [命令]")
        }
    }
}

/// The command at `path`, a name behind the other, and all below it.
fn in_chinese(command: Command, path: &str) -> Command {
    let about = if path.is_empty() { ABOUT } else { explained(path) };
    let usage = usage(&command, path);
    let command = command
        .about(about)
        .long_about(None)
        .override_usage(usage)
        .help_template("{about-with-newline}\n用法：{usage}\n\n{all-args}")
        .subcommand_help_heading("命令")
        .mut_args(|arg| argument_in_chinese(arg, path));
    command.mut_subcommands(|below| {
        let path = format!("{path} {}", below.get_name());
        in_chinese(below, path.trim_start())
    })
}

fn argument_in_chinese(arg: Arg, path: &str) -> Arg {
    let id = arg.get_id().as_str();
    let named = format!("{path} {id}");
    // What every command takes is explained once.
    let said = [named.trim_start(), id].into_iter().find_map(|key| find(key)).unwrap_or_default();
    let (choices, values) = (arg.get_possible_values(), arg.get_action().takes_values());
    let choices = choices.iter().map(clap::builder::PossibleValue::get_name).collect::<Vec<_>>().join("、");
    let choices = if values && !choices.is_empty() { format!("（可以是：{choices}）") } else { String::new() };
    let default = match arg.get_default_values() {
        [default] if values => format!("（默认 {}）", default.to_string_lossy()),
        _ => String::new(),
    };
    let said = format!("{said}{choices}{default}");
    let heading = if arg.is_positional() { "内容" } else { "选项" };
    arg.help(said).long_help(None).hide_possible_values(true).hide_default_value(true).help_heading(heading)
}

fn usage(command: &Command, path: &str) -> String {
    let contents: Vec<String> = command
        .get_positionals()
        .map(|arg| {
            let name = arg.get_value_names().and_then(|names| names.first()).map_or("", |name| name.as_str());
            if arg.is_required_set() { format!(" <{name}>") } else { format!(" [{name}]") }
        })
        .collect();
    format!("zhanggui {path} [选项]{}", contents.concat())
}

fn explained(path: &str) -> &'static str {
    find(path).unwrap_or_default()
}

fn find(key: &str) -> Option<&'static str> {
    WORDS.iter().find(|(known, _)| *known == key).map(|(_, said)| *said)
}

const ABOUT: &str = "Zhanggui 掌柜：微信小程序小店的收银台";

/// By the command's name, or the argument's behind it; an argument without its command is the same for all.
const WORDS: &[(&str, &str)] = &[
    ("data", "店铺所在的文件夹（不写就用系统的数据文件夹）"),
    ("lang", "界面用的语言（不写就看设置，再看系统）"),
    ("theme", "浅色或深色（不写就跟随系统）"),
    ("store", "店铺的数据库（代替设置里写的那个）：用来开窗口或 serve"),
    ("help", "显示这份帮助"),
    ("version", "显示版本"),
    ("help subcommand", "哪个命令"),
    ("demo", "打开练习店：会来订单、可以退款，不动真钱"),
    ("demo orders", "先放进这么多笔订单，看看大店用起来怎样"),
    ("demo api", "用哪一代微信支付接口；以前用另一代下的订单由那一代办完"),
    ("serve", "不开窗口，只收通知、做后台的事；Ctrl-C 或 SIGTERM 正常退出"),
    ("check", "体检：逐项说结果和该怎么办；店开着也能查，什么都不改（除非加 --accept）"),
    ("check json", "给程序看：同样的内容，写成 JSON"),
    ("check accept", "先把现有数据认作正确再检查：店关着时您自己改过数据，才用它"),
    ("export", "导出表格，给自己记账用；店开着也行"),
    ("export what", "导出什么"),
    ("export file", "写到哪个文件，.csv 或 .xlsx；不能是已有的文件"),
    ("export state", "只要处于这种状态的订单"),
    ("export from", "从这一天起（北京时间），如 2026-09-01"),
    ("export to", "到这一天为止，含当天"),
    (
        "export placed",
        "下单时间：today、yesterday、last-7-days、last-30-days、this-month、last-month，或 2026-09-01..2026-09-30",
    ),
    ("export paid", "付款时间，写法同上"),
    ("export shipped", "发货时间，写法同上"),
    ("export amount", "应付金额（元），如 10..99.90，两头都可以不写"),
    ("export refund", "退了多少：none 没退、open 在退、part 部分、whole 全部"),
    ("export product", "含有这个编号的商品"),
    ("export carrier", "第一个包裹的快递，用微信的代码，如 SF"),
    ("export source", "从哪里来：mini-program 小程序、app 应用、elsewhere 别处"),
    ("export noted", "买家留了言的"),
    ("export confirmed", "微信已确认付款的"),
    ("export tag", "带有您这个标签的（订单、它的退款或买家）"),
    ("export buyer", "这个买家的，用微信的 openid"),
    ("export due_soon", "等着发货、离微信的 48 小时不到 12 小时的"),
    ("export printed", "装箱单打过没有：yes 打过、no 没打"),
    ("export carrier_before", "同一买家同一地址上次用的快递，用微信的代码"),
    ("export pickup", "买家到店自提的：yes（是）、no（否）"),
    ("export tab", "退款：只要这一栏的（waiting 等您处理、moving 在办、failed 没退成、done 已了结）"),
    ("export asked", "在这些天申请的退款，写法同下单时间"),
    ("export changed", "最近一次变化在这些天的退款；已了结的就是处理或到账的日子"),
    ("export arrived", "在这些天到账的退款，写法同下单时间"),
    (
        "export refund_state",
        "退款：走到这一步的，如 requested 待处理、refunded 已退款、rejected 已拒绝、failed 退款失败",
    ),
    ("export begun_by", "退款：由谁提出：buyer 买家、owner 您自己、platform 微信商户平台"),
    ("export with_note", "退款：您写了备注的"),
    ("export verdict", "微信通知：all 全部、fine 正常、odd 要核对、refused 已拒绝"),
    ("export came", "微信通知：在这些天收到的，写法同下单时间"),
    ("export about", "微信通知：关于这一单的，写完整单号：订单、退款或微信的单号都行"),
    ("export availability", "商品：all 全部、on-sale 在售、running-out 快卖完、sold-out 卖完、off-sale 下架"),
    ("export find", "名称、编号或条码里有这些字的商品"),
    ("export price", "这个价格（元）的商品，如 10..99.90，两头都可以不写"),
    ("backup hand_over", "把关着的店交给另一台电脑：这是最后一份备份，这里从此不再发送任何东西"),
    ("restore old_is_lost", "备份来自的那台电脑已经没有了：坏了、丢了或卖了；那边没有交接时会问"),
    ("resume old_is_lost", "原来那台电脑已经没有了"),
    ("backup", "整个店铺存成一个加密文件，写好后会打开核对；店开着也行"),
    ("backup file", "写到哪个文件；同名的旧文件等新的核对好才替换"),
    ("backup passphrase", "也可以用你自己定的口令打开：会问你，或者写在 ZHANGGUI_BACKUP_PASSPHRASE 里"),
    ("backup secrets", "连微信的密钥（secrets.toml）一起存"),
    ("restore", "从备份恢复：先说里面有什么、问放在哪里；之后向微信问清这段时间的事"),
    ("restore file", "备份文件"),
    ("restore to", "恢复到这个文件夹（不写就是店铺的文件夹）"),
    ("restore over", "那里已有店铺也恢复：旧的挪到同一文件夹里放着"),
    ("restore yes", "不再询问"),
    ("resume", "恢复之后、不开窗口的店：看找到了什么；加 --seen 表示看过，继续干活"),
    ("resume seen", "看过了"),
    ("owner-pin", "店主忘了 PIN 码：换一个新的并说出来；在店里的电脑上、店关着时用，会留下记录，店主登录时看得到"),
    ("owner-pin reset", "是的，换一个新的"),
    ("move", "把关着的店搬到数据库服务器，或从那里搬回文件：到了以后逐行核对；原来的地方从此不再使用"),
    ("move to", "搬到哪里：postgresql://用户@主机/数据库，或一个还没有的文件"),
    ("salvage", "把损坏的 shop.db 里读得出的抄进新文件，并说出读不出的；原文件不动"),
    ("salvage file", "写到哪个文件；不能是已有的文件"),
    ("support", "给帮忙的人的一个文件：体检结果、设置、运行记录的末尾；没有密钥，没有买家资料"),
    ("support file", "写到哪个文件，.zip；不能是已有的文件"),
    ("mini-program", "导出小程序的压缩包，店铺地址、店名和 AppID 都填好"),
    ("mini-program file", "写到哪个文件，.zip；不能是已有的文件"),
    ("bill", "某天的微信账单和店里对一对：合计与差异；还有没解决的差异就算失败"),
    ("bill day", "哪一天，如 2026-08-31"),
    ("bill file", "用在商户平台下载的账单，不去问微信"),
    ("sandbox", "单独运行微信的替身，供试用和测试"),
    ("sandbox listen", "监听的地址"),
    ("sandbox dir", "把它的 CA 和商户证书写到哪里"),
    ("example", "重新写一份示例店铺（shop.db.example）"),
    ("example file", "写到哪个文件；不能是已有的文件"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use clap_mangen::Man;
    use std::path::Path;

    const FOLDER: &str = "assets/packages/linux";

    /// The manual's page: all commands on one.
    fn page(lang: Lang) -> String {
        let mut command = command(lang);
        command.build();
        let mut page = Vec::new();
        let write = |what: std::io::Result<()>| what.expect("written into memory");
        let whole = Man::new(command.clone()).title("zhanggui").section("1").source("").date("");
        write(whole.render_title(&mut page));
        write(whole.render_name_section(&mut page));
        write(whole.render_synopsis_section(&mut page));
        write(whole.render_options_section(&mut page));
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            let (name, about) = (below.get_name(), below.get_about().map(ToString::to_string).unwrap_or_default());
            page.extend_from_slice(format!(".SH {name}\n{about}\n").as_bytes());
            // What every command takes stands above.
            let own = below.clone().mut_args(|arg| {
                let everywhere = arg.is_global_set() || matches!(arg.get_id().as_str(), "help" | "version");
                arg.hide(everywhere)
            });
            if own.get_arguments().any(|arg| !arg.is_hide_set()) {
                let mut options = Vec::new();
                write(Man::new(own).render_options_section(&mut options));
                let options = String::from_utf8(options).expect("text");
                page.extend_from_slice(options.replace(".SH ", ".SS ").as_bytes());
            }
        }
        let page = String::from_utf8(page).expect("text");
        let heads = [("NAME", "名称"), ("SYNOPSIS", "用法"), ("OPTIONS", "选项")];
        let line = |line: &str| match line.strip_prefix(".SH ").or_else(|| line.strip_prefix(".SS ")) {
            Some(head) if lang == Lang::Zh => {
                let chinese = heads.iter().find(|(english, _)| *english == head).map_or(head, |(_, chinese)| *chinese);
                format!("{} {chinese}\n", &line[..3])
            }
            _ => format!("{line}\n"),
        };
        page.replace("\\*(Aq", "\\(aq")
            .lines()
            .filter(|line| !line.starts_with(".ie ") && !line.starts_with(".el "))
            .map(line)
            .collect()
    }

    /// `ZHANGGUI_WRITE=1 cargo test --bin zhanggui manual` writes them anew.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "a file of the sources, written when its maintainer asks for it")]
    fn the_manuals_pages_say_what_help_says() {
        for (lang, name) in [(Lang::En, "zhanggui.1"), (Lang::Zh, "zhanggui.zh_CN.1")] {
            let (path, page) = (Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join(name), page(lang));
            if std::env::var_os("ZHANGGUI_WRITE").is_some() {
                std::fs::write(&path, &page).expect("written");
            }
            assert_eq!(std::fs::read_to_string(&path).expect("the page"), page, "{name}");
        }
    }

    fn each(command: &Command, path: &str, look: &mut impl FnMut(&str, &str)) {
        look(path, &command.get_about().map(ToString::to_string).unwrap_or_default());
        for arg in command.get_arguments() {
            look(&format!("{path} {}", arg.get_id()), &arg.get_help().map(ToString::to_string).unwrap_or_default());
        }
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            each(below, &format!("{path} {}", below.get_name()), look);
        }
    }

    #[test]
    fn each_command_and_each_argument_is_explained_in_chinese() {
        let mut told = 0;
        each(&command(Lang::Zh), "", &mut |name, said| {
            assert!(said.chars().any(|sign| ('一'..='鿿').contains(&sign)), "{name}: {said:?}");
            told += 1;
        });
        assert!(told > 40);
    }

    #[test]
    fn nothing_is_explained_that_cannot_be_typed() {
        let mut known = Vec::new();
        each(&command(Lang::Zh), "", &mut |name, _| {
            known.push(name.trim_start().to_owned());
            known.extend(name.rsplit(' ').next().map(ToOwned::to_owned));
        });
        let of_clap = ["help subcommand"];
        for (key, _) in WORDS.iter().filter(|(key, _)| !of_clap.contains(key)) {
            assert!(known.iter().any(|known| known == key), "{key}");
        }
    }

    #[test]
    fn no_english_is_left_in_the_chinese_help() {
        let mut command = command(Lang::Zh);
        for name in ["", "export", "demo", "help"] {
            let of = if name.is_empty() { Some(&mut command) } else { command.find_subcommand_mut(name) };
            let said = of.expect("a command").render_long_help().to_string();
            for english in ["Usage", "Options", "Commands", "Arguments", "default", "possible", "Print", "OPTIONS"] {
                assert!(!said.contains(english), "{name}: {said}");
            }
        }
    }
}
