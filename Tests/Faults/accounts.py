"""Accounts of staff in a running service, come about as everybody's do: by a link, a password of one's own, a session."""

import json
import secrets
import urllib.error
import urllib.request

from sandbox import SandboxError

# Nobody holds a phone with an authenticator here.
SETTINGS = {"PHANANH_STAFF_TOTP": "optional"}


def bootstrap(service, username):
    """The token of the city's first administrator."""
    link = service.administer("accounts", "bootstrap", "--username", username).split()[1]
    return sign_in(service.port, username, link)


def invite(port, administrator, username, *roles):
    """The token of another account, at the coordinator's desk."""
    return sign_in(port, username, invitation(port, administrator, username, *roles)["activation"]["token"])


def invitation(port, administrator, username, *roles):
    """An account that waits for its owner to set a password by `activation`."""
    return post(port, "/v1/admin/accounts", {"username": username, "display_name": username, "roles": roles}, administrator)


def sign_in(port, username, link, password=None):
    """Sets the account's password, by default one that nobody keeps; the token of a session."""
    password = password or secrets.token_urlsafe(24)
    post(port, "/v1/activations", {"token": link, "password": password})
    return post(port, "/v1/sessions", {"username": username, "password": password})["token"]


def post(port, path, members, token=None):
    """What the service answers to JSON."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", json.dumps(members).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise SandboxError(f"POST {path} answered {error.code}: {error.read().decode(errors='replace')}") from error
