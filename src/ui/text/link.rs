//! The status page: each link between a buyer's telephone and this computer, in words.

use super::{figures, tame, technical_words, words};
use crate::{
    domain::UnixSeconds,
    tunnel::{CannotRun, ProbeFailed},
};

texts! { in lang;
    link_tunnel: "公网入口：从互联网到这台电脑", "Tunnel: from the internet to this computer";
    link_notice: "最近一条有效通知", "Last valid message";
    link_listens_on: "本机地址", "Local address";
    link_public_url: "公网地址", "Public address";
    link_kind: "方式", "Kind";
    link_program: "程序", "Program";
    link_since: "运行自", "Running since";
    link_restarts: "重启次数", "Restarts";
    link_probe: "上次检测", "Last checked";
    link_not_probed: "还没有检测过", "not yet";
    link_probe_now: "立即检测", "Check now";
    link_restart: "重新启动穿透程序", "Restart the tunnel";
    link_output: "程序的输出", "What the program prints";
    link_no_output: "程序还没有输出。", "The program has printed nothing yet.";
    link_copy_url: "复制公网地址", "Copy public address";
    link_copy_address: "复制本机地址", "Copy local address";
    link_copy_snippet: "复制设置", "Copy settings";
    link_kind_manual: "自行安排", "arranged by yourself";
    link_kind_command: "由掌柜启动和看管", "started and watched by Zhanggui";
    link_polling_title: "没有公网地址：只靠主动询问", "No public address: asking only";
    link_polling: "微信的通知送不到这里，掌柜会按时主动向微信核实每一笔未付款的订单：不会漏单、不会错账，只是晚几分钟知道。想要付款后立刻知道、让小程序连到这台电脑，请按本页的说明安排一个公网入口。", "WeChat's messages cannot reach this computer, so Zhanggui asks WeChat about every unpaid order on a schedule: no order is lost and no money is wrong, you only hear of it some minutes later. To hear at once, and to let the mini program reach this computer, set up a tunnel as described on this page.";
    link_manual: "公网地址由你自己安排（路由器、服务器或另一个程序），掌柜只检查它能不能连到这台电脑。", "You arrange the public address yourself (router, server or another program); Zhanggui only checks that it reaches this computer.";
    link_starting: "穿透程序正在启动，还没有公网地址。", "The tunnel program is starting; there is no public address yet.";
    link_running: "穿透程序在运行，微信的通知可以到达这台电脑。", "The tunnel program is running; WeChat's messages can reach this computer.";
    link_running_unprobed: "穿透程序在运行。点“立即检测”，从公网绕一圈，确认能连到这台电脑。", "The tunnel program is running. “Check now” goes out to the internet and back, to see that it reaches this computer.";
    link_no_url: "穿透程序在运行，但还不知道公网地址：请等它打印出来，或者在 settings.toml 的 [tunnel] 里写上公网地址。在那之前，付款由掌柜主动核实。", "The tunnel program is running, but the public address is not known: wait until the program prints it, or write the address into [tunnel] of settings.toml. Until then payments are found by asking.";
    link_notice_none: "还没有收到过。买家第一次付款后，或重新发起一笔小额付款后，这里会出现时间。", "None yet. After a buyer's first payment its time appears here.";
    link_notice_polling: "没有公网地址时收不到通知，这里没有时间是正常的。", "Without a public address no message can come, so it is normal that there is none.";
    link_notice_old: "如果最近有买家付款而这里没有更新，说明通知在路上丢了：付款仍会由掌柜主动核实。", "If buyers have paid since and this did not move, messages are lost on the way; Zhanggui still confirms the payments by asking.";
    link_ask_about_them: "向微信核实这些订单", "Ask WeChat about them";
    link_asked_about_them: "已在询问微信，结果会出现在订单里。", "WeChat is being asked; what it says appears in the orders.";
    link_ways_title: "怎样让微信连到这台电脑", "How to make this computer reachable";
    link_ways_body: "选一种程序。把下面几行写进 settings.toml 的 [tunnel]，替换尖括号里的内容（{port} 不用改），再重新打开掌柜。", "Choose a program. Put the lines below into [tunnel] of settings.toml, replace what stands in angle brackets ({port} stays as it is), and open Zhanggui again.";
    link_settings_file: "设置文件", "Settings file";
    probe_ours: "能连到这台电脑", "reaches this computer";
    probe_elsewhere: "连到了别处：应答的不是这台电脑上的掌柜。在查清之前请换一个公网地址，因为对方会替你“收下”通知；付款仍由主动核实保证不漏。", "It reaches somewhere else: what answers is not this program. Change the public address, because a stranger would accept your messages; payments are still found by asking.";
    probe_other_installation: "连到了另一台电脑上的同一家店。同一时间只能有一台开店，怎么选写在“备份”页。", "It reaches another computer that has the same shop. Only one may run it at a time; the Backup page has the choices.";
    probe_no_answer: "检测没有得到回应：公网地址暂时不通。付款仍会由掌柜主动核实，不会漏单。请检查网络和穿透程序的输出。", "The check got no answer: the public address does not work at the moment. Payments are still confirmed by asking and no order is lost. Check the network and what the tunnel program prints.";

    /// What answered the last check instead: its raw words, for whoever helps.
    /// The other installation is named by the first part of its number.
    probe_at_other(id: &str): "连到了另一台电脑上的这家店（{id}）", "the same shop on another computer ({id})", id = id.get(..8).unwrap_or(id);
    probe_answered_by(raw: &str): "连到了别处（{raw}）", "somewhere else ({raw})", raw = tame(raw, 120);

    /// The program will be started again at this moment, and why it has to be.
    link_waiting(until: UnixSeconds, why: &str, now: UnixSeconds):
        "穿透程序停了（{why}），{secs} 秒后再次启动。通知暂时到不了，付款仍会由掌柜主动核实。",
        "The tunnel program stopped ({why}) and is started again in {secs} s. No messages arrive meanwhile; payments are still confirmed by asking.",
        secs = until.since(now).max(0), why = tame(why, 160);

    /// Why a probe got no answer, beside its time.
    probe_failed(why: &ProbeFailed) -> String = match why {
        ProbeFailed::NoConnection(words) =>
            "连不上{technical}", "no connection{technical}", technical = technical_words(lang, &tame(words, 120));
        ProbeFailed::Status(code) => "HTTP 状态码 {code}", "HTTP status {code}";
    }

    link_failed(why: &CannotRun) -> String = match why {
        CannotRun::NotThere(program) =>
            "这台电脑上没有 {program} 这个程序。通知到不了，付款仍会由掌柜主动核实。请安装它，或改好 settings.toml 的 [tunnel]，再重新打开掌柜。",
            "There is no program {program} on this computer. No messages arrive; payments are still confirmed by asking. Install it, or mend [tunnel] in settings.toml and open Zhanggui again.",
            program = tame(program, 100);
        CannotRun::Forbidden(program) =>
            "系统不允许运行 {program}。通知到不了，付款仍会由掌柜主动核实。请给它运行权限，或改好 settings.toml 的 [tunnel]，再重新打开掌柜。",
            "This computer does not let {program} run. No messages arrive; payments are still confirmed by asking. Allow it, or mend [tunnel] in settings.toml and open Zhanggui again.",
            program = tame(program, 100);
    }

    /// How long ago something was, beside its time.
    link_when(at: UnixSeconds, now: UnixSeconds):
        "{when}（{ago}）",
        "{when} ({ago})",
        when = figures::moment(lang, at, now), ago = ago(lang, now.since(at).max(0));

    ago(secs: i64) -> String = match secs {
        ..60 => { words::just_now(lang).to_owned() };
        60..3600 => "{minutes} 分钟前", "{minutes} min ago", minutes = secs / 60;
        3600..86_400 => "{hours} 小时前", "{hours} h ago", hours = secs / 3600;
        _ => "{days} 天前", [days: "1 day ago", "{days} days ago"], days = secs / 86_400;
    }

    /// How many unpaid orders tell WeChat an address that is no longer ours.
    link_bound(orders: usize, more: bool):
        "{many} 笔未付款的订单是用旧的公网地址向微信下单的，付款通知会发到旧地址。掌柜会按时核实它们，不会漏单；也可以现在就问。",
        [orders: "One unpaid order told WeChat the old public address, so its message would go there. Zhanggui asks about it on schedule and nothing is lost; you can also ask now.", "{many} unpaid orders told WeChat the old public address, so their messages would go there. Zhanggui asks about them on schedule and nothing is lost; you can also ask now."],
        many = if more { format!("{orders}+") } else { orders.to_string() };
}
