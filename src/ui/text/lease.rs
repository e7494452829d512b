//! Which computer runs the shop, and what to do where it is not this one.

use crate::domain::{LeaseHold, LeaseStep};

texts! { in lang;
    /// Why something does not leave, as the middle of a sentence; also the doctor's.
    not_run_here(hold: LeaseHold) = match hold {
        LeaseHold::Asking => "正在看网址通到哪台电脑，几秒钟就好", "the address is being asked which computer it leads to; that takes seconds";
        LeaseHold::HandedOver => "这家店已经交给另一台电脑", "the shop was handed over to another computer";
        LeaseHold::OtherOwner => "这家店还是另一台电脑的，看过补齐的清单、说明旧电脑不用了以后才会发出", "the shop is still another computer's; it goes out once you have seen the list and said that the old computer is gone";
        LeaseHold::Elsewhere | LeaseHold::Sending => "另一台电脑也在开这家店，请先到“备份”页选好由哪台开", "another computer runs the shop as well; choose on the Backup page which of them does";
    }

    /// The line across every page.
    lease_line(hold: LeaseHold) = match hold {
        LeaseHold::Asking => "正在看网址通到哪台电脑", "Asking which computer the address leads to";
        LeaseHold::HandedOver => "这家店已经交给另一台电脑 · 这台不退款、不打印、不告诉微信发货", "The shop was handed over · nothing is refunded, printed or reported from this computer";
        LeaseHold::OtherOwner => "这家店还是另一台电脑的 · 这台不退款、不打印、不告诉微信发货", "The shop is another computer’s · nothing is refunded, printed or reported from this one";
        LeaseHold::Elsewhere => "另一台电脑正在开这家店 · 这台不退款、不打印、不告诉微信发货", "Another computer runs this shop · nothing is refunded, printed or reported from this one";
        LeaseHold::Sending => "有一笔退款是另一台电脑发出的 · 这台不退款、不打印、不告诉微信发货", "Another computer sent a refund · nothing is refunded, printed or reported from this one";
    }

    lease_title: "在哪台电脑开店", "Which computer runs the shop";
    lease_here: "就是这台。换电脑时在这里交出去：会做最后一份备份，之后这台不再退款、打印、告诉微信发货。", "This one. When you move to another computer, hand it over here: a last backup is made, and from then on this one refunds, prints and reports nothing.";

    /// What it means and what can be done, on the backup page.
    lease_means(hold: LeaseHold) = match hold {
        LeaseHold::Asking => "正在看网址通到哪台电脑，几秒钟就好。", "The address is being asked which computer it leads to; that takes seconds.";
        LeaseHold::HandedOver => "这家店已经交给另一台电脑。最后一份备份在左边最上面：把它拿到新电脑上恢复。", "The shop was handed over. The last backup is the first one in the list: restore it on the new computer.";
        LeaseHold::OtherOwner => "这份数据属于另一台电脑。那台还能打开，就在那台上交出来，再用那份备份；那台不在了，才在这里接过来。", "This data belongs to another computer. If that one still opens, hand the shop over there and use that backup; take it here only if that one is gone.";
        LeaseHold::Elsewhere => "网址那头应答的是另一台电脑，它正在开这家店。让那台继续开，这台就交出去；要在这台开，先把那台关掉，再在这里接过来。", "Another computer answers at the address, and it runs the shop. Let it go on and give the shop up here; or switch that one off first, and then take the shop over here.";
        LeaseHold::Sending => "微信那里有一笔这家店的退款，不是从这台发出的：另一台电脑也在开店。让那台继续开，这台就交出去；要在这台开，先把那台关掉，再在这里接过来。", "WeChat has a refund of this shop that did not leave from here: another computer runs it as well. Let that one go on and give the shop up here; or switch it off first, and then take the shop over here.";
    }

    hand_over: "交给另一台电脑…", "Hand over…";
    hand_over_question: "把这家店交给另一台电脑？", "Hand the shop over to another computer?";
    hand_over_means: "会做最后一份备份。之后这台不退款、不打印、不告诉微信发货，也不再接新订单，直到你把店收回来。", "A last backup is made. From then on this computer refunds, prints and reports nothing and takes no new orders, until you take the shop back.";
    hand_over_now: "交出去", "Hand it over";
    hand_over_not: "先不", "Not now";
    handing_over: "正在交出去…", "Handing over…";
    hand_over_failed: "没有交出去，店还在这台开：最后一份备份没做成。", "Not handed over, the shop goes on here: the last backup could not be made.";
    give_up: "这台不再开店…", "Give it up here…";
    give_up_question: "让另一台电脑开这家店，这台不再开？", "Leave the shop to the other computer?";
    give_up_means: "这台不退款、不打印、不告诉微信发货，也不再接新订单。要反悔，可以再接过来。", "This computer refunds, prints and reports nothing and takes no new orders. You can take the shop over again later.";
    give_up_now: "这台不开了", "Give it up";
    take_over: "在这台开店…", "Take it over here…";
    take_over_question: "这家店从现在起由这台电脑开？", "Run the shop from this computer from now on?";
    take_over_means: "先把另一台电脑关掉，或者确定它已经坏了、丢了、卖了：两台一起开，会各退各的款。这台先向微信问清楚这段时间的事，你看过以后才开工。", "Switch the other computer off first, or be sure that it is broken, lost or sold: two at a time would both send refunds. This one first asks WeChat what happened, and goes on once you have seen it.";
    take_over_now: "另一台不开了，由这台开", "The other is off: run it here";
    old_computer_handed_over: "旧电脑已经把店交出来了，开工以后就由这台开。", "The old computer handed the shop over: it is run from here once you start work.";
    old_computer_must_be_gone: "旧电脑没有把店交出来。它还能打开，就先在那里交出来，再恢复那份备份；它坏了、丢了、卖了，或者已经关掉不再用，才从这台开工。", "The old computer did not hand the shop over. If it still opens, hand the shop over there and restore that backup; start work here only if it is broken, lost, sold, or switched off for good.";
    old_computer_is_gone: "旧电脑不用了，从这台开工", "The old one is gone: start work here";

    /// What happened to the right to run the shop.
    lease_step(step: LeaseStep) = match step {
        LeaseStep::First => "第一次在这里开店", "first opened here";
        LeaseStep::HandedOver => "交给了另一台电脑", "handed over to another computer";
        LeaseStep::NotHandedOver => "没有交成，继续在这里开", "hand-over undone, goes on here";
        LeaseStep::GaveUp => "这台不再开店", "given up here";
        LeaseStep::Taken => "由这台接过来", "taken over here";
        LeaseStep::TakenBack => "收回到这台", "taken back here";
        LeaseStep::OtherLost => "说明另一台不用了，由这台开", "the other one declared lost, run from here";
        LeaseStep::FoundElsewhere => "发现另一台电脑在开店", "another computer was found running the shop";
        LeaseStep::FoundSending => "发现另一台电脑发出的退款", "a refund from another computer was found";
    }
    lease_move(when: &str, step: LeaseStep): "{when} {what}", "{when}: {what}", what = lease_step(lang, step);
}
