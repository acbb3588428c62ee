"""``reserve accounts``: the console's way to accounts, for the first ones and for emergencies."""

from collections.abc import Iterator

import click

from config.settings import load_settings
from registry.commands.house import CONSOLE, database, show_json
from registry.commands.spoken import SpokenGroup, command, option
from registry.documents.accounts import Account
from registry.errors import Refusal
from registry.keys import vault_of
from registry.messages import say
from registry.services import accounts as desk
from registry.services import application_contacts, contact_ways, second_factors, webhooks
from registry.services.grants import GRANTABLE, Grant, host_of_credit_code
from registry.services.proofs import counter_key
from registry.services.sign_in import lift_lockout, normal_username

_PAGE = 200


class AccountUnknown(Refusal):
    """No account has this username."""

    code = "accounts_unknown"
    status = 404


class FactorUnknown(Refusal):
    """The account has no second factor to take off."""

    code = "accounts_no_factor"
    status = 404


class RoleUnknown(Refusal):
    """No person holds a role of this name."""

    code = "accounts_role_unknown"
    status = 422


@command("list", "cli_accounts_list")
def list_(*, as_json: bool) -> None:
    """List all accounts, by username."""
    with database():
        found = [_shape(account) for account in _all()]
    if as_json:
        show_json(found)
        return
    for one in found:
        role = say(f"role_{one['role']}") if one["role"] else say("accounts_no_role")
        state = say("state_active" if one["active"] else "state_disabled")
        click.echo(say("accounts_line", **{**one, "role": role, "state": state}))
    if not found:
        click.echo(say("accounts_none"))


@command("create", "cli_accounts_create")
@click.argument("username")
@option("--name", required=True, help="cli_option_name")
@option("--role", required=True, help="cli_option_role")
@option("--authority", default="", help="cli_option_account_authority")
@option("--host", default="", help="cli_option_host")
@option("--division", default="", help="cli_option_division")
def create(
    *, username: str, name: str, role: str, authority: str, host: str, division: str, as_json: bool
) -> None:
    """Make an account with its role; show its first password once."""
    if role not in GRANTABLE:
        names = (f"{one.value}（{say(f'role_{one.value}')}）" for one in GRANTABLE)
        raise RoleUnknown(read=role, roles="、".join(names))
    with database() as at:
        found = host_of_credit_code(host)
        grant = Grant(role=role, host=found, authority=authority, division=division)
        made = desk.create_account(
            desk.NewAccount(username=username, name=name, grant=grant), by=CONSOLE, at=at
        )
    _show("accounts_created", made.username, made.password, as_json=as_json)


@command("disable", "cli_accounts_disable")
@click.argument("username")
@option("--reason", default="", help="cli_option_disable_reason")
def disable(*, username: str, reason: str, as_json: bool) -> None:
    """Shut an account out."""
    with database() as at:
        account = _named(username)
        desk.disable_account(str(account.id), reason, by=CONSOLE, at=at)
    _show("accounts_disabled", account.username, as_json=as_json)


@command("unlock", "cli_accounts_unlock")
@click.argument("username")
def unlock(*, username: str, as_json: bool) -> None:
    """Let a username that failed too often try again at once."""
    with database() as at:
        account = _named(username)
        keys = (f"account:{account.username}", counter_key(account.username))
        lifted = sum(lift_lockout(key, by=CONSOLE, at=at) for key in keys)
    code = "accounts_unlocked" if lifted else "accounts_not_locked"
    _show(code, account.username, as_json=as_json)


@command("reset-password", "cli_accounts_reset")
@click.argument("username")
def reset_password(*, username: str, as_json: bool) -> None:
    """Give an account a new first password, shown once."""
    with database() as at:
        account = _named(username)
        made = desk.reset_password(str(account.id), rule="off", by=CONSOLE, at=at)
    _show("accounts_password_reset", account.username, made, as_json=as_json)


@command("reset-second-factor", "cli_accounts_reset_factor")
@click.argument("username")
@option("--reason", required=True, help="cli_option_factor_reason")
def reset_second_factor(*, username: str, reason: str, as_json: bool) -> None:
    """Take the second factor off an account."""
    with database() as at:
        account = _named(username)
        if account.second_factor_at is None:
            raise FactorUnknown(read=account.username)
        second_factors.reset(str(account.id), reason, by=CONSOLE, at=at)
    _show("accounts_factor_reset", account.username, as_json=as_json)


@command("seal-anew", "cli_accounts_seal")
def seal_anew(*, as_json: bool) -> None:
    """Seal all secrets with the newest key."""
    with database() as at:
        vault = vault_of(load_settings())
        count = second_factors.seal_anew(vault=vault, by=CONSOLE, at=at)
        count += application_contacts.seal_anew(vault=vault, by=CONSOLE)
        count += contact_ways.seal_anew(vault=vault) + webhooks.seal_anew(vault=vault)
    if as_json:
        show_json({"sealed": count})
        return
    click.echo(say("accounts_sealed", count=count))


def _all() -> Iterator[Account]:
    after = ""
    while page := desk.accounts_page(after, _PAGE, by=CONSOLE):
        yield from page
        after = page[-1].username


def _named(username: str) -> Account:
    """Return the account of a username. Raises AccountUnknown."""
    name = normal_username(username)
    for account in desk.accounts_page("", 1, by=CONSOLE, start=name) if name else ():
        if account.username == name:
            return account
    raise AccountUnknown(read=username)


def _shape(account: Account) -> dict[str, object]:
    return {
        "username": account.username,
        "name": account.name,
        "role": account.role,
        "authority": account.authority,
        "host": account.host,
        "division": account.division,
        "active": account.active,
    }


def _show(code: str, username: str, password: str = "", *, as_json: bool) -> None:
    if as_json:
        answer = {"username": username, "done": code}
        show_json(answer | ({"password": password} if password else {}))
        return
    click.echo(say(code, username=username, password=password))


accounts = SpokenGroup(
    "accounts",
    help="cli_accounts",
    no_args_is_help=True,
    table={
        "list": ("registry.commands.accounts:list_", "cli_accounts_list"),
        "create": ("registry.commands.accounts:create", "cli_accounts_create"),
        "disable": ("registry.commands.accounts:disable", "cli_accounts_disable"),
        "unlock": ("registry.commands.accounts:unlock", "cli_accounts_unlock"),
        "reset-second-factor": (
            "registry.commands.accounts:reset_second_factor",
            "cli_accounts_reset_factor",
        ),
        "seal-anew": ("registry.commands.accounts:seal_anew", "cli_accounts_seal"),
        "reset-password": ("registry.commands.accounts:reset_password", "cli_accounts_reset"),
    },
)
