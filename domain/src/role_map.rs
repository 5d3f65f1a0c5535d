//! Role mapping of single sign-on: from the groups of an identity provider to a role.

use crate::Role;

/// Maps groups to roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleMap(Vec<(String, Role)>);

impl RoleMap {
    /// The widest role of any of these groups; `None` if none is mapped. Names are compared
    /// exactly, because the provider defines them.
    pub fn role_of<'a>(&self, groups: impl IntoIterator<Item = &'a str>) -> Option<Role> {
        let given = |group| self.0.iter().filter(move |(name, _)| name == group).map(|(_, role)| *role);
        groups.into_iter().flat_map(given).max()
    }
}

impl std::str::FromStr for RoleMap {
    type Err = String;

    /// Parses `group=role,group=role`. If names contain commas, as those of directories do, pairs
    /// are separated by semicolons; the last equals sign of a pair separates the role.
    fn from_str(text: &str) -> Result<Self, String> {
        let between = if text.contains(';') { ';' } else { ',' };
        let pairs = text.split(between).map(str::trim).filter(|pair| !pair.is_empty());
        let map: Vec<_> = pairs.map(pair).collect::<Result<_, _>>()?;
        if map.is_empty() {
            return Err("no group is given a role, so nobody could get in".to_owned());
        }
        Ok(Self(map))
    }
}

fn pair(text: &str) -> Result<(String, Role), String> {
    let (group, role) = text.rsplit_once('=').ok_or_else(|| format!("{text:?} is no pair group=role"))?;
    let (group, role) = (group.trim(), role.trim());
    if group.is_empty() {
        return Err(format!("{text:?} names no group before its role"));
    }
    let known = Role::parse(role).ok_or_else(|| {
        let roles = Role::ALL.map(Role::as_str).join(", ");
        format!("{role:?} is no role; the roles are {roles}")
    })?;
    Ok((group.to_owned(), known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(text: &str) -> RoleMap {
        text.parse().expect("a map")
    }

    #[test]
    fn the_widest_role_of_all_groups_wins_whatever_their_order() {
        let map = map("admins=administrator, desk=agent,leads=supervisor");
        assert_eq!(map.role_of(["desk", "leads"]), Some(Role::Supervisor));
        assert_eq!(map.role_of(["leads", "desk"]), Some(Role::Supervisor));
        assert_eq!(map.role_of(["unknown", "admins", "desk"]), Some(Role::Administrator));
        assert_eq!(map.role_of(["desk"]), Some(Role::Agent));
    }

    #[test]
    fn a_group_that_is_not_named_exactly_gives_nothing() {
        let map = map("admins=administrator");
        for groups in [&[][..], &["Admins"], &["/admins"], &["admins "], &["admin", "s"]] {
            assert_eq!(map.role_of(groups.iter().copied()), None, "{groups:?}");
        }
    }

    #[test]
    fn names_may_have_equals_signs_and_between_semicolons_commas_too() {
        let map = map("cn=admins,ou=staff=administrator; cn=desk,ou=staff=agent");
        assert_eq!(map.role_of(["cn=admins,ou=staff"]), Some(Role::Administrator));
        assert_eq!(map.role_of(["cn=desk,ou=staff"]), Some(Role::Agent));
    }

    #[test]
    fn a_group_named_twice_gives_the_wider_role() {
        assert_eq!(map("a=agent,a=supervisor").role_of(["a"]), Some(Role::Supervisor));
    }

    #[test]
    fn what_is_no_map_is_refused_in_words() {
        for (wrong, why) in [
            ("", "nobody could get in"),
            (" , ", "nobody could get in"),
            ("admins", "no pair"),
            ("=agent", "names no group"),
            ("admins=king", "agent, supervisor, administrator"),
            ("admins=", "is no role"),
        ] {
            let message = wrong.parse::<RoleMap>().expect_err(wrong);
            assert!(message.contains(why), "{wrong}: {message}");
        }
    }
}
