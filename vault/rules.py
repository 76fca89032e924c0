"""What Sparekey reminds of: the table of rules, each with its reason and its source. `vault/reminders.py` works with it.

In titles and steps `{item}` is the address, token or sheet, `{account}` the user name, `{service}` the service's name.
A reason is one sentence. `docs/reminders.md` is this table for users; a test compares the two.
"""

from collections.abc import Mapping

from msgspec import Struct

from vault.agenda import Coarse

AHEAD = 2  # days by which two clocks may differ though both are right: there are 26 hours between the outermost time zones
LONGEST_REST = 366  # days that a reminder can be put off
_CODE = "PyPI's source code, warehouse/"
_SUPPORT = "replies of PyPI's staff in github.com/pypi/support"


class Rule(Struct, frozen=True, kw_only=True):
    """`every` is in days; 0 where the thing itself has its date. It begins to show `lead` days before its day.

    `page` names one of the service's own pages (resources/services.toml), never one that changes something by itself.
    `done` is the button that ends it. `is_of_registry`: only for services that say so (`chores` in the same table).
    """

    kind: str
    coarse: Coarse
    title: str
    why: str
    source: str
    steps: tuple[str, ...]
    every: int
    lead: int = 0
    page: str = ""
    done: str = "Done"
    is_urgent: bool = False
    is_of_registry: bool = False


