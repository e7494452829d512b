//! The page of the backups.

use super::errors::disk_fault;
use crate::ui::BackupTrouble;

texts! { in lang;
    backup_daily: "每天自己做一份，做完打开检查一遍", "made by itself every day, opened and checked afterwards";
    backup_now: "现在备份", "Back up now";
    backup_places: "存到哪里", "Where they go";
    this_computer: "这台电脑", "This computer";
    second_place: "第二个地方", "Second place";
    place_well: "好的", "fine";
    place_copying: "正在拷过去…", "being copied there…";
    place_never: "还没有", "none yet";
    place_none: "只存在这台电脑上。在设置里写上第二个地方（U 盘或网络文件夹），每份会再存一份过去。", "They are on this computer only. Name a second place in the settings (a stick or a network folder), and each is copied there too.";
    copies_which: "哪一份", "Backup";
    copies_orders: "订单", "Orders";
    copies_size: "大小", "Size";
    copies_check: "检查", "Checked";
    copy_checked: "打开看过，都在", "opened, complete";
    copy_closed: "要用恢复码打开", "opens with the recovery code";
    copies_none: "还没有备份", "No backup yet";
    copies_none_means: "开着店，每天会自己做一份；也可以现在就做。", "While the shop is open one is made every day; or make one now.";
    by_you: "你按的", "by you";
    restore_copy: "恢复…", "Restore…";
    restore_question: "把这份备份放到一个新文件夹里？", "Put this backup into a new folder?";
    restore_means: "正在用的店不动。恢复出来的店第一次打开时，会先向微信问清楚这段时间的事，你看过以后才开工。", "The shop at work is not touched. The restored one asks WeChat what happened since when it is first opened, and goes on once you have seen it.";
    restore_not: "先不", "Not now";
    restore_now: "放到新文件夹", "Into a new folder";
    restore_busy: "正在恢复…", "Restoring…";
    code_title: "恢复码", "Recovery code";
    code_none: "还没有恢复码：备份只有这台电脑能打开。电脑坏了就打不开了，请生成一个，抄在纸上。", "There is no recovery code: only this computer opens its backups, and a dead computer opens none. Make one and write it down.";
    code_none_beside: "还没有恢复码：别的电脑只能用口令打开备份，忘了就打不开了。", "There is no recovery code: elsewhere only the passphrase opens a backup, and forgotten, nothing does.";
    code_make: "生成恢复码", "Make a recovery code";
    code_shown: "只显示这一次。抄在纸上，放在别的地方；谁有它和备份，谁就有这家店。", "Shown this once. Write it on paper and keep it elsewhere: whoever has it and a backup has the shop.";
    code_written: "抄好了", "Written down";
    code_made: "抄下来了吗？输一遍，核对一次。", "Written down? Type it once, to be sure.";
    code_field: "恢复码", "Recovery code";
    code_ask: "核对", "Check";
    code_wrong: "不对。请看着纸再输一遍。", "That is not it. Type it once more from the paper.";
    code_again: "再核对一次", "Check it again";
    encrypted: "已加密", "Encrypted";
    passphrase_title: "口令", "Passphrase";
    passphrase_none: "也可以自己定一个口令：在别的电脑上，备份用恢复码或口令都能打开。口令哪里都不存，忘了就只能用恢复码。", "You can also choose a passphrase: on another computer a backup then opens with either. It is stored nowhere; forgotten, only the recovery code is left.";
    passphrase_choose: "定一个口令", "Choose a passphrase";
    passphrase_again: "核对口令", "Check the passphrase";
    passphrase_other: "换一个口令", "Choose another";
    passphrase_field: "备份口令", "Backup passphrase";
    passphrase_twice: "再输一遍口令", "The passphrase once more";
    passphrase_short: "至少 12 个字符，一个汉字算两个；几个词比一串符号好记。", "At least 12 characters; a few words are easier to keep than signs.";
    passphrase_differs: "两次输入的不一样。", "The two are not the same.";
    passphrase_use: "就用它", "Use it";
    passphrase_wrong: "口令不对。看看大小写、空格和输入法。", "That is not it: look at capitals, gaps and the keyboard's language.";

    /// When the owner last had the code at hand.
    code_known(when: &str): "在别的电脑上打开要用恢复码。{when} 核对过。", "On another computer they open with the recovery code. Checked {when}.";

    /// When the owner last had the passphrase.
    passphrase_known(when: &str): "以后的备份也能用口令打开。{when} 核对过。", "New backups open with the passphrase too. Checked {when}.";

    backup_last(age: &str): "最近一份：{age}", "The last one: {age}";
    backup_is_old(age: &str): "最近一份是 {age}的，本来每天一份：看看备份页", "The last one is from {age}, though one is made every day: see the backups";
    backup_open: "看备份", "Open the backups";

    /// How long they are kept.
    backup_kept(days: u32):
        "留 {days} 天，更早的每周、每月各留一份，再早的自己清掉",
        "kept for {days} days, then one a week and one a month; older ones go by themselves";
    backup_making(percent: u32): "正在备份… {percent}%", "Backing up… {percent}%";
    restored_into(folder: &str):
        "恢复好了，在 {folder}。关掉这家店，再用 zhanggui --data 加上这个文件夹打开它。",
        "Restored into {folder}. Close this shop, then open that folder with zhanggui --data.";
    mib(size: u64): "{size} MB", "{size} MB";

    /// Why there is no backup in a place.
    backup_trouble(trouble: &BackupTrouble) -> String = match trouble {
        BackupTrouble::Full => "没有地方了：清出一些再试", "no room left: free some and try again";
        BackupTrouble::Gone => "没插上，或者连不上", "not plugged in, or not reachable";
        BackupTrouble::Disk(fault) => { disk_fault(lang, fault) };
        BackupTrouble::OnServer => "数据在数据库服务器上，请用服务器自己的办法备份", "the data is on the database server: back it up by the server's own means";
        BackupTrouble::Data(_) => "数据没有备份成：系统状态页写着为什么", "the data could not be copied; the System status page says why";
    }
}
