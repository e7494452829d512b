//! Where a database server keeps a shop: `postgresql://user@host/database`, as the settings and the command line say it. No
//! driver is asked: what is wrong with it is told before anything is connected.

/// An address of a database, without a password in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// Why it cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadDatabaseUrl {
    /// It does not name a user, a host and a database of PostgreSQL.
    #[error("url must be postgresql://user@host/database, or empty for shop.db in this folder")]
    Shape,
    /// A password stands in it, where everybody can read it.
    #[error("url must not hold the password: that belongs into the stored keys, or into ZHANGGUI_STORE_PASSWORD")]
    Password,
}

impl DatabaseUrl {
    /// Reads one.
    ///
    /// # Errors
    /// [`BadDatabaseUrl`].
    pub fn parse(raw: &str) -> Result<Self, BadDatabaseUrl> {
        let scheme = ["postgresql://", "postgres://"].into_iter().find_map(|scheme| raw.strip_prefix(scheme));
        let rest = scheme.filter(|rest| !rest.chars().any(|c| c.is_whitespace() || c.is_control()));
        let (place, options) =
            rest.map(|rest| rest.split_once('?').unwrap_or((rest, ""))).ok_or(BadDatabaseUrl::Shape)?;
        let (authority, database) = place.split_once('/').ok_or(BadDatabaseUrl::Shape)?;
        let (user, host) = authority.rsplit_once('@').ok_or(BadDatabaseUrl::Shape)?;
        let in_options = options.split('&').any(|option| option.starts_with("password="));
        if user.contains(':') || in_options {
            return Err(BadDatabaseUrl::Password);
        }
        if user.is_empty() || host.is_empty() || database.is_empty() || database.contains('/') {
            return Err(BadDatabaseUrl::Shape);
        }
        Ok(Self(raw.to_owned()))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_user_a_host_and_a_database_and_no_password() {
        for good in [
            "postgresql://shop@db.example.com/shop",
            "postgres://shop@127.0.0.1:5433/camellia?sslrootcert=/etc/ssl/shop.pem",
            "postgresql://shop@%2Frun%2Fpostgresql/shop",
            "postgresql://shop@[::1]/shop",
        ] {
            assert_eq!(DatabaseUrl::parse(good).map(|url| url.to_string()), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "shop.db",
            "mysql://shop@db/shop",
            "postgresql://db/shop",
            "postgresql://shop@/shop",
            "postgresql://@db/shop",
            "postgresql://shop@db",
            "postgresql://shop@db/",
            "postgresql://shop@db/a/b",
            "postgresql://shop@db/my shop",
        ] {
            assert_eq!(DatabaseUrl::parse(bad), Err(BadDatabaseUrl::Shape), "{bad}");
        }
        for open in ["postgresql://shop:secret@db/shop", "postgresql://shop@db/shop?password=secret"] {
            assert_eq!(DatabaseUrl::parse(open), Err(BadDatabaseUrl::Password), "{open}");
        }
    }
}
