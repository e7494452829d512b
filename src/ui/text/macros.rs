//! The one way to write a text: both languages, the argument types and the samples of the tests in one place.

/// Makes a function of each text. The language comes first in every call: `picture_of(lang, 1, 3)`.
///
/// ```text
/// texts! { in lang;
///     next_page: "下一页", "Next page";
///     /// English tells one from several.
///     ticked(many: usize, sum: Fen): "{many} 笔，{sum}", [many: "one, {sum}", "{many}, {sum}"];
///     look_at(name: &str): "看 {name}", "Look at {name}", name = tame(name, 20);
///     column(column: Column) = match column { Column::Id => "编号", "id"; Column::Name => "名称", "name" }
///     cause(cause: &Cause) -> String = match cause { Cause::Twice(line) => "第 {line} 行", "line {line}"; _ => { … } }
///     field(field: &str) = find field { "appid" | "sub_appid" => "小程序", "app"; "sign" => "签名", "signature" }
///     anything(at: UnixSeconds) -> Vec<String> { … }
/// }
/// ```
///
/// A text without arguments and a `match` without `->` are `&'static str`; what `find` finds is an `Option` of it. Every
/// other text is a `format!` that may name the arguments, what the pattern binds, and what is computed behind it (`name =`).
///
/// Under test `ALL` has a sampler for each: it says the text for every combination of the samples of its arguments
/// (`samples.rs`), so none is written that the tests do not see.
macro_rules! texts {
    (in $lang:ident; $(
        $(#[$meta:meta])*
        $name:ident $(($($arg:ident: $of:ty),* $(,)?))?
        $(: $zh:tt, $en:tt $(, $var:ident = $value:expr)*;)?
        $(-> $answer:ty)? $(= $how:ident $subject:tt)? $({ $($body:tt)* })?
    )+) => {
        $(texts! { @function [$(#[$meta])*] $lang $name [$($($arg: $of),*)?]
            $(: $zh, $en $(, $var = $value)*;)? $(-> $answer)? $(= $how $subject)? $({ $($body)* })? })+

        #[cfg(test)]
        pub(super) const ALL: &[$crate::ui::text::samples::Sampler] = &[$((stringify!($name), |$lang| {
            let mut said = Vec::new();
            texts! { @sample said $lang $name [$($($arg: $of),*)?] $(= $how $subject)? $({ $($body)* })? }
            said
        })),+];
    };

    (@function [$($meta:tt)*] $lang:ident $name:ident []: $zh:tt, $en:tt;) => {
        $($meta)*
        #[doc = concat!("`", $en, "`")] // as it is: what stands in brackets there is no link
        pub(crate) const fn $name($lang: $crate::base::lang::Lang) -> &'static str {
            $lang.pick_static($zh, $en)
        }
    };
    (@function [$($meta:tt)*] $lang:ident $name:ident [$($arg:tt)*]: $zh:tt, $en:tt $(, $var:ident = $value:expr)*;) => {
        $($meta)*
        pub(crate) fn $name($lang: $crate::base::lang::Lang, $($arg)*) -> String {
            $(let $var = $value;)*
            texts!(@sentence $lang $zh, $en)
        }
    };
    (@function [$($meta:tt)*] $lang:ident $name:ident [$($arg:tt)*] = match $subject:tt {
        $($case:pat $(if $guard:expr)? => $zh:tt $(, $en:tt)?);+ $(;)?
    }) => {
        $($meta)*
        #[allow(unused_parens)] // one token tree has to hold the subject
        pub(crate) fn $name($lang: $crate::base::lang::Lang, $($arg)*) -> &'static str {
            match $subject { $($case $(if $guard)? => texts!(@word $lang $zh $(, $en)?),)+ }
        }
    };
    (@function [$($meta:tt)*] $lang:ident $name:ident [$($arg:tt)*] = find $subject:tt {
        $($($key:literal)|+ => $zh:tt $(, $en:tt)?);+ $(;)?
    }) => {
        $($meta)*
        pub(crate) fn $name($lang: $crate::base::lang::Lang, $($arg)*) -> Option<&'static str> {
            Some(match $subject {
                $($($key)|+ => texts!(@word $lang $zh $(, $en)?),)+
                _ => return None,
            })
        }
    };
    (@function [$($meta:tt)*] $lang:ident $name:ident [$($arg:tt)*] -> $answer:ty = match $subject:tt {
        $($case:pat $(if $guard:expr)? => $zh:tt $(, $en:tt $(, $var:ident = $value:expr)*)?);+ $(;)?
    }) => {
        $($meta)*
        #[allow(unused_parens)] // one token tree has to hold the subject
        pub(crate) fn $name($lang: $crate::base::lang::Lang, $($arg)*) -> $answer {
            match $subject {
                $($case $(if $guard)? => {
                    $($(let $var = $value;)*)?
                    <$answer>::from(texts!(@sentence $lang $zh $(, $en)?))
                })+
            }
        }
    };
    (@function [$($meta:tt)*] $lang:ident $name:ident [$($arg:tt)*] -> $answer:ty { $($body:tt)* }) => {
        $($meta)*
        pub(crate) fn $name($lang: $crate::base::lang::Lang, $($arg)*) -> $answer { $($body)* }
    };

    (@word $lang:ident $words:block) => { $words };
    (@word $lang:ident $zh:literal, $en:literal) => { $lang.pick_static($zh, $en) };

    (@sentence $lang:ident $words:block) => { $words };
    (@sentence $lang:ident $zh:literal, $en:tt) => {
        match $lang {
            $crate::base::lang::Lang::Zh => format!($zh),
            $crate::base::lang::Lang::En => texts!(@english $en),
        }
    };
    (@english [$many:ident: $one:literal, $several:literal]) => {
        if $many == 1 { format!($one) } else { format!($several) }
    };
    (@english $en:literal) => { format!($en) };

    (@sample $said:ident $lang:ident $name:ident [$arg:ident: $of:ty] = find $subject:tt {
        $($($key:literal)|+ => $zh:tt $(, $en:tt)?);+ $(;)?
    }) => {
        $($($said.extend($name($lang, $key).map(str::to_owned));)+)+
    };
    (@sample $said:ident $lang:ident $name:ident [$($arg:ident: $of:ty),*] $($rest:tt)*) => {
        let text = $name; // an argument may have the same name
        for_each_sample! { ($($arg: $of),*)
            $said.extend($crate::ui::text::samples::Sentences::sentences(text($lang, $(Clone::clone(&$arg)),*)));
        }
    };
}

/// Does something for every combination of the arguments' samples.
#[cfg(test)]
macro_rules! for_each_sample {
    (() $($what:tt)*) => { $($what)* };
    (($arg:ident: $of:ty $(, $($rest:tt)*)?) $($what:tt)*) => {
        for $arg in <$of as $crate::ui::text::samples::Sample>::samples() {
            for_each_sample! { ($($($rest)*)?) $($what)* }
        }
    };
}
