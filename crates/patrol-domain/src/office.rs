//! What the office says to the server about people: accounts, sessions, delegations, work that
//! waits for a decision. Data only, and who may ask for it.

use crate::ids::{MemberId, OpId, SiteId};
use crate::operation::Op;
use crate::people::{Department, Grant, Member, Role};
use crate::permissions::{Action, Class, Context, classes_of, may};
use crate::reject::Rejection;
use crate::time::At;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Shortest password that is taken, characters.
pub const SHORTEST_PASSWORD: usize = 8;
/// Longest password, bytes.
pub const LONGEST_PASSWORD: usize = 256;
/// Longest name of a person or a login, characters.
pub const LONGEST_NAME: usize = 100;
/// R222: a delegation of more days names the company's approval.
pub const SHORT_DELEGATION_DAYS: i64 = 14;
/// Longest delegation, days.
pub const LONGEST_DELEGATION_DAYS: i64 = 366;

/// Body of `POST /api/password`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordChange {
    pub old: String,
    pub new: String,
}

/// Answer of `POST /api/password`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PasswordAnswer {
    /// Kept; every other session of the person is over.
    Kept,
    Refused {
        why: PasswordFault,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasswordFault {
    /// The old one is not right.
    WrongOld,
    TooShort,
    TooLong,
    /// As the old one, or as the login.
    Same,
}

/// Answer of `GET /api/sessions`: where the person is signed in, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sessions {
    pub sessions: Vec<SessionLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// Names it to `DELETE /api/sessions/{id}`; opens nothing.
    pub id: String,
    /// Kind of device and browser, in words of no language: `Android · WeChat`.
    pub label: String,
    pub began_at: At,
    /// Exact to a day.
    pub seen_at: At,
    /// The one that asks.
    pub here: bool,
}

/// A role in a department of the site that is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Post {
    pub role: Role,
    pub department: Department,
}

impl Post {
    pub fn at(self, site: SiteId) -> Grant {
        Grant { site, role: self.role, department: self.department }
    }
}

impl From<&Grant> for Post {
    fn from(grant: &Grant) -> Post {
        Post { role: grant.role, department: grant.department }
    }
}

/// Answer of `GET /api/people`: the site's people as far as the asker may see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    pub people: Vec<PersonLine>,
    /// Those that are not over, the next to begin first.
    pub delegations: Vec<Delegation>,
    /// R227: the one person in charge of the site now.
    pub in_charge: Option<MemberId>,
    /// The asker makes and changes accounts.
    pub keeps: bool,
    /// The asker delegates.
    pub delegates: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonLine {
    pub id: MemberId,
    pub name: String,
    /// Their own posts, without what is delegated to them.
    pub posts: Vec<Post>,
    pub suspended: bool,
    /// Shown to those who keep accounts only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// Has a one-time password and did not sign in with it yet.
    #[serde(default)]
    pub must_change: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_at: Option<At>,
}

/// Body of `PUT /api/people`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonChange {
    /// `None`: a new person, who gets a login and a one-time password.
    #[serde(default)]
    pub id: Option<MemberId>,
    /// Of a new person; it is not changed later.
    #[serde(default)]
    pub login: String,
    pub name: String,
    pub posts: Vec<Post>,
    #[serde(default)]
    pub suspended: bool,
}

/// Answer of `PUT /api/people` and `POST /api/people/{id}/password`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PersonAnswer {
    Kept {
        id: MemberId,
        /// The one-time password: told here and nowhere else, never again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password: Option<String>,
    },
    Refused {
        why: PersonFault,
    },
}

/// What is wrong with a change of a person: the field to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonFault {
    /// Empty, too long, or with strange characters.
    Login,
    LoginTaken,
    Name,
    /// No post, one that has no login (resident, cleaner), or the same twice.
    Posts,
    /// R227: another person is in charge already.
    InCharge,
    /// Nobody shuts out, or takes the last administrator's post from, themselves.
    Oneself,
    /// The person has work at other sites too: their account is the company's to change.
    OtherSites,
}