_TABLE = (
    Rule(
        kind="email-verified",
        coarse="email",
        title="Check that mail to {item} still reaches you",
        why="Password resets and sign-ins from a new place end in this mailbox, "
        "and PyPI closes most of an account whose primary address bounces.",
        source=f"{_CODE}accounts/security_policy.py, email/ses/models.py, accounts/views.py (pypi-facts §3, §5)",
        steps=(
            "Send a mail to {item} from another account, and find it in the inbox.",
            "Open the account page and see that the address is marked as primary and verified.",
        ),
        every=180,
        lead=7,
        page="emails",
        done="It works",
    ),
    Rule(
        kind="second-email",
        coarse="email",
        title="Add a second verified address to {account}",
        why="Any verified address can reset the password, so where there is only one, a lost mailbox locks the account.",
        source=f"{_CODE}accounts/views.py; PyPI's blog of 2025-08-18 (pypi-facts §3, §7.3)",
        steps=(
            "Add an address at another provider on the account page.",
            "Open the link in the mail that it gets, within six hours.",
            "Note the address here too, as verified.",
        ),
        every=90,
        page="emails",
        done="I added one",
        is_of_registry=True,
    ),
    Rule(
        kind="domain-renewal",
        coarse="email",
        title="Renew the domain of {item}",
        why="PyPI looks at the domains of addresses every month, and no longer trusts an address whose domain is running out.",
        source=f"{_CODE}accounts/tasks.py; PyPI's blog of 2025-08-18 (pypi-facts §3)",
        steps=(
            "Renew the domain where it is registered, and let it renew by itself.",
            "See that mail still arrives.",
        ),
        every=0,
        lead=45,
        done="Renewed for a year",
        is_urgent=True,
    ),
    Rule(
        kind="codes-low",
        coarse="codes",
        title="Generate new recovery codes for {account}: few are left",
        why="PyPI says nothing until none is left, and new codes can be had only while you can still sign in.",
        source=f"{_CODE}accounts/views.py (pypi-facts §1.8); two left is where WordPress and Mozilla warn (peers B)",
        steps=(
            "Sign in to {service}.",
            "Generate new recovery codes; that makes the old ones void.",
            "Bring the new ones in here, and print them again if you keep them on paper.",
        ),
        every=14,
        page="two_factor",
        done="I have new ones",
        is_urgent=True,
    ),
    Rule(
        kind="codes-empty",
        coarse="codes",
        title="Generate new recovery codes for {account}: none is left",
        why="Without a code, a lost phone means asking the service's staff to let you in, and that takes weeks.",
        source=f"{_CODE}accounts/models.py; {_SUPPORT}: #6822 (pypi-facts §1.8, §7.3)",
        steps=(
            "Sign in to {service} while you still can.",
            "Generate new recovery codes.",
            "Bring them in here, and print them again if you keep them on paper.",
        ),
        every=7,
        page="two_factor",
        done="I have new ones",
        is_urgent=True,
    ),
    Rule(
        kind="codes-tested",
        coarse="codes",
        title="Read from your own copy of the codes of {account}",
        why="A copy that nobody ever read may be of an older set, or cut off at the edge.",
        source="Asked of service operators for years, e.g. github.com/frappe/press#2435 (peers B)",
        steps=("Take your paper, or where else you keep a copy.", "Let Sparekey ask you for four characters of one code."),
        every=365,
        done="I read from it",
    ),
    Rule(
        kind="codes-checked",
        coarse="codes",
        title="Compare the codes of {account} with what {service} shows",
        why="Codes do not expire, but whoever got in may have made new ones, and then these open nothing.",
        source=f"{_CODE}templates/manage/manage_base.html; {_SUPPORT}: #4559 (pypi-facts §1.7, §1.8)",
        steps=(
            "Open the page of the two-factor methods; looking at it changes nothing.",
            "Compare the day on which the codes were generated, and how many are unused.",
        ),
        every=365,
        page="two_factor",
        done="They agree",
    ),
    Rule(
        kind="password-rotated",
        coarse="account",
        title="Change the password of {account}",
        why="PyPI disables a password that has turned up in a leak at the next sign-in, and the API tokens stop with it.",
        source=f"{_CODE}accounts/services.py, macaroons/security_policy.py (pypi-facts §4)",
        steps=("Change the password to one that you use nowhere else.", "Store it where the old one was."),
        every=730,
        lead=14,
        page="account",
        done="Changed",
    ),
    Rule(
        kind="token-reviewed",
        coarse="tokens",
        title="Review the token {item} of {account}",
        why="A token of PyPI never expires, so one that nothing needs any more is a risk until somebody deletes it.",
        source=f"{_CODE}macaroons/services.py, manage/forms.py (pypi-facts §6)",
        steps=(
            "Look when the token was last used, and delete it if nothing needs it.",
            "If a release uses it, make a new one for that project only, or change to a trusted publisher.",
        ),
        every=180,
        lead=7,
        page="tokens",
        done="Reviewed",
    ),
    Rule(
        kind="token-expires",
        coarse="tokens",
        title="Replace the token {item} of {account} before it expires",
        why="Whatever uses the token fails from that day on.",
        source="The day that you noted; tokens of PyPI itself have none (pypi-facts §6)",
        steps=(
            "Make a new token with the same scope.",
            "Put it where the old one is used, then delete the old one.",
            "Note here when the new one expires.",
        ),
        every=0,
        lead=14,
        page="tokens",
        done="Replaced",
        is_urgent=True,
    ),
    Rule(
        kind="signed-in",
        coarse="account",
        title="Sign in to {service} as {account}",
        why="An account that nobody uses is found broken on the day it is needed: address unverified, password disabled.",
        source="PyPI's blog of 2024-04-03: 370,000 addresses lost their verification (pypi-facts §3, §4)",
        steps=(
            "Sign in with password and second factor.",
            "Where a link is mailed to you first, open it on the same connection: then the mailbox works, too.",
        ),
        every=182,
        lead=7,
        page="login",
        done="I signed in",
    ),
    Rule(
        kind="history-read",
        coarse="account",
        title="Look at the security history of {account}",
        why="PyPI's history reaches back 90 days, and what nobody has looked at by then cannot be seen any more.",
        source=f"{_CODE}accounts/models.py: recent_events (pypi-facts §6)",
        steps=("Open the security history.", "Look for sign-ins, tokens and addresses that are not yours."),
        every=85,
        lead=5,
        page="history",
        done="Nothing strange",
        is_of_registry=True,
    ),
    Rule(
        kind="sessions-reviewed",
        coarse="account",
        title="Review sessions and linked accounts of {account}",
        why="Whoever is signed in as you can do what you can, and linked accounts are looked at in a recovery.",
        source=f"{_CODE}sessions.py, manage/views/account_associations.py (pypi-facts §5, §6)",
        steps=(
            "Look at the linked accounts, and remove those that you no longer use.",
            "See that you can still sign in to each of the others.",
            "If you signed in on a machine that is not yours, change the password: that ends every session.",
        ),
        every=180,
        lead=7,
        page="associations",
        done="Reviewed",
        is_of_registry=True,
    ),
    Rule(
        kind="packages-reviewed",
        coarse="account",
        title="Review the packages of {account}, and who else owns them",
        why="A second owner keeps releases going while you are locked out, "
        "and a recovery starts from the public source link of a newest release.",
        source=f"{_CODE}admin/views/users.py, packaging/models.py (pypi-facts §6, §7.2)",
        steps=(
            "Look at the collaborators of each project: there should be a second owner, and nobody whom you do not know.",
            "See that its newest release links a public repository to which you can push.",
        ),
        every=180,
        lead=7,
        page="projects",
        done="Reviewed",
        is_of_registry=True,
    ),
    Rule(
        kind="question-open",
        coarse="account",
        title="Find out for {account} {item}",
        why="What nobody knows cannot be counted on, and on a bad day there is no time to find out.",
        source="Your own answer: you did not know when asked",
        steps=(
            "Find out {item}: look where it is kept, or on the service's own pages.",
            "Note it with the account. What you still do not know you will be asked again.",
        ),
        every=14,
        page="account",
        done="I noted it",
    ),
    Rule(
        kind="request-answered",
        coarse="account",
        title="Look for an answer to the recovery request of {account}",
        why="The staff answer in the issue and by mail, and close a request that stays without a reply.",
        source=f"{_SUPPORT}: first answers after 3 to 13 days, and #10858, #9078, closed without a reply (pypi-facts §7.3)",
        steps=(
            "Look into the issue, into the mailbox and into its spam folder.",
            "If there is an answer, note it in the log of the request, and do what it asks for.",
        ),
        every=7,
        done="No answer yet",
    ),
    Rule(
        kind="request-proved",
        coarse="account",
        title="Answer the staff's mail about {account}",
        why="The staff go on only when their mail is answered, not in the issue but by mail, and the branch is there.",
        source=f"{_SUPPORT}: #1066, #7306 (pypi-facts §7.2, §7.3)",
        steps=(
            "If the mail names a branch, push one of exactly that name.",
            "Reply to the mail, from the mailbox that it came to.",
        ),
        every=3,
        done="I replied",
        is_urgent=True,
    ),
    Rule(
        kind="after-recovery",
        coarse="tokens",
        title="Review the tokens of {account} after its recovery",
        why="A recovery deletes no token, so those that somebody else made work again as soon as the password is reset.",
        source=f"{_CODE}admin/views/users.py: user_recover_account_complete (pypi-facts §6, §7.2)",
        steps=("Delete every token that you do not know.", "Look at trusted publishers and collaborators, too."),
        every=0,
        page="tokens",
        done="Reviewed",
        is_urgent=True,
    ),
    Rule(
        kind="sheet-verified",
        coarse="paper",
        title="See that sheet {item} is still where it should be",
        why="Paper is moved, thrown away and fades, and nobody notices before it is needed.",
        source="Asked of service operators for years, e.g. github.com/dnsimple/dnsimple-support#1981 (peers B)",
        steps=("Take the sheet.", "Let Sparekey ask you for four characters on it, or scan its small QR code."),
        every=182,
        lead=7,
        done="I have it in my hand",
    ),
    Rule(
        kind="sheet-stale",
        coarse="paper",
        title="Replace sheet {item}: it is out of date",
        why="Since it was printed a code was used, a set replaced or a key removed, and on a bad day you would try what fails.",
        source="The vault's own register of sheets",
        steps=("Print a new sheet, if you still need one.", "Destroy the old one."),
        every=30,
        done="The old one is destroyed",
    ),
    Rule(
        kind="backup-copied",
        coarse="vault",
        title="Copy the vault to another place",
        why="Sparekey keeps its backups beside the vault, so a lost or broken disk takes both.",
        source="As Aegis and OTPClient do (peers A, notes 8 and 9)",
        steps=("Copy the vault file to another disk or machine, or print an encrypted backup.", "Remember where it is."),
        every=90,
        lead=7,
        done="Copied",
    ),
    Rule(
        kind="password-typed",
        coarse="vault",
        title="Open the vault with its password",
        why="Nobody can reset this password for you, and what is typed now and then is not forgotten.",
        source="As Aegis does, there every two weeks (peers A, note 8)",
        steps=("Lock the vault, then open it with the password, not with a key on paper.",),
        every=90,
        done="I typed it",
    ),
)

RULES: Mapping[str, Rule] = {rule.kind: rule for rule in _TABLE}
