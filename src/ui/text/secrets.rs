//! Where the keys are kept, and why they cannot be opened.

use crate::settings::{SealedTrouble, SecretsPlace};

texts! { in lang;
    secrets_unreadable: "密钥文件现在读不了：在“系统状态”里看原因，或者在终端里运行 zhanggui check", "The file of keys cannot be read just now: see the reason on the System status page, or run zhanggui check";
    /// Under a secret that is stored.
    secret_place(place: SecretsPlace) = match place {
        SecretsPlace::Keyring => "已经加密存好，钥匙在系统的密钥环里；不再显示", "Stored encrypted, its key in the system's keyring; never shown again";
        SecretsPlace::Beside => "已经加密存好，不再显示。这台电脑没有可用的密钥环，钥匙就放在旁边的 secrets.key：能读到你文件的人就能用", "Stored encrypted; never shown again. This computer has no usable keyring, so the key lies beside it in secrets.key: whoever can read your files can use it";
        SecretsPlace::Plain => "存在没有加密的 secrets.toml 里，不再显示；在这里换一次密钥就会加密", "Stored in secrets.toml, not encrypted; never shown again. Replace a key here, and all are encrypted"
    }

    /// The encrypted file cannot be opened, and what to do.
    sealed_trouble(why: SealedTrouble) = match why {
        SealedTrouble::NoKeyring => "存好的密钥打不开：钥匙在桌面的密钥环里，现在没有密钥环。请从桌面打开掌柜，或用环境变量给出密钥，或在窗口里重新填写", "The stored keys cannot be opened: what opens them is in the keyring of your desktop, and there is none just now. Open Zhanggui from the desktop, set the keys in the environment, or enter them anew in the window";
        SealedTrouble::KeyringLocked => "存好的密钥打不开：桌面的密钥环锁着。请解锁，或重新登录桌面，再试一次", "The stored keys cannot be opened: the keyring of your desktop is locked. Unlock it, or sign in to the desktop once more, and try again";
        SealedTrouble::KeyringUnusable => "存好的密钥打不开：桌面的密钥环没有回应。请重新登录桌面，再试一次", "The stored keys cannot be opened: the keyring of your desktop does not answer. Sign in to the desktop once more and try again";
        SealedTrouble::NoKey => "存好的密钥打不开：这个密钥环里没有它的钥匙，可能是别的用户或别的电脑的。请在窗口里重新填写密钥", "The stored keys cannot be opened: what opens them is not in this keyring but another user's or another computer's. Enter the keys anew in the window";
        SealedTrouble::NoKeyFile => "存好的密钥打不开：旁边的 secrets.key 不见了或坏了。请放回来，或在窗口里重新填写密钥", "The stored keys cannot be opened: secrets.key beside them is missing or broken. Put it back, or enter the keys anew in the window";
        SealedTrouble::Damaged => "存好的密钥打不开：文件坏了。请放回一份好的，或在窗口里重新填写密钥", "The stored keys cannot be opened: the file is damaged. Put a good copy back, or enter the keys anew in the window"
    }
}