/// One person's post in another's hands for a time, R222.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    pub id: Uuid,
    pub absent: MemberId,
    pub acting: MemberId,
    pub post: Post,
    pub from: At,
    /// It ends by itself, by the server's clock.
    pub until: At,
    /// The company's approval, for a long absence.
    #[serde(default)]
    pub approval: String,
    #[serde(default)]
    pub in_force: bool,
}

/// Body of `PUT /api/delegations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum DelegationChange {
    /// From now when `from` lies behind.
    Begin {
        absent: MemberId,
        acting: MemberId,
        post: Post,
        from: At,
        until: At,
        approval: String,
    },
    End {
        id: Uuid,
    },
}

/// Answer of `PUT /api/delegations`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum DelegationAnswer {
    Kept,
    Refused { why: DelegationFault },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DelegationFault {
    /// The absent person does not hold the post, or it is none that is delegated.
    Post,
    /// Nobody of the site, suspended, or the absent person.
    Acting,
    /// It ends before it begins, lies behind, or lasts longer than a year.
    Dates,
    /// R222: more than 14 days need the company's approval.
    Approval,
    /// R227: somebody else holds the post in these days.
    Overlap,
    /// Over already, or never there.
    Gone,
}

/// Answer of `GET /api/quarantine`: unsent work of suspended people that waits for a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quarantine {
    pub waiting: Vec<Held>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub op: Op,
    pub received_at: At,
}

/// Body of `POST /api/quarantine`: a word on some of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    pub ops: Vec<OpId>,
    pub accept: bool,
    #[serde(default)]
    pub note: String,
}

/// Answer of `POST /api/quarantine`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// How many are settled by it; fewer than asked when another head was quicker.
    pub settled: u32,
    /// Accepted by the head, and not possible any more by the rules.
    pub refused: Vec<Rejection>,
}

const ANY: Context = Context { department: None, own: false };

/// Who makes and changes accounts of the site.
pub fn keeps_people(me: &Member, site: SiteId) -> bool {
    may(me, site, Action::KeepMembers, ANY)
}

/// Who puts a post into another's hands: the project manager, and whoever keeps accounts.
pub fn delegates(me: &Member, site: SiteId) -> bool {
    keeps_people(me, site) || holds(me, site, Class::Manager)
}

/// Whether the asker sees this colleague on the page of people: the whole site, or the own department.
pub fn sees_person(me: &Member, site: SiteId, of: &[Grant]) -> bool {
    delegates(me, site) || leads_one_of(me, site, of)
}

/// Who decides on unsent work of a suspended person: a head of their department, or the manager.
/// Never the person themself, and no administrator.
pub fn judges_work_of(me: &Member, site: SiteId, author: MemberId, of: &[Grant]) -> bool {
    me.id != author && (holds(me, site, Class::Manager) || leads_one_of(me, site, of))
}

/// Whether anything of the page of people is this person's.
pub fn sees_people(me: &Member, site: SiteId) -> bool {
    delegates(me, site) || holds(me, site, Class::Head)
}

/// Posts that are put into another's hands: of heads and managers.
pub fn delegable(post: Post) -> bool {
    let classes = classes_of(post.role);
    classes.contains(&Class::Head) || classes.contains(&Class::Manager)
}

/// R227: whoever holds one of these leads the site.
pub fn leads_site(role: Role) -> bool {
    role == Role::Pm
}

fn holds(me: &Member, site: SiteId, class: Class) -> bool {
    let here = me.grants.iter().filter(|grant| grant.site == site);
    !me.suspended && here.into_iter().any(|grant| classes_of(grant.role).contains(&class))
}

fn leads_one_of(me: &Member, site: SiteId, of: &[Grant]) -> bool {
    let head = |grant: &&Grant| grant.site == site && classes_of(grant.role).contains(&Class::Head);
    let theirs = |mine: &Grant| {
        of.iter().any(|grant| grant.site == site && grant.department == mine.department)
    };
    !me.suspended && me.grants.iter().filter(head).any(theirs)
}
